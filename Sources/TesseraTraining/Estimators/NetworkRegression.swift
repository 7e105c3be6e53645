public import Tessera
public import TesseraModels

/// A multilayer perceptron: linear layers with an activation between them, trained to predict one number or the
/// probability of class 1.
public struct NetworkRegression<Scalar: RealScalar>: Estimator {
    /// The task: to predict numbers (regression) or classes (classification).
    package let task: RegressionTask
    /// The number of outputs of each hidden layer.
    package let hidden: [Int]
    /// The function between the layers.
    package let activation: ActivationFunction
    /// Linear layers with the activation between them; nil before `fit`.
    package internal(set) var network: Sequential<Scalar>? { didSet { exactNetwork = nil } }
    /// The network for unstandardised rows in double precision; nil unless training standardised the columns.
    private(set) var exactNetwork: Sequential<Double>?

    /// Creates an untrained model.
    ///
    /// - Parameters:
    ///   - task: whether the model predicts numbers (`linear`) or the probability of class 1 (`logistic`).
    ///   - hidden: the number of outputs of each hidden layer; each must be at least 1, which `fit` checks.
    ///   - activation: the function between the layers.
    public init(_ task: RegressionTask, hidden: [Int] = [64, 64], activation: ActivationFunction = .relu) {
        self.task = task
        self.hidden = hidden
        self.activation = activation
    }

    public var parameters: [Tensor<Scalar>] { fitted.parameters }

    private var fitted: Sequential<Scalar> {
        guard let network else { fatalError("NetworkRegression: call fit before using the model") }
        return network
    }

    public var inDoublePrecision: any Estimator<Double> {
        var model = NetworkRegression<Double>(
            task, hidden: hidden, activation: activation)
        model.network = exactNetwork ?? network.map { $0.mappingLayers { Linear(converting: $0) } }
        return model
    }

