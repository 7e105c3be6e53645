/// A function of parameters and of the rows of a batch, written down as operations, with the gradient of its result
/// along each parameter. Operands stand before the operations that use them.
///
/// A function is traced at the very number of rows that it is to run on, on tensors that have a shape but no elements. So
/// whatever it makes of that number (a constant, an extent, a branch) is what it makes of it when it is called eagerly.
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
        /// The axis along which the value holds the rows, each as one or more neighbouring positions; nil where it holds
        /// none, or where nobody has asked yet.
        var rowAxis: Int?
        /// Whether the operation contracts the rows, so that results of parts of the batch add up.
        var sumsRows = false
    }

    let rowCount: Int
    let vertices: [Vertex]
    let loss: Int
    /// For each parameter; nil where the loss does not depend on it.
    let gradients: [Int?]

    init(rowCount: Int, vertices: [Vertex], loss: Int, gradients: [Int?]) {
        (self.rowCount, self.vertices, self.loss, self.gradients) = (rowCount, vertices, loss, gradients)
    }

    /// - Parameters:
    ///   - rowShapes: the shape of one row of each column of the batch.
    ///   - body: the function; gets a tensor of `[rowCount] + shape` for each column.
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
            guard value.count == 1 else { throw .lossNotSingle(value.shape.description) }
            guard let root = value.node, root.isTraced else { throw .lossIsConstant }
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

    /// The shape of a value where the batch has so many rows: a tile of the rows that the function was traced with.
    func shape(_ index: Int, rows: Int) -> Shape {
        shape(vertices[index].shape, along: vertices[index].rowAxis, rows: rows)
    }

    func shape(_ shape: Shape, along axis: Int?, rows: Int) -> Shape {
        axis.map { shape.resized($0, to: extent(of: shape, along: $0, rows: rows)) } ?? shape
    }

    /// The extent of an axis that holds rows where there are so many. A row that a reshape has merged with the axes after
    /// it takes several positions.
    func extent(of shape: Shape, along axis: Int, rows: Int) -> Int { shape[axis] / rowCount * rows }

    /// The operation at a vertex for so many rows.
    func operation(_ operation: any TensorOperation, _ shape: Shape, along axis: Int?, rows: Int) -> any TensorOperation
    {
        guard rows != rowCount, let axis else { return operation }
        return operation.resized(axis: axis, to: extent(of: shape, along: axis, rows: rows))
    }
}

extension Shape {
    /// The shape with another extent along an axis.
    func resized(_ axis: Int, to extent: Int) -> Shape {
        var shape = self
        shape[axis] = extent
        return shape
    }
}

/// Makes vertices of the recorded history of some tensors.
private struct TraceRecorder {
    var sources: [ObjectIdentifier: TracedGraph.Source] = [:]
    private(set) var vertices: [TracedGraph.Vertex] = []

    mutating func record(_ value: AnyTensor, _ gradients: [AnyTensor?]) -> (loss: Int, gradients: [Int?]) {
        let walk = ReverseWalk(from: ([value] + gradients.compactMap { $0 }).compactMap(\.node))
        var indices: [Int?] = []
        for node in walk.nodes {
            // What was computed before the function was traced is a constant of it, whatever its history.
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
