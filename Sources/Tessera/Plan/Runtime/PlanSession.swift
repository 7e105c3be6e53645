/// The training of a model on a plan: the parameters, which steps change in place, and the runs of the plan.
///
/// All parameters lie in one block, and so do their gradients, so that an optimizer updates all of them in one kernel
/// call. A session is used by one thread at a time.
package final class PlanSession<Model: Parameterized> {
    package typealias Scalar = Model.Scalar

    private let plan: Plan<Model>
    private let model: Model
    let executor: any TileExecutor
    let parameters: FlatParameters<Scalar>
    /// The runs by number of rows: two for mini-batches if the last batch of an epoch is shorter.
    private var runs: [Int: PlanRun<Scalar>] = [:]

    /// - Throws: `PlanError.mismatched` if the shapes of the model's parameters are not those of the plan.
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

    /// A copy of the model with the current parameters.
    package var trained: Model { parameters.copied(parameters.base, like: model) }

    /// Returns the gradients of the last step of a run.
    func gradient(of run: PlanRun<Scalar>) -> Model { parameters.copied(run.gradients, like: model) }

    /// Returns the run of the plan for `rows` rows, created on first use.
    func run(rows: Int) throws(PlanError) -> PlanRun<Scalar> {
        if let known = runs[rows] { return known }
        let run = PlanRun<Scalar>(
            try plan.compiled(rows: rows), executor: executor, parameters: parameters.block)
        runs[rows] = run
        return run
    }

    /// Whether a plan for `rows` rows can cut them into tiles.
    func isTiled(rows: Int) throws(PlanError) -> Bool { try plan.compiled(rows: rows).obstacle == nil }

    /// Returns the run of the plan over all rows of a source.
    ///
    /// - Throws: `PlanError.mismatched` if the shape of the rows is not that of the plan.
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
