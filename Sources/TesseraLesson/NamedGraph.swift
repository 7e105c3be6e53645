import Tessera
import TesseraCharts

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

extension NamedGraph {
    /// The graph with the value of every vertex and, if wanted, all gradients: local ones on the arrows, those of the
    /// result in the boxes.
    func drawing(_ title: String, weights: Set<String> = [], showingGradients: Bool) -> GraphDrawing {
        GraphDrawing(
            title,
            nodes: vertices.map { node($0, isWeight: weights.contains($0.name), showingGradient: showingGradients) },
            edges: vertices.flatMap { vertex in
                vertex.operands.map { edge(along: $0, to: vertex, showingGradient: showingGradients) }
            })
    }

    private func node(_ vertex: Vertex, isWeight: Bool, showingGradient: Bool) -> GraphDrawing.Node {
        let isResult = vertex.name == vertices.last?.name
        let kind: GraphDrawing.Kind =
            vertex.formula == nil ? (isWeight ? .parameter : .input) : (isResult ? .result : .operation)
        guard let gradient = vertex.gradient else {
            return GraphDrawing.Node(id: vertex.name, title: vertex.name, kind: kind)
        }
        let gradientLine = showingGradient ? ["∂\(vertices.last?.name ?? "")/∂\(vertex.name) = \(gradient.drawn)"] : []
        return GraphDrawing.Node(
            id: vertex.name, title: vertex.formula.map { "\(vertex.name) = \($0)" } ?? vertex.name,
            lines: ["value \(vertex.value.drawn)"] + gradientLine, kind: kind)
    }

    private func edge(along operand: Operand, to vertex: Vertex, showingGradient: Bool) -> GraphDrawing.Edge {
        let source = vertices[operand.vertex]
        let formula = operand.formula.map { "\($0) = " } ?? ""
        let isLabelled = showingGradient && source.gradient != nil
        return GraphDrawing.Edge(
            from: source.name, to: vertex.name,
            label: isLabelled ? "∂\(vertex.name)/∂\(source.name) = \(formula)\(operand.gradient.drawn)" : nil)
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
