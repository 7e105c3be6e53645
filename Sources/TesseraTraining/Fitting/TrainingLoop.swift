import Tessera

/// The loop over epochs and steps, and what changes from step to step besides the parameters. It knows neither the
/// model nor the precision, so that a step of a small model costs little more than its arithmetic.
struct TrainingLoop {
    private let rule: UpdateRule
    private var history = TrainingHistory()
    private var step = 0
    private let steps: Int
    private let options: TrainingOptions
    private let rows: Int
    private let batchSize: Int
    private let run: RunDescription
    /// What losses are multiplied with to be in the units of the rows.
    private let unit: Double
    private let standardization: Standardization?
    private let rounding: Double
    private let start = ContinuousClock.now
    private var epoch = 0
    private var total = 0.0
    private var updates = 0
    private var rowsSeen = 0
    private var rowsBefore = 0
    private var best = Double.infinity

    /// Where epochs began last, the later one first, for runs that keep their failures.
    private var starts: [(snapshot: ParameterSnapshot, epochs: Int)] = []

    /// - Parameter rounding: the relative spacing of numbers of the precision that the loss has.
    init<Model: Layer>(
        _ model: Model, _ objective: Objective<Model>, _ options: TrainingOptions, rows: Int, batchSize: Int,
        rounding: Double
    ) {
        self.options = options
        self.rows = rows
        self.batchSize = batchSize
        self.rounding = rounding
        run = RunDescription(model, objective, options, rows: rows, batchSize: batchSize)
        (unit, standardization) = (objective.unit, objective.standardization)
        steps = (rows + batchSize - 1) / batchSize
        switch options.method {
        case .sgd(let momentum, let nesterov):
            rule = SGD<Double>(learningRate: options.stepSize, momentum: momentum, nesterov: nesterov).rule
        case .adam: rule = Adam<Double>(learningRate: options.stepSize).rule
        }
    }

    /// - Parameter whole: steps over all rows from the same parameters; nil where they take too much memory.
    mutating func run(
        _ core: TrainingCore, whole: () throws -> TrainingCore?, validate: (() throws -> Double)?,
        _ progress: ((TrainingProgress) -> Void)?
    ) throws -> TrainingHistory {
        try resume(core)
        do {
            try Backend.current.withoutThreads { try runEpochs(core, validate, progress) }
        } catch {
            keep(core, after: error)
            throw error
        }
        history.convergence = LossConvergence(history.losses, rounding: rounding, stoppedEarly: history.stoppedEarly)
        if history.convergence.isReached, !history.wasCancelled, let whole = try whole() { try noteGain(whole) }
        history.checkpoint = checkpoint(core.snapshot)
        return history
    }

    /// Looks whether all rows together still lead somewhere.
    private mutating func noteGain(_ core: TrainingCore) throws {
        let (first, tolerance) = (history.losses[0] / unit, (options.tolerance ?? 0) / unit)
        let found = try Backend.current.withoutThreads {
            try SteepestDescent(core, rounding: rounding).gain {
                LossConvergence.enough(first: first, last: $0, tolerance: tolerance)
            }
        }
        history.convergence.note(gain: found.gain * unit, enough: found.enough * unit)
    }

    private mutating func runEpochs(
        _ core: TrainingCore, _ validate: (() throws -> Double)?, _ progress: ((TrainingProgress) -> Void)?
    ) throws {
        noteStart(core)
        if progress == nil, validate == nil, options.tolerance == nil { try runUnseen(core) }
        while epoch < options.epochs, !history.wasCancelled, !history.stoppedEarly {
            epoch += 1
            if try !runEpoch(core, progress) { break }
            if let validate { history.validationLosses.append(try validate() * unit) }
            if hasConverged(), epoch < options.epochs {
                history.stoppedEarly = true
                break
            }
        }
    }

    private func checkpoint(_ snapshot: ParameterSnapshot) -> TrainingCheckpoint {
        TrainingCheckpoint(
            run: run, losses: history.losses, validationLosses: history.validationLosses, step: step, total: total,
            snapshot: snapshot, standardization: standardization)
    }

    /// Notes a state to which a run that keeps its failures may have to go back.
    private mutating func noteStart(_ core: TrainingCore) {
        if options.keeper != nil { starts = [(core.snapshot.copied(), history.losses.count)] + starts.prefix(1) }
    }

