extension Plan {
    /// A description of the plan: its operations, when each of them runs, and the memory that they take.
    ///
    /// It is given for the number of rows that the plan was compiled for last, or for 2²⁰ rows if there is none. If all
    /// rows have to be one tile, it names the operation that requires this, and the reason.
    public var explanation: String { explanation(rows: lastRowCount ?? 1 << 20) }

    /// Returns the description of the plan for `rows` rows, or the text of the error if the plan cannot be compiled.
    public func explanation(rows: Int) -> String {
        do {
            return PlanExplanation(try compiled(rows: rows)).text
        } catch {
            return error.description
        }
    }
}

/// Formats the text of `Plan.explanation`.
private struct PlanExplanation {
    private let plan: CompiledPlan
    private let tiling: Tiling
    private var rows: Int { plan.rowCount }
    private var graph: TracedGraph { plan.compiler.graph }
    private var layout: PlanLayout { plan.layout }

    init(_ plan: CompiledPlan) {
        self.plan = plan
        tiling = plan.tiling
    }

    var text: String {
        let passes = plan.passes
        var lines = [heading, tiles]
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
        if let reason = plan.singleTileReason { return "all \(rows) rows are one tile: \(reason)" }
        return "\(rows) rows in \(tiling.tiles) tiles of \(tiling.height), added up in \(tiling.chunks) chunks"
    }

    private var memory: String {
        let scratch = plan.compiler.tilePrograms(rows: tiling.height).scratchBytes
        return
            "memory: scratch \(scratch) bytes for each worker, sums and results \(layout.resultBytes) bytes for each "
            + "chunk, values without rows \(layout.stepBytes) bytes, parameters \(layout.parameterBytes) bytes"
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
        let bytes = graph.shape(index, rows: tiling.height).elementCount * vertex.scalarType.byteCount
        let operands = vertex.operands.map(label).joined(separator: ", ")
        return "  %\(index) = \(operation.name)(\(operands)): \(graph.shapeText(index)), \(bytes) bytes"
    }

    private func label(_ index: Int) -> String {
        switch graph.vertices[index].source {
        case .parameter(let number): "parameter \(number)"
        case .column(let number): ["features", "targets", "weights"][number]
        case .constant(let tensor): tensor.shape == [] ? "\(tensor)" : "constant \(tensor.shape)"
        case .operation: "%\(index)"
        }
    }
}
