import Synchronization

/// A loss over a model and the rows of a batch, traced once and compiled to run many times.
///
/// The loss and its gradient are computed tile by tile: the rows are read once, intermediate values stay in cache,
/// and a step allocates nothing. The result has the same bits for any executor and any source of the rows.
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
    /// For any number of rows; nil where all rows have to be one tile.
    private let tiled: CompiledPlan?
    private let obstacle: String?
    private let whole = Mutex<(rows: Int, plan: CompiledPlan)?>(nil)

    /// Traces `loss` and compiles it for the current backend.
    ///
    /// - Parameters:
    ///   - model: gives the shapes of the parameters; the numbers do not matter.
    ///   - loss: made of operations only, since no element exists while it is traced. It is called some times.
    public init(for model: Model, rows: RowShape, loss: @escaping LossFunction) throws(PlanError) {
        rowShape = rows
        self.model = model
        self.loss = loss
        kernels = Backend.current.kernels
        parameterShapes = model.parameters.map(\.shape)
        (tiled, obstacle) = try Self.tile(model, rows, parameterShapes, kernels, loss)
    }

    private static func tile(
        _ model: Model, _ rows: RowShape, _ shapes: [Shape], _ kernels: any Kernels, _ loss: LossFunction
    ) throws(PlanError) -> (CompiledPlan?, obstacle: String?) {
        let extents = rowExtents(avoiding: shapes.flatMap(\.dimensions) + [rows.features, rows.targets])
        let graph = try trace(model, rows, rowExtent: extents.0, loss)
        let schedule = Schedule(graph)
        if let obstacle = schedule.obstacle { return (nil, obstacle) }
        guard graph.agrees(with: try trace(model, rows, rowExtent: extents.1, loss)) else {
            return (nil, "the loss computes with the number of rows itself, as with shape[0]")
        }
        return (CompiledPlan(graph, schedule, parameterShapes: shapes, rowShape: rows, kernels: kernels), nil)
    }

    private static func trace(
        _ model: Model, _ rows: RowShape, rowExtent: Int, _ loss: LossFunction
    ) throws(PlanError) -> TracedGraph {
        try TracedGraph(model, rowShapes: rows.columns, rowExtent: rowExtent) { model, columns in
            loss(model, RowBatch(columns: columns))
        }
    }

    /// Two prime numbers that no extent is a multiple of, to stand for the number of rows.
    private static func rowExtents(avoiding extents: [Int]) -> (Int, Int) {
        let primes = [1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099]
        let free = primes.filter { prime in extents.allSatisfy { $0 == 0 || $0 % prime != 0 } }
        return (free[0], free[1])
    }

    /// The plan for so many rows.
    func compiled(rows: Int) throws(PlanError) -> CompiledPlan {
        if rows < 1 { throw .noRows }
        if let tiled { return tiled }
        if let known = whole.withLock({ $0 }), known.rows == rows { return known.plan }
        let plan = try traced(rows: rows, obstacle: obstacle ?? "")
        whole.withLock { $0 = (rows, plan) }
        return plan
    }

    /// The plan for exactly so many rows, all of them one tile.
    func traced(rows: Int, obstacle: String) throws(PlanError) -> CompiledPlan {
        let graph = try Self.trace(model, rowShape, rowExtent: rows, loss)
        let schedule = Schedule(oneTile: graph, obstacle: obstacle)
        return CompiledPlan(graph, schedule, parameterShapes: parameterShapes, rowShape: rowShape, kernels: kernels)
    }

    /// The loss over all rows of a source, and its gradient along the parameters.
    ///
    /// - Throws: `PlanError` where model or rows are of other shapes than the plan's, `RowSourceError` where the rows
    ///   cannot be read.
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
