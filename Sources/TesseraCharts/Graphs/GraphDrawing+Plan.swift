public import Tessera

extension GraphDrawing {
    /// Draws the operations of a plan's loss, from the columns of the rows and the parameters to the loss, with the shape
    /// of every value.
    ///
    /// ```swift
    /// let plan = try Plan(for: model, rows: RowShape(features: 4)) { model, batch in
    ///     meanSquaredError(predicted: model(batch.features), expected: batch.targets)
    /// }
    /// let picture = try GraphDrawing("The loss", of: plan).svg(.automatic)
    /// ```
    ///
    /// - Parameters:
    ///   - title: the title above the graph; none if it is empty.
    ///   - plan: the plan whose loss is recorded; nothing is computed.
    ///   - rows: the number of rows that the loss is recorded with, at least 1. Shapes show `rows` in its place unless
    ///     operations mix the rows.
    ///   - gradients: whether the operations of the gradients are drawn too.
    /// - Throws: `PlanError` if the loss does not have one element or is constant, or `rows` is below 1.
    public init<Model>(
        _ title: String = "", of plan: Plan<Model>, rows: Int = 1024, gradients: Bool = false
    ) throws(PlanError) {
        let vertices = try plan.vertices(rows: rows, gradients: gradients)
        self.init(
            title,
            nodes: vertices.enumerated().map { index, vertex in
                Node(id: "v\(index)", title: vertex.title, lines: vertex.lines, kind: vertex.drawnKind)
            },
            edges: vertices.enumerated().flatMap { index, vertex in
                vertex.operands.map { Edge(from: "v\($0)", to: "v\(index)") }
            })
        let counts = [(Kind.input, "input"), (.parameter, "parameter"), (.operation, "operation")].map { kind, noun in
            counted(nodes.count { $0.kind == kind || kind == .operation && $0.kind == .result }, noun)
        }
        description =
            "A computation as a graph: \(counts.joined(separator: ", ")), joined by \(counted(edges.count, "arrow")) from "
            + "operands to results."
    }

    /// Draws the recorded operations of a tensor, from its variables and constants to the result, with the shape of every
    /// value and the value itself where it is one number.
    ///
    /// ```swift
    /// let w = Tensor<Double>([2]).watched(as: "w")
    /// let picture = GraphDrawing("A square", of: Graph(of: (w * w).sum())).svg()
    /// ```
    ///
    /// - Parameters:
    ///   - title: the title above the graph; none if it is empty.
    ///   - graph: the recorded operations.
    ///   - gradients: whether each box shows the gradient of the result with respect to its value, if that is one number.
    public init(_ title: String = "", of graph: Graph, gradients: Bool = false) {
        self.init(
            title,
            nodes: graph.vertices.enumerated().map { index, vertex in
                let isResult = index == graph.vertices.count - 1
                return Node(
                    id: "v\(index)", title: vertex.drawnTitle,
                    lines: vertex.lines(gradient: gradients), kind: vertex.drawnKind(isResult: isResult))
            },
            edges: graph.vertices.enumerated().flatMap { index, vertex in
                vertex.operands.map { Edge(from: "v\($0)", to: "v\(index)") }
            })
        description =
            "A computation as a graph of \(counted(nodes.count, "value")), joined by \(counted(edges.count, "arrow")) from "
            + "operands to results."
    }
}

extension PlanVertex {
    fileprivate var title: String { isLoss ? "loss = \(name)" : name }

    fileprivate var lines: [String] {
        // The shape of a number says nothing.
        (shape == "[]" ? [] : [shape]) + gradientOf.map { "gradient of \($0)" }
    }

    fileprivate var drawnKind: GraphDrawing.Kind {
        if isLoss || !gradientOf.isEmpty { return .result }
        return switch kind {
        case .column, .constant: .input
        case .parameter: .parameter
        case .operation: .operation
        }
    }
}

extension Graph.Vertex {
    fileprivate var drawnTitle: String {
        kind == .constant ? value.number.map(DecimalNumber.valueText) ?? "constant" : name
    }

    fileprivate func lines(gradient isShown: Bool) -> [String] {
        var lines = value.shape.rank == 0 ? [] : ["\(value.shape)"]
        if kind != .constant, let number = value.number { lines.append("value \(DecimalNumber.valueText(number))") }
        if isShown, let number = gradient?.number { lines.append("gradient \(DecimalNumber.valueText(number))") }
        return lines
    }

    fileprivate func drawnKind(isResult: Bool) -> GraphDrawing.Kind {
        switch kind {
        case .constant: .input
        case .variable: .parameter
        case .operation: isResult ? .result : .operation
        }
    }
}

extension AnyTensor {
    /// The only element of a tensor of one real number; nil for any other, and for one that is not finite.
    fileprivate var number: Double? {
        guard shape.elementCount == 1 else { return nil }
        let value: Double? =
            switch self {
            case .float16(let tensor): Double(Tensor<Float>(tensor).item)
            case .bfloat16(let tensor): Double(Tensor<Float>(tensor).item)
            case .float(let tensor): Double(tensor.item)
            case .double(let tensor): tensor.item
            case .int32, .int64, .uint8, .bool: nil
            }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }
}
