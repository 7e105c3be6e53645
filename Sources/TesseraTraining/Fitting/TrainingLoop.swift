import Tessera

/// The training loop over epochs and steps, and its state besides the parameters.
///
/// It is not generic over the model or the precision, so that a step of a small model costs little more than its
/// arithmetic.
struct TrainingLoop {
    /// The learning rate of the optimizer, which the schedule multiplies.
    private let learningRate: Double
    private var schedule: any LearningRateSchedule
    /// Whether all updates have the learning rate of the optimizer.
    private let isConstantRate: Bool
    private var history = TrainingHistory()
    /// The number of updates made in the current epoch.
    private var step = 0
    /// The number of updates in an epoch.
    private let steps: Int
    private let options: TrainingOptions
    private let rows: Int
    private let batchSize: Int
    private let run: RunDescription
    /// The factor that converts losses to the units of the rows before standardisation.
    private let unit: Double
    private let standardization: Standardization?
    private let rounding: Double
    private let start = ContinuousClock.now
    private let log = TrainingLog()
    private var epoch = 0
    /// The loss of the current epoch, summed over the rows seen.
    private var total = 0.0
    /// The number of updates in all epochs.
    private var updates = 0
    private var rowsSeen = 0
    /// The rows that an earlier run has seen, if this one continues from its checkpoint.
    private var rowsBefore = 0
    /// The lowest loss of an epoch so far.
    private var best = Double.infinity
    /// The epoch of the lowest validation loss, where the options ask for patience.
    private var bestEpoch: BestEpoch?

    /// The states at the two latest starts of an epoch, the later one first; only for runs with a `CheckpointRecorder`.
    private var epochStarts: [(snapshot: ParameterSnapshot, epochs: Int)] = []

    /// - Parameter rounding: the relative spacing of numbers (machine epsilon) of the precision of the loss.
    init<Model: Layer>(
        _ model: Model, _ objective: Objective<Model>, _ optimizer: any Optimizer<Model.Scalar>,
        _ options: TrainingOptions,
        rows: Int, batchSize: Int, rounding: Double
    ) {
        self.options = options
        self.rows = rows
        self.batchSize = batchSize
        self.rounding = rounding
        run = RunDescription(model, objective, optimizer, options, rows: rows, batchSize: batchSize)
        (unit, standardization) = (objective.unit, objective.standardization)
        steps = (rows + batchSize - 1) / batchSize
        learningRate = optimizer.learningRate
        schedule = options.schedule ?? ConstantRate()
        isConstantRate = schedule is ConstantRate
    }

    /// Runs all epochs.
    ///
    /// - Parameters:
    ///   - whole: makes an engine whose steps see all rows, with the same parameters; returns nil if that would take
    ///     too much memory.
    ///   - validate: computes the loss over the validation rows; nil if there are none.
    mutating func run(
        _ engine: any TrainingEngine, whole: () throws -> (any TrainingEngine)?, validate: (() throws -> Double)?,
        _ progress: ((TrainingProgress) -> Void)?, _ observe: ((inout EpochReport) -> Void)?
    ) throws -> TrainingHistory {
        let isValidationMissing = try resume(engine, hasValidation: validate != nil)
        let updatesBefore = updates
        log.begin(rows: rows, batchSize: batchSize, epochs: options.epochs, learningRate: learningRate)
        do {
            try Backend.current.singleThreaded {
                if isValidationMissing, try !runValidation(engine, validate) { return }
                try runEpochs(engine, validate, progress, observe)
            }
        } catch {
            recordCheckpoint(engine, after: error)
            log.fail(error)
            throw error
        }
        history.convergence = LossConvergence(history.losses, rounding: rounding, stoppedEarly: history.stoppedEarly)
        if history.convergence.isReached, !history.wasCancelled, let whole = try whole() { try recordGain(whole) }
        // A snapshot is the memory of the training, which the best parameters are about to replace.
        let snapshot = bestEpoch == nil ? engine.snapshot : engine.snapshot.copied()
        history.checkpoint = engine.stateCount == nil ? nil : checkpoint(snapshot)
        if let bestEpoch {
            _ = engine.restore(bestEpoch.snapshot)
            history.bestEpoch = bestEpoch.number
        }
        log.end(
            history, updates: updates - updatesBefore,
            rows: history.losses.count * rows + min(step * batchSize, rows) - rowsBefore,
            duration: ContinuousClock.now - start)
        return history
    }

