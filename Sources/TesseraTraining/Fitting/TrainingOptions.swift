import Tessera

/// The options of a training run.
public struct TrainingOptions: Sendable {
    /// The number of passes over the rows.
    public var epochs: Int
    /// The number of rows of a mini-batch, one update each; nil for all rows.
    public var batchSize: Int?
    /// The learning rate, in place of the optimizer's own; nil to leave the optimizer as it is.
    public var learningRate: Double?
    /// The schedule by which the learning rate of the optimizer changes during the training; nil keeps the rate.
    public var schedule: (any LearningRateSchedule)?
    /// Bounds the gradient before each update; nil to take it as it is.
    public var clipping: GradientClipping?
    /// The L2 penalty (ridge) on the weights of an estimator, not on its bias; see `RegressionEstimator.fit` for its
    /// scale.
    public var l2: Double
    /// The training stops when an epoch improves on the lowest loss by less than this; nil to run all epochs.
    public var tolerance: Double?
    /// The training stops when so many epochs in a row have not lowered the validation loss, and the model gets the
    /// parameters of the epoch with the lowest one (`TrainingHistory.bestEpoch`), also if all epochs are run or the training
    /// is cancelled. Nil, the default, keeps the last parameters. It needs validation rows.
    public var patience: Int?
    /// Whether an estimator standardises the features and, for regression, the target to mean 0 and variance 1 during
    /// training, in double precision. The resulting coefficients are those of the columns as given.
    public var standardizes: Bool
    /// Determines the order of the rows in each epoch, and the initial weights of a network.
    public var seed: UInt64
    /// The number of threads, the calling one included; nil for as many as there are processors. The result does not
    /// depend on it.
    public var threads: Int?
    /// Ends the training early; see `Cancellation`.
    public var cancellation: Cancellation?
    /// The state of an earlier run of the same rows and options to continue from: `TrainingHistory.checkpoint`.
    public var checkpoint: TrainingCheckpoint?
    /// Whether to continue from a checkpoint of a run with another number of rows, learning rate or hyperparameter of
    /// the same optimizer, schedule, clipping, penalty, precision, backend, seed or batch size.
    public var continuesDespiteDifferences = false
    /// Keeps the checkpoint of a run that fails.
    public var failureRecorder: CheckpointRecorder?

    /// Creates options; `fit` checks their values and throws a `TrainingError`.
    public init(
        epochs: Int = 100, batchSize: Int? = nil, learningRate: Double? = nil,
        schedule: (any LearningRateSchedule)? = nil, clipping: GradientClipping? = nil, l2: Double = 0,
        tolerance: Double? = nil, patience: Int? = nil, standardizes: Bool = false,
        seed: UInt64 = 0, threads: Int? = nil,
        cancellation: Cancellation? = nil, checkpoint: TrainingCheckpoint? = nil,
        continuesDespiteDifferences: Bool = false,
        failureRecorder: CheckpointRecorder? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.schedule = schedule
        self.clipping = clipping
        self.l2 = l2
        self.tolerance = tolerance
        self.patience = patience
        self.standardizes = standardizes
        self.seed = seed
        self.threads = threads
        self.cancellation = cancellation
        self.checkpoint = checkpoint
        self.continuesDespiteDifferences = continuesDespiteDifferences
        self.failureRecorder = failureRecorder
    }

    /// Checks the ranges of the options.
    ///
    /// - Throws: `TrainingError` of kind `invalidOption`.
    private func check() throws(TrainingError) {
        try require(epochs >= 0, "epochs", epochs, "at least 0")
        try require(batchSize ?? 1 >= 1, "batch size", batchSize ?? 0, "at least 1")
        try require(l2 >= 0 && l2.isFinite, "l2", l2, "at least 0")
        try require(tolerance ?? 0 >= 0, "tolerance", tolerance ?? 0, "at least 0")
        try require(patience ?? 1 >= 1, "patience", patience ?? 0, "at least 1")
        try clipping?.check()
    }

    /// Checks that there are validation rows where the options ask for patience.
    func checkPatience(hasValidation: Bool) throws(TrainingError) {
        try require(
            patience == nil || hasValidation, "patience", patience ?? 0, "nil where there are no validation rows")
    }

    /// Checks the options and the optimizer, and returns the optimizer with the learning rate of the options.
    ///
    /// - Throws: `TrainingError` of kind `invalidOption`.
    func checked<Scalar>(_ optimizer: any Optimizer<Scalar>) throws(TrainingError) -> any Optimizer<Scalar> {
        try check()
        var optimizer = optimizer
        if let learningRate { optimizer.learningRate = learningRate }
        try optimizer.check()
        return optimizer
    }

    /// Returns the standardisation of the columns of an estimator; nil if the options do not ask for one.
    func standardization(
        of rows: some RowSource, movesTarget: Bool, penaltyCurvature: Double, on executor: any TileExecutor
    ) throws(TrainingError) -> Standardization? {
        if !standardizes { return nil }
        // The parameters of a checkpoint are those of columns standardised by the means and scales saved with it.
        if let kept = checkpoint?.standardization, kept.means.count == rows.rowShape.features { return kept }
        return try Standardization(
            rows, movesTarget: movesTarget, penaltyCurvature: penaltyCurvature, on: executor)
    }

    /// Checks that options for estimators only are not set. For a model of any kind it is not known which parameters
    /// are weights, nor how to convert them back from standardised columns.
    func checkForEstimatorsOnly() throws(TrainingError) {
        try require(l2 == 0, "l2", l2, "0 for a model that is not an estimator; give a penalty instead")
        try require(!standardizes, "standardizes", true, "false for a model that is not an estimator")
    }

    /// - Throws: `TrainingError` of kind `invalidOption` if the system does not allow that many threads.
    func makeExecutor() throws(TrainingError) -> any TileExecutor {
        guard let threads else { return WorkerPool.shared }
        do {
            return try WorkerPool(count: threads)
        } catch {
            throw TrainingError(
                .invalidOption(name: "threads", value: "\(threads)", expected: "from 1 to 1024, as the system allows"))
        }
    }

    private func require(
        _ condition: Bool, _ name: String, _ value: some Any, _ expected: String
    ) throws(TrainingError) {
        if !condition { throw TrainingError(.invalidOption(name: name, value: "\(value)", expected: expected)) }
    }
}

/// The progress of a training run after an update.
public struct TrainingProgress: Sendable {
    /// The current epoch, from 1.
    public let epoch: Int
    /// The number of epochs of the run.
    package let epochs: Int
    /// The number of updates made in this epoch.
    public let step: Int
    /// The number of updates in an epoch.
    public let steps: Int
    /// The loss of the latest batch.
    public let loss: Double
    /// The number of rows seen so far, counted in each epoch again.
    package let rows: Int
    /// The number of rows that all epochs together will have seen.
    package let totalRows: Int
    /// The number of rows that an earlier run has seen, if this one continues from its checkpoint.
    let rowsBefore: Int
    let start: ContinuousClock.Instant

    /// The time since the training began.
    package var elapsed: Duration { start.duration(to: .now) }
    /// The mean speed of this run.
    package var rowsPerSecond: Double { Double(rows - rowsBefore) / max(1e-9, elapsed / .seconds(1)) }
    /// The remaining time, estimated from the mean speed so far.
    package var remaining: Duration { .seconds(Double(totalRows - rows) / max(1e-9, rowsPerSecond)) }
}