    /// Trains from random weights that depend on `options.seed`. The rows may have higher precision than the model.
    ///
    /// With `options.standardizes`, features and, for regression, targets have mean 0 and variance 1 during training,
    /// and the losses of the history are in these units; the resulting network takes the rows as given. With
    /// `options.l2` = X, X·Σw² (regression) or ½X·Σw² (classification) is added to the summed loss, where w are the
    /// weights during training, without the biases.
    ///
    /// It keeps the calling thread until the training ends; a task calls `fitted` instead.
    ///
    /// - Throws: `TrainingError` for rows of the wrong shape; for numbers that are not finite, targets of a classification
    ///   that are not 0 or 1 or all the same, and weights that cannot be used, with the row; for an option out of its
    ///   range; if memory is short or rows cannot be read; for a checkpoint of another run; if the training diverges.
    @discardableResult
    public mutating func fit<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try fit(rows, optimizer, options, validation, progress, nil)
    }

    /// Trains on the rows as `fit` without a callback does.
    ///
    /// `onEpoch` is called after each epoch, with its losses and, on demand, the network for the columns as given; it may
    /// end the run.
    ///
    /// - Throws: `TrainingError`, as `fit` without a callback.
    @discardableResult
    public mutating func fit<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, onEpoch: @escaping (inout TrainingEpoch<Self>) -> Void
    ) throws(TrainingError) -> TrainingHistory {
        try fit(rows, optimizer, options, validation, nil, onEpoch)
    }

    private mutating func fit<Rows: RowSource>(
        _ rows: Rows, _ optimizer: any Optimizer<Scalar>, _ options: TrainingOptions,
        _ validation: (any RowSource<Rows.Scalar>)?, _ progress: ((TrainingProgress) -> Void)?,
        _ onEpoch: ((inout TrainingEpoch<Self>) -> Void)?
    ) throws(TrainingError) -> TrainingHistory {
        try TrainingError.translating { try rows.checkRegression() }
        if let width = hidden.first(where: { $0 < 1 }) {
            throw TrainingError(
                .invalidOption(name: "the width of a hidden layer", value: "\(width)", expected: "at least 1"))
        }
        let widths = [rows.rowShape.features] + hidden + [1]
        try TrainingMemory.requireModel(widths: widths, optimizer)
        try TrainingError.translating { try task.check(rows) }
        try validation?.checkShape(rows.rowShape)
        if let validation { try TrainingError.translating { try task.checkTargets(validation) } }
        let optimizer = try options.checked(optimizer)
        var objective = Objective<Sequential<Scalar>>(
            loss: task == .linear ? .meanSquaredError : .binaryCrossEntropy,
            penalty: try penalty(options.l2, rows), l2Penalties: nil)
        objective.architecture = activation.rawValue
        let executor = try options.makeExecutor()
        objective.standardization = try options.standardization(
            of: rows, movesTarget: task == .linear, penaltyCurvature: 0, on: executor)
        func standardized(_ rows: some RowSource) throws(TrainingError) -> any RowSource<Scalar> {
            try rows.standardized(objective.standardization, as: Scalar.self, on: executor)
        }
        let training = try standardized(rows)
        let heldOut = try validation.map { rows throws(TrainingError) in try standardized(rows) }
        var model = Sequential<Scalar>(
            widths: widths, activation: activation, seed: options.seed)
        let (untrained, standardization) = (self, objective.standardization)
        let observe = observer(onEpoch) { untrained.with($0, standardization) }
        func train(_ rows: some RowSource<Scalar>) throws(TrainingError) -> TrainingHistory {
            try model.train(
                rows, objective, optimizer, options: options, on: executor, validation: heldOut, progress: progress,
                observe: observe)
        }
        let history = try train(training)
        self = with(model, standardization)
        return history
    }

    /// Returns this model with a network that was trained on standardised rows, or on rows as given if there is no
    /// standardisation.
    private func with(_ trained: Sequential<Scalar>, _ standardization: Standardization?) -> NetworkRegression {
        var model = self
        if let standardization {
            let exact = unstandardized(trained, standardization)
            model.network = exact.mappingLayers { Linear(converting: $0) }
            model.exactNetwork = exact
        } else {
            model.network = trained
        }
        return model
    }

    private func penalty(
        _ l2: Double, _ rows: some RowSource
    ) throws(TrainingError) -> (@Sendable (Sequential<Scalar>) -> Tensor<Scalar>)? {
        if l2 == 0 { return nil }
        let weight =
            Scalar(l2) * (task == .linear ? 1 : 0.5) / Scalar(try TrainingError.translating { try rows.totalWeight() })
        return { network in
            var copy = network
            var sum = Tensor<Scalar>(0)
            copy.forEachParameter { name, parameter in
                if name.hasSuffix("weight") { sum = sum + parameter.squared().sum() }
            }
            return weight * sum
        }
    }

    /// Returns the network for unstandardised rows: the first and the last layer absorb the standardisation.
    private func unstandardized(_ model: Sequential<Scalar>, _ standardization: Standardization) -> Sequential<Double> {
        var exact: Sequential<Double> = model.mappingLayers { Linear(converting: $0) }
        if let first = exact.layers.first as? Linear<Double> {
            exact.layers[0] = standardization.unstandardizedFeatures(from: first)
        }
        let end = exact.layers.count - 1
        if let last = exact.layers[end] as? Linear<Double> {
            exact.layers[end] = standardization.unstandardizedTarget(from: last)
        }
        return exact
    }

    public var featureCount: Int? { network?.parameters[0].shape[0] }

    public func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        let network = fitted
        requireFeatures(features.shape, count: featureCount)
        if let exactNetwork { return Tensor<Scalar>(exactNetwork(Tensor<Double>(features)).flattened()) }
        return network(features).flattened()
    }
}

extension Sequential {
    /// Returns the same layers in another precision. Only linear layers and activations are supported; others are
    /// dropped.
    fileprivate func mappingLayers<Other: RealScalar>(
        _ convert: (Linear<Scalar>) -> Linear<Other>
    ) -> Sequential<Other> {
        var other = Sequential<Other>()
        for layer in layers {
            if let linear = layer as? Linear<Scalar> {
                other.layers.append(convert(linear))
            } else if let activation = layer as? Activation<Scalar> {
                other.layers.append(Activation<Other>(activation.function))
            }
        }
        return other
    }
}
