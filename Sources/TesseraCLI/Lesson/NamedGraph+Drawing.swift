import TesseraCharts

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
        let slope = showingGradient ? ["∂\(vertices.last?.name ?? "")/∂\(vertex.name) = \(gradient.drawn)"] : []
        return GraphDrawing.Node(
            id: vertex.name, title: vertex.formula.map { "\(vertex.name) = \($0)" } ?? vertex.name,
            lines: ["value \(vertex.value.drawn)"] + slope, kind: kind)
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
