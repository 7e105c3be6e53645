/// The recorded operations that a tensor was computed by, for walking, printing and drawing.
///
/// Operands stand before the operations that use them; the last vertex is the result itself. Constants are vertices
/// too.
public struct Graph: Sendable {
    public struct Vertex: Sendable {
        public enum Kind: Sendable { case constant, variable, operation }

        public let kind: Kind
        /// The operation's name, a variable's own name, or `constant`.
        public let name: String
        public let shape: Shape
        public let value: AnyTensor
        /// The vertices of the operands, by position in `vertices`.
        public let operands: [Int]
        /// For each operand the gradient of this vertex alone along it (an upstream gradient of ones); nil where none
        /// flows.
        public let localGradients: [AnyTensor?]
        /// The gradient of the result along this vertex; nil where none flows.
        public let gradient: AnyTensor?
    }

    public let vertices: [Vertex]

    /// The graph of a tensor of one element that was computed from watched tensors; a tensor without history is a
    /// graph of one constant.
    public init<Scalar: RealScalar>(of result: Tensor<Scalar>) {
        guard let root = result.node else {
            vertices = [.constant(result.erased)]
            return
        }
        let walk = ReverseWalk(from: root)
        let seed = Tensor<Scalar>(ones: result.shape).erased
        let gradients = walk.gradients(seed: seed, targets: walk.nodes, recording: false)
        var vertices: [Vertex] = []
        var places: [Int] = []
        for (node, gradient) in zip(walk.nodes, gradients) {
            let operands = node.inputs.map { operand in
                if let position = walk.position(of: operand) { return places[position] }
                vertices.append(.constant(operand))
                return vertices.count - 1
            }
            places.append(vertices.count)
            vertices.append(Vertex(node, operands: operands, gradient: gradient))
        }
        self.vertices = vertices
    }
}

extension Graph.Vertex {
    fileprivate static func constant(_ value: AnyTensor) -> Graph.Vertex {
        Graph.Vertex(
            kind: .constant, name: "constant", shape: value.shape, value: value.recorded(by: nil), operands: [],
            localGradients: [], gradient: nil)
    }

    fileprivate init(_ node: Node, operands: [Int], gradient: AnyTensor?) {
        self.init(
            kind: node.operation is any Variable ? .variable : .operation, name: node.operation.name,
            shape: node.value.shape,
            value: node.value, operands: operands, localGradients: Self.localGradients(node), gradient: gradient)
    }

    private static func localGradients(_ node: Node) -> [AnyTensor?] {
        let upstream: AnyTensor
        switch node.value {
        case .float(let value): upstream = .float(Tensor(ones: value.shape))
        case .double(let value): upstream = .double(Tensor(ones: value.shape))
        case .int32, .bool: return node.inputs.map { _ in nil }
        }
        return node.inputs.enumerated().map { place, operand in
            pull(node.operation, upstream, node, at: place, recording: false)?.summed(to: operand.shape)
        }
    }
}
