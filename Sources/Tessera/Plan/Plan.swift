import Synchronization

/// A loss over a model and the rows of a batch, traced and compiled to run many times.
///
/// The loss and its gradient are computed tile by tile: the rows are read once, intermediate values stay in cache,
/// and a step allocates nothing. The result has the same bits for any executor and any source of the rows.
///
/// The closure is called once for each number of rows that the plan runs on, with tensors of that very number of rows that
/// have no elements yet. So it may compute with `shape[0]`, branch on it or make constants of it: a plan computes what the
/// closure does.
///
/// ```swift
/// let plan = try Plan(for: model, rows: RowShape(features: 64)) { model, batch in
///     meanSquaredError(predicted: model(batch.features), expected: batch.targets)
/// }
/// let (loss, gradient) = try plan.valueAndGradient(at: model, over: table)
/// ```
public final class Plan<Model: Parameterized>: Sendable {
    public typealias Scalar = Model.Scalar
    public typealias LossFunction = @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>

    public let rowShape: RowShape
    let parameterShapes: [Shape]
    private let model: Model
    private let loss: LossFunction
    private let kernels: any Kernels
    /// The last few numbers of rows that the plan has run on: whole batches, the short last one, other tables.
    private let known = Mutex<[CompiledPlan]>([])
    private static var knownCount: Int { 8 }

    /// Takes `loss` for the current backend. It is traced when the number of rows is known.
    ///
    /// - Parameters:
    ///   - model: gives the shapes of the parameters; the numbers do not matter.
    ///   - rows: the shape of a row.
    ///   - loss: made of operations only, since no element exists while it is traced.
    /// - Throws: `PlanError.mismatched` where rows have a negative number of features or targets.
    public init(for model: Model, rows: RowShape, loss: @escaping LossFunction) throws(PlanError) {
        guard rows.features >= 0, rows.targets >= 0 else {
            throw .mismatched(expected: "rows of at least 0 features and targets", got: "\(rows)")
        }
        rowShape = rows
        self.model = model
        self.loss = loss
        kernels = Backend.current.kernels
        parameterShapes = model.parameters.map(\.shape)
    }

    /// The plan for so many rows.
    func compiled(rows: Int) throws(PlanError) -> CompiledPlan {
        if rows < 1 { throw .noRows }
        if let plan = known.withLock({ $0.last { $0.rowCount == rows } }) { return plan }
        let graph = try traced(rows: rows)
        let axes = RowAxes(graph)
        let plan = axes.obstacle.map { oneTile(graph, obstacle: $0) } ?? compile(axes.assigned()) { Schedule($0) }
        known.withLock { known in
            if known.count >= Self.knownCount { known.removeFirst() }
            known.append(plan)
        }
        return plan
    }

    /// The number of rows that the plan ran on last; nil before the first.
    var lastRowCount: Int? { known.withLock { $0.last?.rowCount } }

    func traced(rows: Int) throws(PlanError) -> TracedGraph {
        try TracedGraph(model, rowShapes: rowShape.columns, rowCount: rows) { model, columns in
            loss(model, RowBatch(columns: columns))
        }
    }

    /// The plan that computes all rows as one tile.
    func oneTile(_ graph: TracedGraph, obstacle: String) -> CompiledPlan {
        compile(graph) { Schedule(oneTile: $0, obstacle: obstacle) }
    }

    private func compile(_ graph: TracedGraph, _ schedule: (TracedGraph) -> Schedule) -> CompiledPlan {
        CompiledPlan(
            graph, schedule(graph), parameterShapes: parameterShapes, rowShape: rowShape, kernels: kernels)
    }

    /// The loss over all rows of a source, and its gradient along the parameters.
    ///
    /// - Throws: `PlanError` where model or rows are of other shapes than the plan's or the loss is not a single number,
    ///   `RowSourceError` where the rows cannot be read, `ShapeError` where a row names a class or an index that is not
    ///   there.
    public func valueAndGradient(
        at model: Model, over source: some RowSource<Scalar>, on executor: any TileExecutor = WorkerPool.shared
    ) throws -> (value: Scalar, gradient: Model) {
        let session = try PlanSession(self, model, on: executor)
        let run = try session.run(over: source)
        try source.check()
        try kernels.withoutThreads { try run.step() }
        return (run.loss, session.gradient(of: run))
    }
}
