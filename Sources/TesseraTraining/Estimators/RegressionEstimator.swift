public import Tessera

/// A model of one linear layer: what linear and logistic regression share.
public protocol RegressionEstimator<Scalar>: Estimator {
    /// The layer, nil before `fit`.
    var layer: Linear<Scalar>? { get set }
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
        return layer(features).flattened()
    }

    /// The mean loss over some rows, without the penalty.
    public func loss(_ data: Dataset<Scalar>) -> Scalar {
        Self.loss.value(fitted(data.features), RowBatch(features: data.features, targets: data.targets)).item
    }

    /// Trains on the rows, starting from zero.
    ///
    /// With `options.l2` = X the summed loss is penalised with X·‖w‖² (linear) or ½·X·‖w‖² (logistic); the bias is
    /// not.
    @discardableResult
    public mutating func fit(
        _ data: some RowSource<Scalar>, options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try data.checkRegression()
        try check(data)
        try validation?.checkShape(data.rowShape)
        if let validation { try checkTargets(validation) }
        let scaling = options.standardizes ? try Standardization(data) : nil
        let share = options.l2 == 0 ? 0 : Scalar(options.l2) * Self.penaltyShare / Scalar(try data.totalWeight())
        var model = Linear<Scalar>(zeroInputs: data.rowShape.features)
        let penalty: @Sendable (Linear<Scalar>) -> Tensor<Scalar> = { share * $0.weight.squared().sum() }
        let objective = Objective<Linear<Scalar>>(
            loss: Self.loss, penalty: share == 0 ? nil : penalty, ridge: share.scalarValue, scaling: scaling)
        let history = try model.train(data, objective, options: options, validation: validation, progress: progress)
        layer = scaling?.folded(into: model) ?? model
        return history
    }

    @discardableResult
    public mutating func fit(
        _ features: Tensor<Scalar>, _ targets: Tensor<Scalar>, options: TrainingOptions = TrainingOptions()
    ) throws(TrainingError) -> TrainingHistory {
        try fit(Dataset(features: features, targets: targets), options: options)
    }
}
