public import Tessera
public import TesseraModels

/// A model of one linear layer: the common part of linear and logistic regression.
public protocol RegressionEstimator<Scalar>: Estimator {
    /// The trained layer; nil before `fit`.
    var layer: Linear<Scalar>? { get set }
    /// The layer in double precision after standardised training, otherwise nil. Setting `layer` resets it to nil.
    var exactLayer: Linear<Double>? { get set }
    /// The task: to predict numbers, with the mean squared error as the loss, or classes, with the cross-entropy.
    static var task: RegressionTask { get }

    /// Returns a measure of the predictions' quality, such as R² or the accuracy; 1 is perfect.
    func score(_ data: RowTable<Scalar>) -> Double
}

extension RegressionEstimator {
    /// The loss that training minimises.
    static var loss: Loss<Scalar> { task == .linear ? .meanSquaredError : .binaryCrossEntropy }
    /// The factor c of the penalty c·X·‖w‖² that `options.l2` = X adds to the summed loss.
    static var penaltyFactor: Scalar { task == .linear ? 1 : 0.5 }

    /// The coefficients w, shape [features]. Stops the program before `fit`.
    public var weights: Tensor<Scalar> { fitted.weight.flattened() }
    /// The intercept b. Stops the program before `fit`.
    public var bias: Scalar { fitted.bias?.item ?? 0 }

    public var parameters: [Tensor<Scalar>] { fitted.parameters }

    private var fitted: Linear<Scalar> {
        guard let layer else { fatalError("\(Self.self): call fit before using the model") }
        return layer
    }

    public var featureCount: Int? { layer?.weight.shape[0] }

    /// Returns the linear predictor w·x + b of each row: shape [rows] for features of shape [rows, features].
    public func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        let layer = fitted
        requireFeatures(features.shape, count: featureCount)
        if let exactLayer { return Tensor<Scalar>(exactLayer(Tensor<Double>(features)).flattened()) }
        return layer(features).flattened()
    }

    /// Returns the mean loss over some rows, without the penalty.
    package func loss(_ data: RowTable<Scalar>) -> Scalar {
        let outputs = linearPredictor(data.features).reshaped(to: [data.rowCount, 1])
        return Self.loss.value(outputs, RowBatch(features: data.features, targets: data.targets)).item
    }

    /// Trains on the rows by an optimizer, by default gradient descent, starting from coefficients of zero. The rows
    /// may have higher precision than the model.
    ///
    /// With `options.l2` = X, X·‖w‖² (linear) or ½·X·‖w‖² (logistic) is added to the summed loss, where w are the
    /// coefficients of the columns as given, whether training standardises them or not; the bias is not penalised.
    ///
    /// It keeps the calling thread until the training ends; a task calls `fitted` instead.
    ///
    /// - Throws: `TrainingError` for rows of the wrong shape; for numbers that are not finite, targets of a classification
    ///   that are not 0 or 1 or all the same, and weights that cannot be used, with the row; for an option out of its
    ///   range; if memory is short or rows cannot be read; for a checkpoint of another run; if the training diverges.
    @discardableResult
    public mutating func fit<Rows: RowSource>(
        _ data: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try fit(data, optimizer, options, validation, progress, nil)
    }

    /// Trains on the rows as `fit` without a callback does.
    ///
    /// `onEpoch` is called after each epoch, with its losses and, on demand, the model for the columns as given; it may
    /// end the run.
    ///
    /// - Throws: `TrainingError`, as `fit` without a callback.
    @discardableResult
    public mutating func fit<Rows: RowSource>(
        _ data: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, onEpoch: @escaping (inout TrainingEpoch<Self>) -> Void
    ) throws(TrainingError) -> TrainingHistory {
        try fit(data, optimizer, options, validation, nil, onEpoch)
    }

    private mutating func fit<Rows: RowSource>(
        _ data: Rows, _ optimizer: any Optimizer<Scalar>, _ options: TrainingOptions,
        _ validation: (any RowSource<Rows.Scalar>)?, _ progress: ((TrainingProgress) -> Void)?,
        _ onEpoch: ((inout TrainingEpoch<Self>) -> Void)?
    ) throws(TrainingError) -> TrainingHistory {
        try TrainingError.translating {
            try data.checkRegression()
            try Self.task.check(data)
        }
        try validation?.checkShape(data.rowShape)
        if let validation { try TrainingError.translating { try Self.task.checkTargets(validation) } }
        let optimizer = try options.checked(optimizer)
        let training = try RegressionTraining(Self.self, data, optimizer, options)
        let untrained = self
        let (model, history) = try training.run(
            data, validation, progress, observer(onEpoch) { untrained.with($0, keepsExact: options.standardizes) })
        self = with(model, keepsExact: options.standardizes)
        return history
    }

    /// Returns this model with the coefficients of a layer.
    private func with(_ exact: Linear<Double>, keepsExact: Bool) -> Self {
        var model = self
        model.layer = Linear(converting: exact)
        if keepsExact { model.exactLayer = exact }
        return model
    }

    /// Trains on tensors in memory.
    ///
    /// - Parameters:
    ///   - features: shape [rows, features].
    ///   - targets: shape [rows] or [rows, 1].
    ///   - optimizer: the update rule.
    ///   - options: epochs, batch size and what else can be chosen.
    /// - Throws: `TrainingError` for tensors of other shapes, and what `fit` of rows throws.
    @discardableResult
    public mutating func fit(
        _ features: Tensor<Scalar>, _ targets: Tensor<Scalar>, optimizer: any Optimizer<Scalar> = SGD(),
        options: TrainingOptions = TrainingOptions()
    ) throws(TrainingError) -> TrainingHistory {
        let table = try TrainingError.translating { try RowTable(features: features, targets: targets) }
        return try fit(table, optimizer: optimizer, options: options)
    }
}
