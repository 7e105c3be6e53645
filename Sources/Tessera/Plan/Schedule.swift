/// When each operation of a traced graph runs.
///
/// What carries no rows runs once a step; what works row by row runs on every tile; what contracts the rows adds up over
/// the tiles. Where an operation on rows needs such a sum, a second pass over the rows follows the first, and so on; values
/// of single rows are computed again where a later pass needs them.
struct Schedule {
    enum Stage: Equatable {
        /// A constant.
        case once
        /// Carries no rows; runs before pass `level`.
        case step(level: Int)
        /// Carries rows; runs on every tile of pass `level` or later.
        case tile(level: Int)
        /// Adds up over the tiles of pass `level`.
        case sum(level: Int)
    }

    let stages: [Stage]
    /// Why all rows have to be one tile; nil where they need not.
    let obstacle: String?
    let passes: Int

    /// - Parameter graph: knows the axis of the rows of every vertex.
    init(_ graph: TracedGraph) {
        var stages: [Stage] = []
        for vertex in graph.vertices { stages.append(Self.stage(of: vertex, stages)) }
        self.init(stages, nil)
    }

    private init(_ stages: [Stage], _ obstacle: String?) {
        self.stages = stages
        self.obstacle = obstacle
        passes = stages.map { stage in if case .sum(let level) = stage { level + 1 } else { 0 } }.max() ?? 0
    }

    /// All that depends on the rows in one pass over one tile.
    ///
    /// - Parameter obstacle: why it has to be one.
    init(oneTile graph: TracedGraph, obstacle: String) {
        var stages: [Stage] = []
        for vertex in graph.vertices {
            var dependsOnRows = vertex.operands.contains { stages[$0] == .tile(level: 0) }
            if case .column = vertex.source { dependsOnRows = true }
            stages.append(dependsOnRows ? .tile(level: 0) : Self.rowFree(vertex, level: 0))
        }
        // The results leave the tile as sums of one part.
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) where stages[output] == .tile(level: 0) {
            stages[output] = .sum(level: 0)
        }
        self.init(stages, obstacle)
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

    /// The first pass in which a value can be used.
    private static func available(_ stage: Stage) -> Int {
        switch stage {
        case .once: 0
        case .step(let level), .tile(let level): level
        case .sum(let level): level + 1
        }
    }
}