    /// Keeps where the run stopped. Where that is out of the finite numbers it is the start of the last epoch that stayed
    /// within: of finite parameters alone the loss may overflow.
    private mutating func keep(_ core: TrainingCore, after error: any Error) {
        guard let keeper = options.keeper, let lastFinite = starts.last else { return }
        if error is RowSourceError { return keeper.keep(checkpoint(core.snapshot)) }
        history.losses.removeLast(history.losses.count - lastFinite.epochs)
        history.validationLosses.removeLast(max(0, history.validationLosses.count - lastFinite.epochs))
        (step, total) = (0, 0)
        keeper.keep(checkpoint(lastFinite.snapshot))
    }

    private func diverged(_ epoch: Int, _ step: Int, _ loss: Double) -> TrainingError {
        standardization == nil
            ? .divergedNonFinite(epoch: epoch, step: step, loss: loss)
            : .divergedStandardized(epoch: epoch, step: step, loss: loss)
    }

    /// Goes on where an earlier run stopped.
    private mutating func resume(_ core: TrainingCore) throws {
        guard let checkpoint = options.checkpoint else { return }
        try checkpoint.check(run, anyway: options.continuesAnyway)
        // Steps of an epoch in another order are no part of this one.
        let goesOn = checkpoint.run.hasSameOrder(as: run)
        updates = checkpoint.epochs * steps + checkpoint.step
        let memories = updates == 0 ? 0 : rule.memoryCount
        guard checkpoint.snapshot.memoryCount == memories, core.restore(checkpoint.snapshot) else {
            throw TrainingError.mismatched("the checkpoint is of a model with other parameters or another optimizer")
        }
        history.losses = checkpoint.losses
        history.validationLosses = checkpoint.validationLosses
        best = checkpoint.losses.dropLast().min() ?? .infinity
        epoch = checkpoint.epochs
        if hasConverged(), checkpoint.step == 0, epoch < options.epochs { history.stoppedEarly = true }
        (step, total) = goesOn ? (checkpoint.step, checkpoint.total) : (0, 0)
        rowsBefore = epoch * rows + min(step * batchSize, rows)
        rowsSeen = rowsBefore
    }

    /// Epochs that nobody looks at, some at a time, where that saves a good part of their time: those of few rows.
    private mutating func runUnseen(_ core: TrainingCore) throws {
        let most = core.epochsAtOnce
        if most == 0 || steps > 1 || step > 0 { return }
        history.losses.reserveCapacity(min(options.epochs, 1 << 20))
        while epoch < options.epochs, !history.stoppedEarly, !isCancelled() {
            let count = min(most, options.epochs - epoch)
            try withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { losses in
                try core.runEpochs(rule, after: updates, losses)
                let bad = losses.firstIndex { !$0.isFinite } ?? (core.areFinite ? nil : count - 1)
                if let bad { throw diverged(epoch + bad + 1, 1, losses[bad] * unit) }
                // As the mean over the rows is computed elsewhere, to the same bits.
                for loss in losses { history.losses.append(loss * unit * Double(rows) / Double(rows)) }
            }
            epoch += count
            updates += count
            noteStart(core)
        }
    }

    /// One pass over all rows; returns false where it was cancelled.
    private mutating func runEpoch(_ core: TrainingCore, _ progress: ((TrainingProgress) -> Void)?) throws -> Bool {
        try core.startEpoch(seed: options.seed, stream: RandomStream.order(epoch: epoch), after: step)
        while step < steps {
            if isCancelled() { return false }
            let count = try core.step()
            let loss = core.loss * unit
            updates += 1
            core.update(rule, number: updates)
            let progressed = advance(count, loss: loss)
            progress?(progressed)
            guard loss.isFinite, step < steps || core.areFinite else {
                throw diverged(epoch, step, loss)
            }
        }
        history.losses.append(total / Double(rows))
        (step, total) = (0, 0)
        noteStart(core)
        return true
    }

    /// Notes that an update was made.
    private mutating func advance(_ count: Int, loss: Double) -> TrainingProgress {
        step += 1
        total += loss * Double(count)
        let (totalRows, isTooMany) = rows.multipliedReportingOverflow(by: options.epochs)
        rowsSeen += count
        return TrainingProgress(
            epoch: epoch, epochs: options.epochs, step: step, steps: steps, loss: loss, rows: rowsSeen,
            totalRows: isTooMany ? Int.max : totalRows, rowsBefore: rowsBefore, start: start)
    }

    /// Whether somebody asked to stop; the history says so then.
    private mutating func isCancelled() -> Bool {
        guard Task.isCancelled || options.cancellation?.isCancelled ?? false else { return false }
        history.wasCancelled = true
        return true
    }

    /// Whether the last epoch fell short of the best one by less than the tolerance.
    private mutating func hasConverged() -> Bool {
        guard let loss = history.losses.last else { return false }
        defer { best = min(best, loss) }
        return options.tolerance.map { best - loss < $0 } ?? false
    }
}
