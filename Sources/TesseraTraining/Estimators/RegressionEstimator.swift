public import Tessera

/// A model of one linear layer: what linear and logistic regression share.
public protocol RegressionEstimator<Scalar>: Estimator {
    /// The layer, nil before `fit`.
    var layer: Linear<Scalar>? { get set }
    /// The layer as a standardisation leaves it; nil where there was none. Setting `layer` takes it away.
    var exactLayer: Linear<Double>? { get set }
    static var loss: Loss<Scalar> { get }
    /// How much of X·‖w‖² is added to the summed loss.
    static var penaltyShare: Scalar { get }

    /// How good the predictions are; 1 is perfect.
    func score(_ data: Dataset<Scalar>) -> Double
}

extension RegressionEstimator {
    /// Shape [features].
    public var weights: Tensor<Scalar> { fitted.weight.flattened() }
    public var bias: Scalar { fitted.bias?.item ?? 0 }

    public var parameters: [Tensor<Scalar>] { fitted.parameters }

    private var fitted: Linear<Scalar> {
        guard let layer else { fatalError("\(Self.self): call fit before using the model") }
        return layer
    }

    /// The linear function of each row: shape [rows] for features of shape [rows, features].
    public func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        let layer = fitted
        guard features.rank == 2, features.shape[1] == layer.weight.shape[0] else {
            let expected: Shape = [features.shape.first ?? 1, layer.weight.shape[0]]
            ShapeError("prediction", [features.shape], "needs features of shape \(expected)").stop()
        }
        if let exactLayer { return Tensor<Scalar>(exactLayer(Tensor<Double>(features)).flattened()) }
        return layer(features).flattened()
    }

    /// The mean loss over some rows, without the penalty.
    public func loss(_ data: Dataset<Scalar>) -> Scalar {
        let outputs = linearPredictor(data.features).reshaped(to: [data.rows, 1])
        return Self.loss.value(outputs, RowBatch(features: data.features, targets: data.targets)).item
    }

    /// Trains on the rows, starting from zero. They may be of higher precision than the model.
    ///
    /// With `options.l2` = X the summed loss is penalised with X·‖w‖² (linear) or ½·X·‖w‖² (logistic), where w are the
    /// coefficients of the columns as given, standardised in training or not; the bias is not.
    @discardableResult
    public mutating func fit<Rows: RowSource>(
        _ data: Rows, options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try data.checkRegression()
        try check(data)
        try validation?.checkShape(data.rowShape)
        if let validation { try checkTargets(validation) }
        try options.check()
        let training = try RegressionTraining(Self.self, data, options)
        let (model, history) = try training.run(data, validation, progress)
        layer = Linear(converting: model)
        if options.standardizes { exactLayer = model }
        return history
    }

    @discardableResult
    public mutating func fit(
        _ features: Tensor<Scalar>, _ targets: Tensor<Scalar>, options: TrainingOptions = TrainingOptions()
    ) throws(TrainingError) -> TrainingHistory {
        try fit(Dataset(features: features, targets: targets), options: options)
    }
}
