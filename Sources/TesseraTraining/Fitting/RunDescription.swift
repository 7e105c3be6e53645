import Tessera

/// What the course of a training depends on besides its rows: a checkpoint of one run is none of another.
struct RunDescription: Sendable, Equatable, Codable {
    // Without these in common the parameters and what the optimizer remembers have no meaning.
    let parameters: String
    let loss: String
    let features: String
    let optimizer: String
    // With others the run that goes on is another one.
    let learningRate: Double
    let momentum: String
    let l2: Double
    let precision: String
    let backend: String
    let rows: Int
    let batchSize: Int
    let seed: UInt64

    init<Model: Layer>(
        _ model: Model, _ objective: Objective<Model>, _ options: TrainingOptions, rows: Int, batchSize: Int
    ) {
        let shapes = model.parameters.map { "\($0.shape)" }.joined(separator: " ")
        parameters = objective.note.isEmpty ? shapes : "\(shapes) with \(objective.note)"
        loss = objective.loss.kind.rawValue
        features = objective.isStandardized ? "standardised" : "as given"
        switch options.method {
        case .sgd(let momentum, let nesterov):
            optimizer = momentum == 0 ? "sgd" : "sgd with momentum"
            self.momentum = nesterov ? "\(momentum), Nesterov's" : "\(momentum)"
        case .adam: (optimizer, momentum) = ("adam", "\(0.0)")
        }
        (learningRate, l2, seed) = (options.stepSize, options.l2, options.seed)
        (precision, backend) = (Model.Scalar.scalarType.rawValue, Backend.current.name)
        (self.rows, self.batchSize) = (rows, batchSize)
    }

    /// What keeps a run from going on.
    func obstacles(to now: RunDescription) -> [String] {
        Self.list([
            ("parameters", parameters, now.parameters), ("loss", loss, now.loss), ("features", features, now.features),
            ("optimizer", optimizer, now.optimizer),
        ])
    }

    /// What makes the run that goes on another one.
    func changes(to now: RunDescription) -> [String] {
        Self.list([
            ("learning rate", "\(learningRate)", "\(now.learningRate)"), ("momentum", momentum, now.momentum),
            ("l2", "\(l2)", "\(now.l2)"), ("precision", precision, now.precision),
            ("backend", backend, now.backend), ("rows", "\(rows)", "\(now.rows)"),
            ("batch size", "\(batchSize)", "\(now.batchSize)"), ("seed", "\(seed)", "\(now.seed)"),
        ])
    }

    /// Whether the steps of an epoch see the same rows in the same order.
    func hasSameOrder(as other: RunDescription) -> Bool {
        (rows, batchSize, seed) == (other.rows, other.batchSize, other.seed)
    }

    private static func list(_ parts: [(name: String, before: String, now: String)]) -> [String] {
        parts.filter { $0.before != $0.now }.map { "\($0.name) \($0.before) there, \($0.now) here" }
    }
}
