import Tessera

/// The settings that the course of a training depends on besides the values of its rows. A checkpoint stores it, so
/// that a run does not continue from the checkpoint of a different run by mistake.
struct RunDescription: Sendable, Equatable, Codable {
    // If one of these differs, the parameters and the optimizer's state have no meaning for the new run.
    let parameters: String
    let loss: String
    let features: String
    let optimizer: String
    // If one of these differs, the run can continue, but not with the results of an uninterrupted one.
    let learningRate: Double
    /// The other hyperparameters of the optimizer, with their names.
    let hyperparameters: [NamedValue]
    let schedule: String
    let clipping: String
    let l2: Double
    let precision: String
    let backend: String
    let rows: Int
    let batchSize: Int
    let seed: UInt64

    struct NamedValue: Sendable, Equatable, Codable {
        let name: String
        let value: String
    }

    init<Model: Layer>(
        _ model: Model, _ objective: Objective<Model>, _ optimizer: any Optimizer<Model.Scalar>,
        _ options: TrainingOptions,
        rows: Int, batchSize: Int
    ) {
        let shapes = model.parameters.map { "\($0.shape)" }.joined(separator: " ")
        parameters = objective.architecture.isEmpty ? shapes : "\(shapes) with \(objective.architecture)"
        loss = objective.loss.kind.rawValue
        features = objective.isStandardized ? "standardised" : "as given"
        self.optimizer = optimizer.name
        hyperparameters = (optimizer.rule?.hyperparameters ?? []).map {
            NamedValue(name: $0.name, value: $0.value)
        }
        let rates = options.schedule ?? ConstantRate()
        let length = rates.dependsOnLength ? " over \(counted(options.epochs, "epoch"))" : ""
        schedule = "\(rates)\(length)"
        clipping = options.clipping.map { "\($0)" } ?? "none"
        (learningRate, l2, seed) = (optimizer.learningRate, options.l2, options.seed)
        (precision, backend) = (Model.Scalar.scalarType.rawValue, Backend.current.name)
        (self.rows, self.batchSize) = (rows, batchSize)
    }

    /// Lists the differences that make it impossible to continue.
    func obstacles(to now: RunDescription) -> [String] {
        Self.list([
            ("parameters", parameters, now.parameters), ("loss", loss, now.loss), ("features", features, now.features),
            ("optimizer", optimizer, now.optimizer),
        ])
    }

    /// Lists the differences with which the continued run is no longer the same run.
    func changes(to now: RunDescription) -> [String] {
        var settings = [("learning rate", "\(learningRate)", "\(now.learningRate)")]
        if optimizer == now.optimizer {
            settings += zip(hyperparameters, now.hyperparameters).map { ($0.name, $0.value, $1.value) }
        }
        settings += [
            ("schedule", schedule, now.schedule), ("clipping", clipping, now.clipping),
            ("l2", "\(l2)", "\(now.l2)"), ("precision", precision, now.precision),
            ("backend", backend, now.backend), ("rows", "\(rows)", "\(now.rows)"),
            ("batch size", "\(batchSize)", "\(now.batchSize)"), ("seed", "\(seed)", "\(now.seed)"),
        ]
        return Self.list(settings)
    }

    /// Whether the batches of an epoch are the same in both runs: the number of rows, the batch size and the seed
    /// agree.
    func hasSameOrder(as other: RunDescription) -> Bool {
        (rows, batchSize, seed) == (other.rows, other.batchSize, other.seed)
    }

    private static func list(_ parts: [(name: String, before: String, now: String)]) -> [String] {
        parts.filter { $0.before != $0.now }.map { "\($0.name) \($0.before) there, \($0.now) here" }
    }
}
