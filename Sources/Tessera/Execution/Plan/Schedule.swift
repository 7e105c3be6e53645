/// When each operation of a traced graph runs.
///
/// What carries no rows runs once, or once a step; what works row by row runs on every tile; what contracts the rows
/// adds up over the tiles. Where an operation on rows needs such a sum, a second pass over the rows follows the first,
/// and so on; values of single rows are computed again where a later pass needs them.
struct Schedule {
    enum Stage: Equatable {
        /// Depends on nothing but the number of rows.
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

    init(_ graph: TracedGraph) {
        var stages: [Stage] = []
        var obstacle: String?
        for vertex in graph.vertices {
            let (stage, reason) = Self.stage(of: vertex, graph, stages)
            stages.append(stage)
            if obstacle == nil { obstacle = reason }
        }
        self.init(stages, obstacle)
    }

    private init(_ stages: [Stage], _ obstacle: String?) {
        self.stages = stages
        self.obstacle = obstacle
        passes = stages.map { stage in if case .sum(let level) = stage { level + 1 } else { 0 } }.max() ?? 0
    }

    /// All that depends on the rows in one pass over one tile, for a graph that was traced with the very number of rows.
    ///
    /// - Parameter obstacle: why it has to be one.
    init(oneTile graph: TracedGraph, obstacle: String) {
        var stages: [Stage] = []
        for vertex in graph.vertices {
            let dependsOnRows: Bool
            switch vertex.source {
            case .column: dependsOnRows = true
            case .parameter, .constant: dependsOnRows = false
            case .operation(let operation):
                dependsOnRows =
                    !(operation is any ShapeFunction)
                    && vertex.operands.contains { stages[$0] == .tile(level: 0) }
            }
            stages.append(dependsOnRows ? .tile(level: 0) : Self.rowFree(vertex, level: 0, stages))
        }
        // The results leave the tile as sums of one part.
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) where stages[output] == .tile(level: 0) {
            stages[output] = .sum(level: 0)
        }
        self.init(stages, obstacle)
    }

    private static func rowFree(_ vertex: TracedGraph.Vertex, level: Int, _ stages: [Stage]) -> Stage {
        switch vertex.source {
        case .constant: return .once
        case .parameter, .column: return .step(level: 0)
        case .operation(let operation):
            if operation is any ShapeFunction || vertex.operands.allSatisfy({ stages[$0] == .once }) { return .once }
            return .step(level: level)
        }
    }

    private static func stage(
        of vertex: TracedGraph.Vertex, _ graph: TracedGraph, _ stages: [Stage]
    ) -> (Stage, obstacle: String?) {
        let level = vertex.operands.map { available(stages[$0]) }.max() ?? 0
        guard case .operation(let operation) = vertex.source, !(operation is any ShapeFunction) else {
            if case .along = rows(vertex.shape, graph) { return (.tile(level: 0), nil) }
            return (rowFree(vertex, level: level, stages), nil)
        }
        let shapes = vertex.operands.map { graph.vertices[$0].shape }
        let carriers = shapes.map { rows($0, graph) }
        let own = rows(vertex.shape, graph)
        if own == .merged || carriers.contains(.merged) {
            return (.tile(level: level), "\(operation.name) merges the rows with other axes")
        }
        if !fitsOtherRows(operation, shapes, vertex.shape, graph) {
            return (.tile(level: level), "\(operation.name) depends on the very number of rows")
        }
        if carriers.allSatisfy({ $0 == .none }) {
            if own == .none { return (rowFree(vertex, level: level, stages), nil) }
            if operation is any RepeatingOperation { return (.tile(level: level), nil) }
            return (.tile(level: level), "\(operation.name) makes rows of a tensor that has none")
        }
        let (stage, obstacle) = byRule(operation, carriers.map(\.axis), shapes, own.axis, level)
        if case .sum = stage, vertex.scalarType != graph.vertices[graph.loss].scalarType {
            return (.tile(level: level), "\(operation.name) adds the rows up in another precision than the loss")
        }
        return (stage, obstacle)
    }

    private static func byRule(
        _ operation: any TensorOperation, _ axes: [Int?], _ shapes: [Shape], _ own: Int?, _ level: Int
    ) -> (Stage, obstacle: String?) {
        switch operation.rowRule(axes: axes, shapes: shapes) {
        case .perRow(let axis) where axis == own: return (.tile(level: level), nil)
        case .sumsRows where own == nil: return (.sum(level: level), nil)
        case .averagesRows: return (.tile(level: level), "\(operation.name) averages the rows")
        case .mixesRows(let reason): return (.tile(level: level), "\(operation.name): \(reason)")
        case .perRow, .sumsRows, .noRows:
            return (.tile(level: level), "\(operation.name) has a row rule that its result's shape contradicts")
        }
    }

    /// Whether the operation, told of other extents, makes a result of another number of rows.
    private static func fitsOtherRows(
        _ operation: any TensorOperation, _ shapes: [Shape], _ result: Shape, _ graph: TracedGraph
    ) -> Bool {
        let other = operation.replacingExtents { graph.extent($0, rows: 7) }
        return (try? other.shape(of: shapes.map { graph.shape($0, rows: 7) })) == graph.shape(result, rows: 7)
    }

    /// The first pass in which a value can be used.
    private static func available(_ stage: Stage) -> Int {
        switch stage {
        case .once: 0
        case .step(let level), .tile(let level): level
        case .sum(let level): level + 1
        }
    }

    private enum Rows: Equatable {
        case none, along(Int), merged

        var axis: Int? { if case .along(let axis) = self { axis } else { nil } }
    }

    private static func rows(_ shape: Shape, _ graph: TracedGraph) -> Rows {
        let places = shape.indices.filter { shape[$0] > 0 && shape[$0] % graph.rowExtent == 0 }
        guard let first = places.first else { return .none }
        return places.count == 1 && shape[first] == graph.rowExtent ? .along(first) : .merged
    }
}
