import Tessera

/// A training run: a session on a plan, an optimizer, and what is known so far.
struct Trainer<Model: Layer, Rows: RowSource<Model.Scalar>> {
    typealias Scalar = Model.Scalar

    private let rows: Rows
    private let objective: Objective<Model>
    private let options: TrainingOptions
    private let executor: any TileExecutor
    private let session: PlanSession<Model>
    private let batchSize: Int

    init(
        _ model: Model, _ rows: Rows, _ objective: Objective<Model>, _ options: TrainingOptions,
        _ executor: any TileExecutor
    ) throws {
        self.rows = rows
        self.objective = objective
        self.options = options
        self.executor = executor
        batchSize = min(options.batchSize ?? rows.rowCount, rows.rowCount)
        let plan = try Plan(for: model, rows: rows.rowShape) { objective.value($0, $1) }
        session = try PlanSession(plan, model, on: executor)
    }

    /// The model as it is now.
    var model: Model { session.trained }

    func run(
        validation: (any RowSource<Scalar>)?, progress: (TrainingProgress) -> Void
    ) throws -> TrainingHistory {
        var state = TrainingState<Scalar>(options, rows: rows.rowCount, batchSize: batchSize)
        let validator = try validation.map { try Validator(model, $0, objective, executor) }
        let batches =
            batchSize == rows.rowCount
            ? nil : BatchPipeline(session, rows, size: batchSize, executor: executor)
        for epoch in 1...max(1, options.epochs) where epoch <= options.epochs {
            let isWhole = try Backend.current.withoutThreads {
                try runEpoch(epoch, batches, &state, progress)
            }
            if !isWhole { break }
            if let validator { state.history.validationLosses.append(try validator.loss(of: model)) }
            if state.hasConverged(), epoch < options.epochs {
                state.history.stoppedEarly = true
                break
            }
        }
        return state.history
    }

    /// One pass over all rows; returns false where it was cancelled.
    private func runEpoch(
        _ epoch: Int, _ batches: BatchPipeline<Model>?, _ state: inout TrainingState<Scalar>,
        _ progress: (TrainingProgress) -> Void
    ) throws -> Bool {
        state.startEpoch(epoch)
        try batches?.start(seed: options.seed, stream: RandomStream.order(epoch: epoch))
        while true {
            if state.isCancelled() { return false }
            let count: Int
            if let batches {
                count = try batches.step()
            } else {
                try session.step(over: rows)
                count = rows.rowCount
            }
            if count == 0 { break }
            let loss = Double(session.loss)
            let flat = session.flat(memoryCount: state.optimizer.memoryCount)
            state.optimizer.update(flat)
            progress(state.advance(count, loss: loss))
            let isLast = state.step == state.steps
            guard loss.isFinite, !isLast || flat.areFinite else {
                throw TrainingError.divergedNonFinite(epoch: epoch, step: state.step, loss: loss)
            }
            if isLast { break }
        }
        state.endEpoch()
        return true
    }
}

/// The loss over rows that are not trained on.
private struct Validator<Model: Layer> {
    private let plan: Plan<Model>
    private let rows: any RowSource<Model.Scalar>
    private let executor: any TileExecutor

    init(
        _ model: Model, _ rows: any RowSource<Model.Scalar>, _ objective: Objective<Model>,
        _ executor: any TileExecutor
    ) throws {
        self.rows = rows
        self.executor = executor
        plan = try Plan(for: model, rows: rows.rowShape) { objective.unpenalised($0, $1) }
    }

    func loss(of model: Model) throws -> Double {
        func value(_ rows: some RowSource<Model.Scalar>) throws -> Model.Scalar {
            try plan.valueAndGradient(at: model, over: rows, on: executor).value
        }
        return Double(try value(rows))
    }
}
