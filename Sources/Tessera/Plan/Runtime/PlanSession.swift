/// A model in training on a plan: parameters that steps change in place, and the rows that steps see.
///
/// The parameters lie one after another in one block, as do their gradients, so that an optimizer moves all of them in
/// one go. Used by one thread at a time.
package final class PlanSession<Model: Parameterized> {
    package typealias Scalar = Model.Scalar

    private let plan: Plan<Model>
    private let model: Model
    let executor: any TileExecutor
    let parameters: FlatParameters<Scalar>
    /// One for each number of rows; there are two where the last batch is a short one.
    private var runs: [Int: PlanRun<Scalar>] = [:]

    /// - Throws: `PlanError.mismatched` where the model's parameters are not those of the plan.
    package init(_ plan: Plan<Model>, _ model: Model, on executor: any TileExecutor) throws(PlanError) {
        self.plan = plan
        self.model = model
        self.executor = executor
        parameters = FlatParameters(plan.parameterShapes, executor)
        let tensors = model.parameters
        guard tensors.map(\.shape) == plan.parameterShapes else {
            throw .mismatched(
                expected: "parameters of shapes \(plan.parameterShapes)",
                got: "parameters of shapes \(tensors.map(\.shape))")
        }
        parameters.load(tensors)
    }

    /// The model with the parameters as they are now.
    package var trained: Model { parameters.copied(parameters.base, like: model) }

    /// The gradients of a step.
    func gradient(of run: PlanRun<Scalar>) -> Model { parameters.copied(run.gradients, like: model) }

    /// The plan at work on so many rows.
    func run(rows: Int) throws(PlanError) -> PlanRun<Scalar> {
        if let known = runs[rows] { return known }
        let run = PlanRun<Scalar>(
            try plan.compiled(rows: rows), executor: executor, parameters: parameters.block)
        runs[rows] = run
        return run
    }

    func isTiled(rows: Int) throws(PlanError) -> Bool { try plan.compiled(rows: rows).obstacle == nil }

    /// The plan at work on all rows of a source.
    func run(over source: some RowSource<Scalar>) throws(PlanError) -> PlanRun<Scalar> {
        guard source.rowShape == plan.rowShape else {
            throw .mismatched(expected: "\(plan.rowShape)", got: "\(source.rowShape)")
        }
        let run = try run(rows: source.rowCount)
        if let table = source.table {
            run.use(table.columns.map { $0.base }, of: table)
        } else {
            run.use(source)
        }
        return run
    }
}
