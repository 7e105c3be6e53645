import Tessera

/// A recorded computation with a name for every vertex, so that its formulas can be written down.
struct NamedGraph {
    struct Vertex {
        let name: String
        /// The operation; nil for variables and constants.
        let formula: String?
        let value: Double
        /// The gradient of the result with respect to this vertex; nil for constants.
        let gradient: Double?
        let operands: [Operand]
    }

    /// An edge of the graph, with the local gradient along it.
    struct Operand {
        let vertex: Int
        /// The formula of the local gradient; nil where it is a plain number.
        let formula: String?
        let gradient: Double
    }

    let vertices: [Vertex]

    /// - Parameter results: the names of the operations' results in the order they were computed.
    init(_ graph: Graph, results: [String]) {
        var pending = results[...]
        var vertices: [Vertex] = []
        for vertex in graph.vertices {
            let name =
                switch vertex.kind {
                case .variable: vertex.name
                case .constant: vertex.value.number.drawn
                case .operation: pending.popFirst() ?? vertex.name
                }
            vertices.append(Vertex(vertex, name: name, operandNames: vertex.operands.map { vertices[$0].name }))
        }
        self.vertices = vertices
    }
}

extension NamedGraph.Vertex {
    fileprivate init(_ vertex: Graph.Vertex, name: String, operandNames: [String]) {
        self.name = name
        formula = vertex.kind == .operation ? Notation.formula(vertex.name, operandNames) : nil
        value = vertex.value.number
        gradient = vertex.gradient?.number
        operands = zip(vertex.operands, vertex.localGradients).enumerated().compactMap { index, edge in
            guard let local = edge.1 else { return nil }
            return NamedGraph.Operand(
                vertex: edge.0, formula: Notation.derivative(vertex.name, operandNames, along: index),
                gradient: local.number)
        }
    }
}

extension AnyTensor {
    /// Returns the only element of a tensor of doubles; all tensors of the lesson are of doubles.
    fileprivate var number: Double { typed(as: Double.self)?.item ?? .nan }
}

/// The notation of operations and their derivatives.
private enum Notation {
    static func formula(_ operation: String, _ operands: [String]) -> String {
        switch operation {
        case "multiply": operands.joined(separator: "·")
        case "subtract": operands.joined(separator: " − ")
        case "square": "\(operands[0])²"
        default: "\(operation)(\(operands.joined(separator: ", ")))"
        }
    }

    /// Returns the formula of a derivative; nil where it is a plain number.
    static func derivative(_ operation: String, _ operands: [String], along index: Int) -> String? {
        switch operation {
        case "multiply": Double(operands[1 - index]) == nil ? operands[1 - index] : nil
        case "square": "2\(operands[0])"
        default: nil
        }
    }
}
