import Synchronization

/// A loss of a model on the rows of a batch, traced and compiled once to run many times.
///
/// The loss and its gradient are computed tile by tile: each pass reads the rows once, intermediate values stay in
/// cache, and a step allocates nothing. The result has the same bits for any executor and any source of the rows.
///
/// The closure is called once for each number of rows that the plan is compiled for, with tensors that have exactly
/// this number of rows but no elements. It may therefore compute with `shape[0]`, branch on it or derive constants from
/// it: the plan computes what the closure would compute eagerly.
///
/// ```swift
/// let plan = try Plan(for: model, rows: RowShape(features: 64)) { model, batch in
///     meanSquaredError(predicted: model(batch.features), expected: batch.targets)
/// }
/// let (loss, gradient) = try plan.valueAndGradient(at: model, over: table)
/// ```
public final class Plan<Model: Parameterized>: Sendable {
    /// The floating-point type of the parameters and the rows.
    package typealias Scalar = Model.Scalar

    /// The shape of the rows that the plan accepts.
    package let rowShape: RowShape
    let parameterShapes: [Shape]
    let model: Model
    private let loss: @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>
    private let kernels: any Kernels
    /// A cache of the most recently compiled plans: for full batches, a shorter last batch, other tables.
    private let known = Mutex<[CompiledPlan]>([])
    private static var knownCount: Int { 8 }

    /// Creates a plan of `loss` on the current backend. The loss is traced later, when the number of rows is known.
    ///
    /// - Parameters:
    ///   - model: A model that defines the shapes of the parameters; their values are not used.
    ///   - rows: The shape of a row.
    ///   - loss: A function of the model and a batch whose result has one element, composed of operations; it must not read elements, since none exist while it is traced.
    /// - Throws: `PlanError` if `rows` has a negative number of features or targets.
    public init(
        for model: Model, rows: RowShape,
        loss: @escaping @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>
    ) throws(PlanError) {
        guard rows.features >= 0, rows.targets >= 0 else {
            throw PlanError(.mismatched(expected: "rows of at least 0 features and targets", got: "\(rows)"))
        }
        rowShape = rows
        self.model = model
        self.loss = loss
        kernels = Backend.current.kernels
        parameterShapes = model.parameters.map(\.shape)
    }

    /// Returns the plan for `rows` rows, compiled on first use.
    func compiled(rows: Int) throws(PlanError) -> CompiledPlan {
        if rows < 1 { throw PlanError(.noRows) }
        if let plan = known.withLock({ $0.last { $0.rowCount == rows } }) { return plan }
        let graph = try traced(rows: rows)
        let axes = RowAxes(graph)
        let plan =
            axes.singleTileReason.map { oneTile(graph, because: $0) } ?? compile(axes.assigned()) { Schedule($0) }
        known.withLock { known in
            if known.count >= Self.knownCount { known.removeFirst() }
            known.append(plan)
        }
        return plan
    }

    /// The number of rows that the plan was compiled for last; nil before the first compilation.
    var lastRowCount: Int? { known.withLock { $0.last?.rowCount } }

    func traced(rows: Int) throws(PlanError) -> TracedGraph {
        try TracedGraph(model, rowShapes: rowShape.columns, rowCount: rows) { model, columns in
            loss(model, RowBatch(columns: columns))
        }
    }

    /// Compiles a plan that computes all rows as one tile.
    func oneTile(_ graph: TracedGraph, because reason: String) -> CompiledPlan {
        compile(graph) { Schedule(oneTile: $0, because: reason) }
    }

    private func compile(_ graph: TracedGraph, _ schedule: (TracedGraph) -> Schedule) -> CompiledPlan {
        CompiledPlan(
            graph, schedule(graph), parameterShapes: parameterShapes, rowShape: rowShape, kernels: kernels)
    }

    /// Returns the loss over all rows of a source and its gradient with respect to the parameters.
    ///
    /// The first call for a number of rows compiles the plan and prepares its memory, which the plan keeps for the calls
    /// that follow. Any number of threads may call it at the same time.
    ///
    /// - Throws: `PlanError` if the shapes of the model or the rows are not those of the plan or the loss does not have
    ///   exactly one element, `RowSourceError` if the rows cannot be read, `ShapeError` if a row contains a class or an
    ///   index that is out of range.
    public func valueAndGradient(
        at model: Model, over source: some RowSource<Model.Scalar>, on executor: any TileExecutor = WorkerPool.shared
    ) throws -> (value: Model.Scalar, gradient: Model) {
        let run = try preparedRun(at: model, over: source, on: executor)
        try source.check()
        try kernels.singleThreaded { try run.step() }
        let result = (run.loss, run.parameters.model(like: model, from: run.gradients))
        run.rest()
        PreparedRuns.keep(run, of: ObjectIdentifier(self))
        return result
    }

    deinit {
        PreparedRuns.releaseAll(of: ObjectIdentifier(self))
    }
}
