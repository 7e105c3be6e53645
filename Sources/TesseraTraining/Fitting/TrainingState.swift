import Tessera

/// What changes from step to step of a training run, besides the parameters.
struct TrainingState<Scalar: RealScalar> {
    var optimizer: any FlatOptimizer<Scalar>
    var history = TrainingHistory()
    private(set) var step = 0
    let steps: Int
    private let options: TrainingOptions
    private let rows: Int
    private let start = ContinuousClock.now
    private var epoch = 0
    private var total = 0.0
    private var rowsSeen = 0
    private var best = Double.infinity

    init(_ options: TrainingOptions, rows: Int, batchSize: Int) {
        self.options = options
        self.rows = rows
        steps = (rows + batchSize - 1) / batchSize
        let rate = Scalar(options.learningRate)
        switch options.method {
        case .sgd(let momentum, let nesterov):
            optimizer = SGD(learningRate: rate, momentum: Scalar(momentum), nesterov: nesterov)
        case .adam: optimizer = Adam(learningRate: rate)
        }
    }

    mutating func startEpoch(_ epoch: Int) {
        self.epoch = epoch
        step = 0
        total = 0
    }

    /// Notes that an update was made.
    mutating func advance(_ count: Int, loss: Double) -> TrainingProgress {
        step += 1
        total += loss * Double(count)
        rowsSeen += count
        return TrainingProgress(
            epoch: epoch, epochs: options.epochs, step: step, steps: steps, loss: loss, rows: rowsSeen,
            totalRows: rows * options.epochs, start: start)
    }

    mutating func endEpoch() {
        history.losses.append(total / Double(rows))
    }

    /// Whether somebody asked to stop; the history says so then.
    mutating func isCancelled() -> Bool {
        guard Task.isCancelled || options.cancellation?.isCancelled ?? false else { return false }
        history.wasCancelled = true
        return true
    }

    /// Whether the last epoch fell short of the best one by less than the tolerance.
    mutating func hasConverged() -> Bool {
        guard let loss = history.losses.last else { return false }
        defer { best = min(best, loss) }
        return options.tolerance.map { best - loss < $0 } ?? false
    }
}