    /// Checks by a step of steepest descent over all rows whether the loss can still fall.
    private mutating func recordGain(_ engine: any TrainingEngine) throws {
        let (first, tolerance) = (history.losses[0] / unit, (options.tolerance ?? 0) / unit)
        do {
            let found = try Backend.current.singleThreaded {
                try SteepestDescent(engine, rounding: rounding).gain {
                    LossConvergence.gainThreshold(first: first, last: $0, tolerance: tolerance)
                }
            }
            history.convergence.record(gain: found.gain * unit, threshold: found.threshold * unit)
        } catch  where error.meansStop {
            // It is not known whether the loss can still fall.
            history.convergence.record(gain: 0, threshold: -1)
        }
    }

    private mutating func runEpochs(
        _ engine: any TrainingEngine, _ validate: (() throws -> Double)?, _ progress: ((TrainingProgress) -> Void)?,
        _ observe: ((inout EpochReport) -> Void)?
    ) throws {
        saveEpochStart(engine)
        if progress == nil, validate == nil, observe == nil, isConstantRate { try runUnobserved(engine) }
        while epoch < options.epochs, !history.wasCancelled, !history.stoppedEarly, !isOutOfPatience {
            epoch += 1
            if try !runEpoch(engine, progress) { break }
            if try !runValidation(engine, validate) { break }
            log.end(
                epoch: epoch, loss: history.losses[history.losses.count - 1],
                validationLoss: history.validationLosses.last)
            let goesOn = report(to: observe)
            if hasConverged(), epoch < options.epochs { history.stoppedEarly = true }
            if !goesOn { break }
        }
    }

    /// Computes the validation loss of an epoch, if there is one, and tells the schedule; returns false if the run was
    /// cancelled meanwhile.
    private mutating func runValidation(_ engine: any TrainingEngine, _ validate: (() throws -> Double)?) throws -> Bool
    {
        if let validate {
            guard let loss = try unlessStopped(validate) else { return false }
            history.validationLosses.append(loss * unit)
            recordBest(engine)
        }
        schedule.observe(loss: history.validationLosses.last ?? history.losses[history.losses.count - 1])
        return true
    }

    /// Keeps the parameters of an epoch whose validation loss is the lowest so far, if the options ask for patience.
    private mutating func recordBest(_ engine: any TrainingEngine) {
        guard options.patience != nil, let loss = history.validationLosses.last else { return }
        if let bestEpoch, !(loss < bestEpoch.loss) { return }
        bestEpoch = BestEpoch(number: history.losses.count, loss: loss, snapshot: engine.snapshot.copied())
    }

    /// Whether as many epochs as the options allow have not lowered the validation loss.
    private var isOutOfPatience: Bool {
        guard let patience = options.patience, let bestEpoch else { return false }
        return history.losses.count - bestEpoch.number >= patience
    }

    /// Calls the observer of epochs; returns false if it ends the run.
    private mutating func report(to observe: ((inout EpochReport) -> Void)?) -> Bool {
        guard let observe else { return true }
        var report = EpochReport(history: history, epochs: options.epochs)
        observe(&report)
        let (metrics, stops) = (report.metrics, report.stops)
        history.record(metrics)
        return !stops
    }

    private func checkpoint(_ snapshot: ParameterSnapshot) -> TrainingCheckpoint {
        TrainingCheckpoint(
            run: run, losses: history.losses, validationLosses: history.validationLosses, step: step, total: total,
            snapshot: snapshot, standardization: standardization, best: bestEpoch)
    }

    /// Saves the state at the start of an epoch, to which the checkpoint of a diverged run goes back.
    private mutating func saveEpochStart(_ engine: any TrainingEngine) {
        if options.failureRecorder == nil || engine.stateCount == nil { return }
        epochStarts = [(engine.snapshot.copied(), history.losses.count)] + epochStarts.prefix(1)
    }

    /// Hands the checkpoint of a failed run to its recorder. After a divergence it is the earlier of the two saved
    /// starts, that of the last epoch that remained finite: at the later one the parameters are finite, but their loss
    /// may overflow.
    private mutating func recordCheckpoint(_ engine: any TrainingEngine, after error: any Error) {
        guard let recorder = options.failureRecorder, let lastFinite = epochStarts.last else { return }
        if error is RowSourceError { return recorder.record(checkpoint(engine.snapshot)) }
        history.losses.removeLast(history.losses.count - lastFinite.epochs)
        history.validationLosses.removeLast(max(0, history.validationLosses.count - lastFinite.epochs))
        (step, total) = (0, 0)
        recorder.record(checkpoint(lastFinite.snapshot))
    }

