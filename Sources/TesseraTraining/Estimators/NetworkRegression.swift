public import Tessera

/// A network of linear layers with an activation between them, trained to predict numbers or the probability of class 1.
public struct NetworkRegression<Scalar: RealScalar>: Estimator {
    public let task: RegressionTask
    /// The number of outputs of each hidden layer.
    public let hidden: [Int]
    public let activation: Activation<Scalar>.Kind
    /// Linear layers with the activation between them; nil before `fit`.
    public internal(set) var network: Sequential<Scalar>?

    public init(_ task: RegressionTask, hidden: [Int] = [64, 64], activation: Activation<Scalar>.Kind = .relu) {
        self.task = task
        self.hidden = hidden
        self.activation = activation
    }

    public func check(_ rows: some RowSource<Scalar>) throws(TrainingError) {
        try task == .logistic ? rows.checkBothClasses() : rows.checkFinite()
    }

    public func checkTargets(_ rows: some RowSource<Scalar>) throws(TrainingError) {
        try task == .logistic ? rows.checkBinary() : rows.checkFinite()
    }

    public var parameters: [Tensor<Scalar>] { fitted.parameters }

    private var fitted: Sequential<Scalar> {
        guard let network else { fatalError("NetworkRegression: call fit before using the model") }
        return network
    }

    /// Trains from random weights that depend on `options.seed`.
    ///
    /// With `options.standardizes` features and, where numbers are predicted, targets have mean 0 and variance 1 in
    /// training, and so are the losses of the history; the network that results is that of the rows as given. With
    /// `options.l2` = X the summed loss is penalised with X or, of classes, ½X times the sum of the squared weights.
    @discardableResult
    public mutating func fit(
        _ rows: some RowSource<Scalar>, options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try rows.checkRegression()
        if let width = hidden.first(where: { $0 < 1 }) {
            throw .invalidOption(name: "the width of a hidden layer", value: "\(width)", expected: "at least 1")
        }
        let widths = [rows.rowShape.features] + hidden + [1]
        try TrainingMemory.requireModel(widths: widths, options, as: Scalar.self)
        try check(rows)
        try validation?.checkShape(rows.rowShape)
        if let validation { try checkTargets(validation) }
        var objective = Objective<Sequential<Scalar>>(
            loss: task == .linear ? .meanSquaredError : .binaryCrossEntropy,
            penalty: try penalty(options.l2, rows), ridge: nil, scaling: nil)
        objective.note = activation.rawValue
        if options.standardizes { try scale(&objective, rows) }
        var model = Sequential<Scalar>(
            widths: widths, activation: activation, seed: options.seed)
        let history = try model.train(rows, objective, options: options, validation: validation, progress: progress)
        network = unscaled(model, objective)
        return history
    }

    private func penalty(
        _ l2: Double, _ rows: some RowSource<Scalar>
    ) throws(TrainingError) -> (@Sendable (Sequential<Scalar>) -> Tensor<Scalar>)? {
        if l2 == 0 { return nil }
        let share = Scalar(l2) * (task == .linear ? 1 : 0.5) / Scalar(try rows.totalWeight())
        return { network in
            var copy = network
            var sum = Tensor<Scalar>(0)
            copy.forEachParameter { name, parameter in
                if name.hasSuffix("weight") { sum = sum + parameter.squared().sum() }
            }
            return share * sum
        }
    }

    private func scale(
        _ objective: inout Objective<Sequential<Scalar>>, _ rows: some RowSource<Scalar>
    ) throws(TrainingError) {
        let moments = try TrainingError.translating { try rows.fold(Moments<Scalar>(rows.rowShape)) }
        let features = rows.rowShape.features
        objective.scaling = Standardization(moments, 0..<features)
        if task == .linear { objective.targetScaling = Standardization(moments, features..<features + 1) }
    }

    /// The network for the rows as given.
    private func unscaled(
        _ model: Sequential<Scalar>, _ objective: Objective<Sequential<Scalar>>
    ) -> Sequential<Scalar> {
        var model = model
        if let first = model.layers.first as? Linear<Scalar>, let scaling = objective.scaling {
            model.layers[0] = scaling.folded(into: first)
        }
        let end = model.layers.count - 1
        if let last = model.layers[end] as? Linear<Scalar>, let scaling = objective.targetScaling {
            model.layers[end] = scaling.unfolded(from: last)
        }
        return model
    }

    public func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        let network = fitted
        let inputs = network.parameters[0].shape[0]
        guard features.rank == 2, features.shape[1] == inputs else {
            let expected: Shape = [features.shape.first ?? 1, inputs]
            ShapeError("prediction", [features.shape], "needs features of shape \(expected)").stop()
        }
        return network(features).flattened()
    }
}
