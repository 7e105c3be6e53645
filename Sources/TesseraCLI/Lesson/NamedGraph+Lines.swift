extension NamedGraph {
    private var result: String { vertices.last?.name ?? "" }

    /// Returns the lines of the forward pass: inputs and results in order.
    var forwardLines: [String] {
        let given = vertices.filter { $0.formula == nil && $0.gradient != nil }
        let computed = vertices.compactMap { vertex in
            vertex.formula.map { "\(vertex.name) = \($0) = \(vertex.value.brief)" }
        }
        return [given.map { "\($0.name) = \($0.value.brief)" }.joined(separator: ", ")] + computed
    }

    /// Returns the local derivative of each operation with respect to each operand that is not a constant.
    var localLines: [String] {
        edges.map { vertex, operand in
            let middle = operand.formula.map { "\($0) = " } ?? ""
            return "∂\(vertex.name)/∂\(vertices[operand.vertex].name) = \(middle)\(operand.gradient.brief)"
        }
    }

    /// Returns the lines of the backward pass: the chain rule from the result to the variables.
    var backwardLines: [String] {
        edges.reversed().compactMap { vertex, operand in
            let name = vertices[operand.vertex].name
            guard let upstream = vertex.gradient, let gradient = vertices[operand.vertex].gradient else { return nil }
            let product = "∂\(result)/∂\(vertex.name) · ∂\(vertex.name)/∂\(name)"
            let factor = operand.gradient < 0 ? "(\(operand.gradient.brief))" : operand.gradient.brief
            let numbers = "\(upstream.brief) · \(factor)"
            let middle = vertex.name == result ? "" : "\(product) = \(numbers) = "
            return "∂\(result)/∂\(name) = \(middle)\(gradient.brief)"
        }
    }

    private var edges: [(vertex: Vertex, operand: Operand)] {
        vertices.flatMap { vertex in
            vertex.operands.filter { vertices[$0.vertex].gradient != nil }.map { (vertex, $0) }
        }
    }
}
