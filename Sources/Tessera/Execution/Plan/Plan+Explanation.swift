extension Plan {
    /// What the plan does, when, and in how much memory, for many rows; where all rows have to be one tile, which operation
    /// asks for that and why.
    public var explanation: String { explanation(rows: 1 << 20) }

    /// What the plan does for so many rows.
    public func explanation(rows: Int) -> String {
        do {
            return PlanExplanation(try compiled(rows: rows), rows: rows).text
        } catch {
            return error.description
        }
    }
}

/// The text of `Plan.explanation`.
private struct PlanExplanation {
    private let plan: CompiledPlan
    private let rows: Int
    private let tiling: Tiling
    private var graph: TracedGraph { plan.compiler.graph }
    private var layout: PlanLayout { plan.layout }

    init(_ plan: CompiledPlan, rows: Int) {
        self.plan = plan
        self.rows = rows
        tiling = plan.tiling(rows: rows)
    }

    var text: String {
        let passes = plan.passes
        var lines = [heading, tiles]
        lines += section("once for a number of rows") { $0 == .once }
        for level in 0..<passes {
            lines += section("before pass \(level + 1)") { $0 == .step(level: level) }
            lines += section("pass \(level + 1), on every tile") { stage in
                if case .tile(let first) = stage { first <= level && level == first } else { false }
            }
            lines += section("pass \(level + 1), added up over the tiles") { $0 == .sum(level: level) }
        }
        lines += section("after the last tile") { $0 == .step(level: passes) }
        return (lines + [memory]).joined(separator: "\n")
    }

    private var heading: String {
        "plan over \(plan.rowShape), \(graph.vertices[graph.loss].scalarType.rawValue), \(plan.kernels.name)"
    }

    private var tiles: String {
        if let obstacle = plan.obstacle { return "all \(rows) rows are one tile: \(obstacle)" }
        return "\(rows) rows in \(tiling.tiles) tiles of \(tiling.height), added up in \(tiling.leaves) leaves"
    }

    private var memory: String {
        let scratch = plan.compiler.tileCodes(rows: tiling.height).scratchBytes
        return
            "memory: scratch \(scratch) bytes for each worker, sums and results \(layout.resultBytes) bytes for each "
            + "leaf, values without rows \(layout.stepBytes) bytes, parameters \(layout.parameterBytes) bytes"
    }

    private func section(_ title: String, _ isIn: (Schedule.Stage) -> Bool) -> [String] {
        let lines = graph.vertices.indices.compactMap { index -> String? in
            guard case .operation(let operation) = graph.vertices[index].source,
                isIn(plan.compiler.schedule.stages[index])
            else { return nil }
            return line(index, operation)
        }
        return lines.isEmpty ? [] : [title] + lines
    }

    private func line(_ index: Int, _ operation: any TensorOperation) -> String {
        let vertex = graph.vertices[index]
        let bytes = graph.shape(vertex.shape, rows: tiling.height).elementCount * vertex.scalarType.byteCount
        let operands = vertex.operands.map(label).joined(separator: ", ")
        return "  %\(index) = \(operation.name)(\(operands)): \(shape(vertex.shape)), \(bytes) bytes"
    }

    private func label(_ index: Int) -> String {
        switch graph.vertices[index].source {
        case .parameter(let number): "parameter \(number)"
        case .column(let number): ["features", "targets", "weights"][number]
        case .constant(let tensor): tensor.shape == [] ? "\(tensor)" : "constant \(tensor.shape)"
        case .operation: "%\(index)"
        }
    }

    private func shape(_ shape: Shape) -> String {
        let extents = shape.map { extent in
            guard plan.obstacle == nil, extent > 0, extent % graph.rowExtent == 0 else { return "\(extent)" }
            return extent == graph.rowExtent ? "rows" : "\(extent / graph.rowExtent)·rows"
        }
        return "[\(extents.joined(separator: ", "))]"
    }
}
