/// A vertex of the graph that a plan records, for drawing and printing.
package struct PlanVertex: Sendable {
    /// What the value is.
    package enum Kind: Sendable, Equatable {
        /// A column of the rows: features, targets, weights.
        case column
        /// A parameter of the model.
        case parameter
        /// A constant of the loss.
        case constant
        /// The result of an operation.
        case operation
    }

    /// What the value is.
    package let kind: Kind
    /// The name of the column, the parameter or the operation; of a constant its value if it is one number that does not
    /// depend on the number of rows.
    package let name: String
    /// The extents in brackets, where `rows` stands for the number of rows.
    package let shape: String
    /// The element type.
    package let scalarType: ScalarType
    /// The indices of the operands among the vertices.
    package let operands: [Int]
    /// Whether the value is the loss.
    package let isLoss: Bool
    /// The names of the parameters whose gradient the value is.
    package let gradientOf: [String]
}

extension Plan {
    /// Records the loss and returns its operations, operands before their users.
    ///
    /// - Parameters:
    ///   - rows: the number of rows that the loss is recorded with; it shows in no shape unless operations mix the rows.
    ///   - gradients: whether the operations of the gradients follow those of the loss.
    /// - Throws: `PlanError` if there are no rows, or the loss does not have one element or is constant.
    package func vertices(rows: Int, gradients: Bool) throws(PlanError) -> [PlanVertex] {
        if rows < 1 { throw PlanError(.noRows) }
        let traced = try traced(rows: rows)
        let axes = RowAxes(traced)
        let graph = axes.singleTileReason == nil ? axes.assigned() : traced
        var names: [String] = []
        var model = model
        model.forEachParameter { name, _ in names.append(name) }
        let isOfRows = constantsOfRows(in: graph)
        let kept = graph.ancestors(of: [graph.loss] + (gradients ? graph.gradients.compactMap { $0 } : []))
        var positions: [Int: Int] = [:]
        for (position, index) in kept.enumerated() { positions[index] = position }
        return kept.map { index in
            let vertex = graph.vertices[index]
            let (kind, name) = vertex.kindAndName(parameters: names, isOfRows: isOfRows.contains(index))
            let own = gradients ? names.indices.filter { graph.gradients[$0] == index }.map { names[$0] } : []
            return PlanVertex(
                kind: kind, name: name, shape: graph.shapeText(index), scalarType: vertex.scalarType,
                operands: vertex.operands.compactMap { positions[$0] }, isLoss: index == graph.loss, gradientOf: own)
        }
    }

    /// Returns the constants that depend on the number of rows, found by recording the loss with another one.
    private func constantsOfRows(in graph: TracedGraph) -> Set<Int> {
        guard let other = try? traced(rows: graph.rowCount + 1), other.vertices.count == graph.vertices.count else {
            return []
        }
        let found = graph.vertices.indices.filter { index in
            guard case .constant(let value) = graph.vertices[index].source,
                case .constant(let otherValue) = other.vertices[index].source
            else { return false }
            return value.shape.elementCount == 1 && "\(value)" != "\(otherValue)"
        }
        return Set(found)
    }
}

extension TracedGraph {
    /// Returns the vertices that the given ones are computed from, and these, in order.
    fileprivate func ancestors(of results: [Int]) -> [Int] {
        var isNeeded = [Bool](repeating: false, count: vertices.count)
        for index in results { isNeeded[index] = true }
        for index in vertices.indices.reversed() where isNeeded[index] {
            for operand in vertices[index].operands { isNeeded[operand] = true }
        }
        return vertices.indices.filter { isNeeded[$0] }
    }

    /// Returns the extents of a vertex in brackets, with `rows` along its batch axis.
    func shapeText(_ index: Int) -> String {
        let vertex = vertices[index]
        let extents = vertex.shape.enumerated().map { axis, extent in
            if axis != vertex.rowAxis { return "\(extent)" }
            return extent == rowCount ? "rows" : "\(extent / rowCount)·rows"
        }
        return "[\(extents.joined(separator: ", "))]"
    }
}

extension TracedGraph.Vertex {
    fileprivate func kindAndName(parameters: [String], isOfRows: Bool) -> (PlanVertex.Kind, String) {
        switch source {
        case .parameter(let number): (.parameter, parameters[number])
        case .column(let number): (.column, ["features", "targets", "weights"][number])
        case .constant where isOfRows: (.constant, "from the row count")
        case .constant(let tensor) where tensor.shape.elementCount == 1:
            // The text of a tensor of one element without its brackets, and of a whole number without its point.
            (.constant, "\(tensor)".trimmingBrackets)
        case .constant: (.constant, "constant")
        case .operation(let operation): (.operation, operation.name)
        }
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        let number = drop { $0 == "[" }.prefix { $0 != "]" }
        return String(number.last == "." ? number.dropLast() : number)
    }
}
