import Tessera

/// Computes the loss, without the penalty, over validation rows.
struct ValidationLoss<Model: Layer> {
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

    func value(at model: Model) throws -> Double {
        func loss(over rows: some RowSource<Model.Scalar>) throws -> Model.Scalar {
            try plan.valueAndGradient(at: model, over: rows, on: executor).value
        }
        return Double(try loss(over: rows))
    }
}