    private func diverged(_ epoch: Int, _ step: Int, _ loss: Double) -> TrainingError {
        TrainingError(
            .diverged(epoch: epoch, step: step, loss: loss, isStandardized: standardization != nil))
    }

    /// Continues from the checkpoint of an earlier run, if there is one.
    ///
    /// - Returns: whether the earlier run was cancelled before it had the validation loss of its last epoch.
    /// - Throws: `TrainingError` of kind `otherTraining` and `mismatched` if the checkpoint does not fit this run.
    private mutating func resume(_ engine: any TrainingEngine, hasValidation: Bool) throws -> Bool {
        guard let checkpoint = options.checkpoint else { return false }
        try checkpoint.check(run, anyway: options.continuesDespiteDifferences)
        // If the order of the rows differs, the steps of the incomplete epoch are not part of this run's epoch.
        let hasSameOrder = checkpoint.run.hasSameOrder(as: run)
        updates = checkpoint.epochs * steps + checkpoint.step
        let stateCount = updates == 0 ? 0 : engine.stateCount
        guard checkpoint.snapshot.stateCount == stateCount, engine.restore(checkpoint.snapshot) else {
            throw TrainingError(.mismatched("the checkpoint is of a model with other parameters or another optimizer"))
        }
        history.losses = checkpoint.losses
        history.validationLosses = checkpoint.validationLosses
        let isValidationMissing =
            hasValidation && checkpoint.step == 0 && checkpoint.validationLosses.count + 1 == checkpoint.losses.count
        let hasValidated = isValidationMissing || !checkpoint.validationLosses.isEmpty
        let observed = hasValidated ? checkpoint.validationLosses : checkpoint.losses
        if options.patience != nil { bestEpoch = checkpoint.best }
        for loss in observed { schedule.observe(loss: loss) }
        best = checkpoint.losses.dropLast().min() ?? .infinity
        epoch = checkpoint.epochs
        if hasConverged(), checkpoint.step == 0, epoch < options.epochs { history.stoppedEarly = true }
        (step, total) = hasSameOrder ? (checkpoint.step, checkpoint.total) : (0, 0)
        rowsBefore = epoch * rows + min(step * batchSize, rows)
        rowsSeen = rowsBefore
        return isValidationMissing
    }

    /// Runs several epochs per call if neither progress nor validation is asked for: it saves the call overhead, which
    /// dominates epochs of few rows.
    private mutating func runUnobserved(_ engine: any TrainingEngine) throws {
        // The checkpoint of a run that diverges goes back to the start of a call.
        let isRecorded = options.failureRecorder != nil
        let epochsPerCall = isRecorded ? min(64, engine.epochsPerCall) : engine.epochsPerCall
        if epochsPerCall == 0 || steps > 1 || step > 0 { return }
        // An optimizer of the user's own cannot be taken back to where the tolerance was reached.
        if options.tolerance != nil, isRecorded || engine.stateCount == nil { return }
        history.losses.reserveCapacity(min(options.epochs, 1 << 20))
        while epoch < options.epochs, !history.stoppedEarly, !isCancelled() {
            let count = min(epochsPerCall, options.epochs - epoch)
            let done = try withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { losses in
                try runEpochs(engine, losses)
            }
            epoch += done
            updates += done
            saveEpochStart(engine)
        }
    }

