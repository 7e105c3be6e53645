/// The stage in which each operation of a traced graph runs.
///
/// An operation without rows runs once per step; an operation that works row by row runs on every tile; an operation
/// that contracts the rows is accumulated over the tiles. If an operation on rows needs such a sum, a second pass over
/// the rows follows the first, and so on. Per-row values that a later pass needs are recomputed (rematerialised), not
/// stored.
struct Schedule {
    enum Stage: Equatable {
        /// A constant, which exists before the first step.
        case once
        /// An operation without rows that runs before pass `level`.
        case step(level: Int)
        /// An operation on rows that runs on every tile of pass `level` or later.
        case tile(level: Int)
        /// A contraction of the rows, accumulated over the tiles of pass `level`.
        case sum(level: Int)
    }

    /// The stage of each vertex.
    let stages: [Stage]
    /// The reason why all rows have to be one tile; nil if they can be cut.
    let singleTileReason: String?
    /// The number of passes over the rows.
    let passes: Int

    /// - Parameter graph: A graph in which the batch axis of every vertex is known.
    init(_ graph: TracedGraph) {
        var stages: [Stage] = []
        for vertex in graph.vertices { stages.append(Self.stage(of: vertex, stages)) }
        self.init(stages, nil)
    }

    private init(_ stages: [Stage], _ reason: String?) {
        self.stages = stages
        singleTileReason = reason
        passes = stages.map { stage in if case .sum(let level) = stage { level + 1 } else { 0 } }.max() ?? 0
    }

    /// Creates a schedule that computes everything that depends on the rows in one pass over a single tile.
    ///
    /// - Parameter reason: The reason why the rows cannot be cut.
    init(oneTile graph: TracedGraph, because reason: String) {
        var stages: [Stage] = []
        for vertex in graph.vertices {
            var dependsOnRows = vertex.operands.contains { stages[$0] == .tile(level: 0) }
            if case .column = vertex.source { dependsOnRows = true }
            stages.append(dependsOnRows ? .tile(level: 0) : Self.rowFree(vertex, level: 0))
        }
        // The outputs leave the tile as sums with a single term.
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) where stages[output] == .tile(level: 0) {
            stages[output] = .sum(level: 0)
        }
        self.init(stages, reason)
    }

    private static func stage(of vertex: TracedGraph.Vertex, _ stages: [Stage]) -> Stage {
        let level = vertex.operands.map { available(stages[$0]) }.max() ?? 0
        if vertex.rowAxis != nil { return .tile(level: level) }
        return vertex.sumsRows ? .sum(level: level) : rowFree(vertex, level: level)
    }

    private static func rowFree(_ vertex: TracedGraph.Vertex, level: Int) -> Stage {
        switch vertex.source {
        case .constant: .once
        case .parameter, .column: .step(level: 0)
        case .operation: .step(level: level)
        }
    }

    /// The first pass in which a value of this stage can be read.
    private static func available(_ stage: Stage) -> Int {
        switch stage {
        case .once: 0
        case .step(let level), .tile(let level): level
        case .sum(let level): level + 1
        }
    }
}
