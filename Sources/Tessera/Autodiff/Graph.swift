/// The recorded operations that a tensor was computed by, for traversing, printing and drawing.
///
/// The vertices are in topological order, operands before the operations that use them; the last vertex is the result
/// itself. Constants are vertices too.
public struct Graph: Sendable {
    /// A constant, a variable or the result of an operation.
    public struct Vertex: Sendable {
        /// The kinds of vertices.
        public enum Kind: Sendable {
            /// A tensor that was not recorded.
            case constant
            /// A watched tensor.
            case variable
            /// The result of an operation.
            case operation
        }

        /// The kind of the vertex.
        public let kind: Kind
        /// The operation's name, a variable's own name, or `constant`.
        public let name: String
        /// The shape of the value.
        package let shape: Shape
        /// The value that was computed.
        public let value: AnyTensor
        /// The indices in `vertices` of the operands.
        public let operands: [Int]
        /// For each operand, the local gradient: the vjp of this operation alone with an upstream gradient of ones. Nil
        /// if the operand gets no gradient.
        package let localGradients: [AnyTensor?]
        /// The gradient of the graph's result with respect to this vertex; nil if it gets none.
        public let gradient: AnyTensor?
    }

    /// All vertices in topological order.
    public let vertices: [Vertex]

    /// Creates the graph of a tensor of one element that was computed from variables. A tensor that is not recorded
    /// gives a graph of one constant.
    public init<Scalar: RealScalar>(of result: Tensor<Scalar>) {
        guard let root = result.node else {
            vertices = [.constant(result.erased)]
            return
        }
        let walk = ReverseWalk(from: root)
        let seed = Tensor<Scalar>(ones: result.shape).erased
        let gradients = walk.gradients(seed: seed, targets: walk.nodes, recording: false)
        var vertices: [Vertex] = []
        var vertexIndices: [Int] = []
        for (node, gradient) in zip(walk.nodes, gradients) {
            let operands = node.inputs.map { operand in
                if let position = walk.position(of: operand) { return vertexIndices[position] }
                vertices.append(.constant(operand))
                return vertices.count - 1
            }
            vertexIndices.append(vertices.count)
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
            kind: node.operation is any VariableMarker ? .variable : .operation, name: node.operation.name,
            shape: node.value.shape,
            value: node.value, operands: operands, localGradients: Self.localGradients(node), gradient: gradient)
    }

    private static func localGradients(_ node: Node) -> [AnyTensor?] {
        let upstream: AnyTensor
        switch node.value {
        case .float(let value): upstream = .float(Tensor(ones: value.shape))
        case .double(let value): upstream = .double(Tensor(ones: value.shape))
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool: return node.inputs.map { _ in nil }
        }
        return node.inputs.enumerated().map { input, operand in
            vjp(node.operation, upstream, node, at: input, recording: false)?.summed(to: operand.shape)
        }
    }
}
