import Tessera

/// A training run: the compiled plan, its session, and the loop over epochs and steps.
struct Trainer<Model: Layer> {
    typealias Scalar = Model.Scalar

    private let objective: Objective<Model>
    private let executor: any TileExecutor
    private let session: PlanSession<Model>
    private let engine: any TrainingEngine
    /// Makes a engine that sees all rows in every step; returns nil if that would take too much memory.
    private let whole: () throws -> (any TrainingEngine)?
    private var loop: TrainingLoop

    init(
        _ model: Model, _ rows: some RowSource<Scalar>, _ objective: Objective<Model>, _ options: TrainingOptions,
        _ executor: any TileExecutor
    ) throws {
        self.objective = objective
        self.executor = executor
        let batchSize = min(options.batchSize ?? rows.rowCount, rows.rowCount)
        let plan = try Plan(for: model, rows: rows.rowShape) { objective.value($0, $1) }
        session = try PlanSession(plan, model, on: executor)
        let engine = try session.engine(over: rows, batchSize: batchSize)
        self.engine = engine
        whole = { [session] in
            batchSize == rows.rowCount ? engine : try session.fullBatchEngine(over: rows, batchSize: batchSize)
        }
        loop = TrainingLoop(
            model, objective, options, rows: rows.rowCount, batchSize: batchSize,
            rounding: Scalar.ulpOfOne.scalarValue)
    }

    /// The model with the current parameters.
    var model: Model { session.trained }

    mutating func run(
        validation: (any RowSource<Scalar>)?, progress: ((TrainingProgress) -> Void)?
    ) throws -> TrainingHistory {
        let validator = try validation.map { try Validator(model, $0, objective, executor) }
        let validate = validator.map { [session] validator in { try validator.loss(of: session.trained) } }
        return try loop.run(engine, whole: whole, validate: validate, progress)
    }
}

/// Computes the loss, without the penalty, over validation rows.
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
