import Tessera

/// How a model is trained.
public struct TrainingOptions: Sendable {
    public enum Method: Sendable, Equatable {
        case sgd(momentum: Double = 0, nesterov: Bool = false)
        case adam
    }

    /// How often every row is seen.
    public var epochs: Int
    /// Rows for each update; nil for all of them.
    public var batchSize: Int?
    public var method: Method
    /// The size of a step. Nil for 0.1 or, where a regression standardises its columns, for gradient descent by the
    /// curvature of the loss, so that it does not diverge.
    public var learningRate: Double?
    /// The penalty on the weights of an estimator, not on its bias; see `RegressionEstimator` for its scale.
    public var l2: Double
    /// Training stops when the loss of an epoch falls short of the best one by less than this; nil to see all epochs.
    public var tolerance: Double?
    /// Whether an estimator scales the features, and numbers to predict, to mean 0 and variance 1 while training, in double
    /// precision. The coefficients are those of the columns as given.
    public var standardizes: Bool
    /// What the order of the rows depends on.
    public var seed: UInt64
    /// How many threads work, this one included; nil for as many as there are processors. The result does not depend on
    /// it.
    public var threads: Int?
    /// Ends the training early; see `Cancellation`.
    public var cancellation: Cancellation?
    /// Where an earlier run of the same rows and options stopped, to go on from there: `TrainingHistory.checkpoint`.
    public var checkpoint: TrainingCheckpoint?
    /// Whether to go on from a checkpoint of other rows, another step size, penalty, precision, backend, seed or batch size.
    public var continuesAnyway = false
    /// Receives where a run that fails stopped.
    public var keeper: CheckpointKeeper?

    public init(
        epochs: Int = 100, batchSize: Int? = nil, method: Method = .sgd(), learningRate: Double? = nil, l2: Double = 0,
        tolerance: Double? = nil, standardizes: Bool = false, seed: UInt64 = 0, threads: Int? = nil,
        cancellation: Cancellation? = nil, checkpoint: TrainingCheckpoint? = nil, continuesAnyway: Bool = false,
        keeper: CheckpointKeeper? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.method = method
        self.learningRate = learningRate
        self.l2 = l2
        self.tolerance = tolerance
        self.standardizes = standardizes
        self.seed = seed
        self.threads = threads
        self.cancellation = cancellation
        self.checkpoint = checkpoint
        self.continuesAnyway = continuesAnyway
        self.keeper = keeper
    }

    /// The size of a step where none is given and the loss says nothing of it.
    static let usualLearningRate = 0.1
    var stepSize: Double { learningRate ?? Self.usualLearningRate }

    func check() throws(TrainingError) {
        try require(epochs >= 0, "epochs", epochs, "at least 0")
        try require(batchSize ?? 1 >= 1, "batch size", batchSize ?? 0, "at least 1")
        try require(stepSize > 0 && stepSize.isFinite, "learning rate", stepSize, "above 0")
        try require(l2 >= 0 && l2.isFinite, "l2", l2, "at least 0")
        try require(tolerance ?? 0 >= 0, "tolerance", tolerance ?? 0, "at least 0")
        if case .sgd(let momentum, let nesterov) = method {
            try require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1")
            try require(!nesterov || momentum > 0, "momentum", momentum, "above 0 for Nesterov's method")
        }
    }

    /// For models of any kind, where it is not known which parameters are weights or how to fold a scaling back.
    func checkForEstimatorsOnly() throws(TrainingError) {
        try require(l2 == 0, "l2", l2, "0 for a model that is not an estimator; give a penalty instead")
        try require(!standardizes, "standardizes", true, "false for a model that is not an estimator")
    }

    func makeExecutor() throws(TrainingError) -> any TileExecutor {
        guard let threads else { return WorkerPool.shared }
        do {
            return try WorkerPool(count: threads)
        } catch {
            throw .invalidOption(name: "threads", value: "\(threads)", expected: "from 1 to 1024, as the system allows")
        }
    }

    private func require(
        _ condition: Bool, _ name: String, _ value: some Any, _ expected: String
    ) throws(TrainingError) {
        if !condition { throw .invalidOption(name: name, value: "\(value)", expected: expected) }
    }
}

/// What is known while a model is trained.
public struct TrainingProgress: Sendable {
    /// From 1.
    public let epoch: Int
    public let epochs: Int
    /// Updates done in this epoch, and how many it has.
    public let step: Int
    public let steps: Int
    /// The loss of the latest batch.
    public let loss: Double
    /// Rows seen so far in all epochs, and how many there will be.
    public let rows: Int
    public let totalRows: Int
    /// Rows that an earlier run has seen, where this one goes on from its checkpoint.
    let rowsBefore: Int
    let start: ContinuousClock.Instant

    /// The time since training began.
    public var elapsed: Duration { start.duration(to: .now) }
    public var rowsPerSecond: Double { Double(rows - rowsBefore) / max(1e-9, elapsed / .seconds(1)) }
    /// The time that the rest will take at the speed so far.
    public var remaining: Duration { .seconds(Double(totalRows - rows) / max(1e-9, rowsPerSecond)) }
}

/// What is known after a model was trained.
public struct TrainingHistory: Sendable, Equatable {
    /// The mean loss over the rows of each epoch with its penalty, as they were seen: before the updates that
    /// followed.
    public internal(set) var losses: [Double] = []
    /// The loss over the validation rows after each epoch; empty where there are none.
    public internal(set) var validationLosses: [Double] = []
    /// Whether the tolerance was reached before the last epoch.
    public internal(set) var stoppedEarly = false
    /// Whether the training was cancelled; an epoch that was not finished has no loss here.
    public internal(set) var wasCancelled = false
    /// Whether the loss has come to rest.
    public internal(set) var convergence = LossConvergence([], rounding: 0, stoppedEarly: false)
    /// Where it stopped, for `TrainingOptions.checkpoint`.
    public internal(set) var checkpoint: TrainingCheckpoint?

    public init() {}
}
