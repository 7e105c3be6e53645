/// A function of parameters and of the rows of a batch, recorded as a graph of operations, together with the gradient
/// of its result with respect to each parameter. The vertices are in topological order: operands precede their users.
///
/// A function is traced with exactly the number of rows that it will run on, on tensors that have a shape but no
/// elements. Whatever it derives from that number (a constant, an extent, a branch) is therefore the same as in an
/// eager call.
struct TracedGraph {
    enum Source {
        case parameter(Int)
        case column(Int)
        case constant(AnyTensor)
        case operation(any TensorOperation)
    }

    struct Vertex {
        let source: Source
        let operands: [Int]
        let shape: Shape
        let scalarType: ScalarType
        /// The batch axis of the value, along which each row takes one or more consecutive positions; nil if the value
        /// holds no rows, or before `RowAxes` has determined the axes.
        var rowAxis: Int?
        /// Whether the operation contracts the rows, so that the results of parts of the batch add up to the whole.
        var sumsRows = false
    }

    let rowCount: Int
    let vertices: [Vertex]
    let loss: Int
    /// The vertex of the gradient of each parameter; nil if the loss does not depend on it.
    let gradients: [Int?]

    init(rowCount: Int, vertices: [Vertex], loss: Int, gradients: [Int?]) {
        (self.rowCount, self.vertices, self.loss, self.gradients) = (rowCount, vertices, loss, gradients)
    }

    /// Traces `body` and the reverse-mode gradient of its result.
    ///
    /// - Parameters:
    ///   - rowShapes: The shape of one row of each column of the batch.
    ///   - body: The function to trace; it receives a tensor of shape `[rowCount] + rowShape` for each column.
    /// - Throws: `PlanError` if the loss does not have one element or is constant.
    init<Model: Parameterized>(
        _ model: Model, rowShapes: [Shape], rowCount: Int,
        _ body: (Model, [Tensor<Model.Scalar>]) -> Tensor<Model.Scalar>
    ) throws(PlanError) {
        var recorder = TraceRecorder()
        var parameters: [Node] = []
        let traced = model.mappingParameters { parameter in
            let variable = Tensor<Model.Scalar>(tracedVariable: "parameter \(parameters.count)", shape: parameter.shape)
            if let node = variable.node {
                recorder.sources[ObjectIdentifier(node)] = .parameter(parameters.count)
                parameters.append(node)
            }
            return variable
        }
        let columns = rowShapes.enumerated().map { number, shape in
            let whole = Shape([rowCount] + shape.dimensions)
            let variable = Tensor<Model.Scalar>(tracedVariable: "column \(number)", shape: whole)
            if let node = variable.node { recorder.sources[ObjectIdentifier(node)] = .column(number) }
            return variable
        }
        let (value, gradients) = try Tracing.run { () throws(PlanError) in
            let value = body(traced, columns)
            guard value.count == 1 else { throw PlanError(.lossNotSingle(value.shape.description)) }
            guard let root = value.node, root.isTraced else { throw PlanError(.lossIsConstant) }
            return (value, Self.gradients(of: value, root, along: parameters))
        }
        let (loss, outputs) = recorder.record(value.erased, gradients)
        withExtendedLifetime((traced, columns)) {}
        self.init(rowCount: rowCount, vertices: recorder.vertices, loss: loss, gradients: outputs)
    }

    private static func gradients<Scalar: RealScalar>(
        of value: Tensor<Scalar>, _ root: Node, along parameters: [Node]
    ) -> [AnyTensor?] {
        let walk = ReverseWalk(from: root)
        let seed = Tensor<Scalar>(ones: value.shape).erased
        let all = walk.gradients(seed: seed, targets: parameters, recording: true)
        return parameters.map { node in walk.position(of: node.value.recorded(by: node)).flatMap { all[$0] } }
    }

    /// Returns the shape of a vertex for `rows` rows: those of a tile instead of the traced batch.
    func shape(_ index: Int, rows: Int) -> Shape {
        shape(vertices[index].shape, along: vertices[index].rowAxis, rows: rows)
    }

    func shape(_ shape: Shape, along axis: Int?, rows: Int) -> Shape {
        axis.map { shape.resized($0, to: extent(of: shape, along: $0, rows: rows)) } ?? shape
    }

    /// Returns the extent of a batch axis for `rows` rows. A row takes several positions if a reshape has merged the
    /// batch axis with the axes after it.
    func extent(of shape: Shape, along axis: Int, rows: Int) -> Int { shape[axis] / rowCount * rows }

    /// Returns the operation of a vertex, resized to `rows` rows.
    func operation(_ operation: any TensorOperation, _ shape: Shape, along axis: Int?, rows: Int) -> any TensorOperation
    {
        guard rows != rowCount, let axis else { return operation }
        return operation.resized(axis: axis, to: extent(of: shape, along: axis, rows: rows))
    }
}

extension Shape {
    /// Returns the shape with another extent along an axis.
    func resized(_ axis: Int, to extent: Int) -> Shape {
        var shape = self
        shape[axis] = extent
        return shape
    }
}

/// Converts the recorded tape of some tensors to vertices.
private struct TraceRecorder {
    var sources: [ObjectIdentifier: TracedGraph.Source] = [:]
    private(set) var vertices: [TracedGraph.Vertex] = []

    mutating func record(_ value: AnyTensor, _ gradients: [AnyTensor?]) -> (loss: Int, gradients: [Int?]) {
        let walk = ReverseWalk(from: ([value] + gradients.compactMap { $0 }).compactMap(\.node))
        var indices: [Int?] = []
        for node in walk.nodes {
            // A value computed before the function was traced is a constant of it, whatever its own tape.
            guard node.isTraced else {
                indices.append(nil)
                continue
            }
            let operands = node.inputs.map { index(of: $0, walk, indices) }
            indices.append(vertices.count)
            vertices.append(
                TracedGraph.Vertex(
                    source: sources[ObjectIdentifier(node)] ?? .operation(node.operation), operands: operands,
                    shape: node.value.shape, scalarType: node.value.scalarType))
        }
        return (
            index(of: value, walk, indices),
            gradients.map { gradient in gradient.map { index(of: $0, walk, indices) } }
        )
    }

    private mutating func index(of tensor: AnyTensor, _ walk: ReverseWalk, _ indices: [Int?]) -> Int {
        if let position = walk.position(of: tensor), let index = indices[position] { return index }
        vertices.append(
            TracedGraph.Vertex(
                source: .constant(tensor.recorded(by: nil)), operands: [], shape: tensor.shape,
                scalarType: tensor.scalarType))
        return vertices.count - 1
    }
}