    /// Runs as many epochs as `losses` has elements, or fewer if the tolerance is reached; returns their number.
    private mutating func runEpochs(
        _ engine: any TrainingEngine, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws -> Int {
        let start = options.tolerance == nil ? nil : engine.snapshot.copied()
        try engine.runEpochs(learningRate: learningRate, after: updates, losses)
        let done = recordLosses(UnsafeMutableBufferPointer(rebasing: losses[..<losses.finiteCount]))
        if let start, history.stoppedEarly, done < losses.count {
            // The last epochs are one too many: the epochs until there are run again.
            _ = engine.restore(start)
            let losses = UnsafeMutableBufferPointer(rebasing: losses[..<done])
            try engine.runEpochs(learningRate: learningRate, after: updates, losses)
        } else if done < losses.count {
            throw diverged(epoch + done + 1, 1, losses[done] * unit)
        }
        if !engine.areFinite { throw diverged(epoch + done, 1, history.losses[history.losses.count - 1]) }
        return done
    }

    /// Converts finite losses of epochs of one step, and appends them to the history, up to the one at which the
    /// tolerance is reached. Returns their number.
    private mutating func recordLosses(_ losses: UnsafeMutableBufferPointer<Double>) -> Int {
        // `runEpoch` computes the mean over the rows by the same product and quotient: the bits are equal.
        let (unit, rows) = (unit, Double(rows))
        if options.tolerance == nil {
            for index in losses.indices { losses[index] = losses[index] * unit * rows / rows }
            history.losses.append(contentsOf: losses)
            return losses.count
        }
        for (index, loss) in losses.enumerated() {
            history.losses.append(loss * unit * rows / rows)
            if hasConverged(), epoch + index + 1 < options.epochs {
                history.stoppedEarly = true
                return index + 1
            }
        }
        return losses.count
    }

    /// Runs one epoch, a pass over all rows; returns false if the run was cancelled.
    private mutating func runEpoch(_ engine: any TrainingEngine, _ progress: ((TrainingProgress) -> Void)?) throws
        -> Bool
    {
        try engine.startEpoch(seed: options.seed, stream: RandomStream.order(epoch: epoch), after: step)
        while step < steps {
            if isCancelled() { return false }
            guard let count = try unlessStopped({ try engine.step() }) else { return false }
            let loss = engine.loss * unit
            let rate = isConstantRate ? learningRate : scheduledRate()
            updates += 1
            engine.update(number: updates, learningRate: rate)
            let progressed = advance(count, loss: loss)
            progress?(progressed)
            guard loss.isFinite, step < steps || engine.areFinite else {
                throw diverged(epoch, step, loss)
            }
        }
        history.losses.append(total / Double(rows))
        (step, total) = (0, 0)
        saveEpochStart(engine)
        return true
    }

    /// Returns the result of a pass over rows; nil if it was ended early, which is then recorded in the history.
    @inline(__always)
    private mutating func unlessStopped<Result>(_ pass: () throws -> Result) throws -> Result? {
        do {
            return try pass()
        } catch  where error.meansStop {
            history.wasCancelled = true
            return nil
        }
    }

    /// The learning rate of the next update.
    private func scheduledRate() -> Double {
        let (count, isTooMany) = steps.multipliedReportingOverflow(by: options.epochs)
        let update = ScheduledUpdate(index: updates, count: isTooMany ? .max : count, epoch: epoch - 1)
        return learningRate * schedule.factor(at: update)
    }

    /// Counts an update and returns the progress after it.
    private mutating func advance(_ count: Int, loss: Double) -> TrainingProgress {
        step += 1
        total += loss * Double(count)
        let (totalRows, isTooMany) = rows.multipliedReportingOverflow(by: options.epochs)
        rowsSeen += count
        return TrainingProgress(
            epoch: epoch, epochs: options.epochs, step: step, steps: steps, loss: loss, rows: rowsSeen,
            totalRows: isTooMany ? Int.max : totalRows, rowsBefore: rowsBefore, start: start)
    }

    /// Whether the run was cancelled, which is then recorded in the history.
    private mutating func isCancelled() -> Bool {
        guard Task.isCancelled || options.cancellation?.isCancelled ?? false else { return false }
        history.wasCancelled = true
        return true
    }

    /// Whether the last epoch improved on the lowest loss before it by less than the tolerance.
    private mutating func hasConverged() -> Bool {
        guard let loss = history.losses.last else { return false }
        defer { best = min(best, loss) }
        return options.tolerance.map { best - loss < $0 } ?? false
    }
}

extension UnsafeMutableBufferPointer<Double> {
    /// The number of elements before the first one that is not finite. The loop over all of them is one that the
    /// compiler vectorises.
    fileprivate var finiteCount: Int {
        let exponent = Double.infinity.bitPattern
        var invalid: UInt64 = 0
        for element in self { invalid |= element.bitPattern & exponent == exponent ? 1 : 0 }
        return invalid == 0 ? count : firstIndex { !$0.isFinite } ?? count
    }
}
