/// A function of parameters and of the rows of a batch, written down as operations, with the gradient of its result
/// along each parameter. Operands stand before the operations that use them.
///
/// The number of rows is not known while a function is traced; `rowExtent` stands for it in every shape.
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
    }

    let rowExtent: Int
    private(set) var vertices: [Vertex] = []
    private(set) var loss = 0
    /// For each parameter; nil where the loss does not depend on it.
    private(set) var gradients: [Int?] = []

    /// - Parameters:
    ///   - rowShapes: the shape of one row of each column of the batch.
    ///   - body: the function; gets a tensor of `[rows] + shape` for each column.
    init<Model: Parameterized>(
        _ model: Model, rowShapes: [Shape], rowExtent: Int,
        _ body: (Model, [Tensor<Model.Scalar>]) -> Tensor<Model.Scalar>
    ) throws(PlanError) {
        self.rowExtent = rowExtent
        var sources: [ObjectIdentifier: Source] = [:]
        var parameters: [Node] = []
        let traced = model.mappingParameters { parameter in
            let variable = Tensor<Model.Scalar>(tracedVariable: "parameter \(parameters.count)", shape: parameter.shape)
            if let node = variable.node {
                sources[ObjectIdentifier(node)] = .parameter(parameters.count)
                parameters.append(node)
            }
            return variable
        }
        let columns = rowShapes.enumerated().map { place, shape in
            let whole = Shape([rowExtent] + shape.dimensions)
            let variable = Tensor<Model.Scalar>(tracedVariable: "column \(place)", shape: whole)
            if let node = variable.node { sources[ObjectIdentifier(node)] = .column(place) }
            return variable
        }
        let value = body(traced, columns)
        guard value.count == 1 else { throw PlanError.lossNotSingle(value.shape, rowExtent: rowExtent) }
        guard let root = value.node, root.isTraced else { throw PlanError.lossIsConstant }
        let slopes = Self.gradients(of: value, root, along: parameters)
        build(value.erased, slopes, sources)
        withExtendedLifetime((traced, columns)) {}
    }

    private static func gradients<Scalar: RealScalar>(
        of value: Tensor<Scalar>, _ root: Node, along parameters: [Node]
    ) -> [AnyTensor?] {
        let walk = ReverseWalk(from: root)
        let seed = Tensor<Scalar>(ones: value.shape).erased
        let all = walk.gradients(seed: seed, targets: parameters, recording: true)
        return parameters.map { node in walk.position(of: node.value.recorded(by: node)).flatMap { all[$0] } }
    }

    private mutating func build(_ value: AnyTensor, _ slopes: [AnyTensor?], _ sources: [ObjectIdentifier: Source]) {
        let walk = ReverseWalk(from: ([value] + slopes.compactMap { $0 }).compactMap(\.node))
        var places: [Int?] = []
        for node in walk.nodes {
            // What was computed before the function was traced is a constant of it, whatever its history.
            guard node.isTraced else {
                places.append(nil)
                continue
            }
            let operands = node.inputs.map { place(of: $0, walk, places) }
            places.append(vertices.count)
            vertices.append(
                Vertex(
                    source: sources[ObjectIdentifier(node)] ?? .operation(node.operation), operands: operands,
                    shape: node.value.shape, scalarType: node.value.scalarType))
        }
        loss = place(of: value, walk, places)
        gradients = slopes.map { slope in slope.map { place(of: $0, walk, places) } }
    }

    private mutating func place(of tensor: AnyTensor, _ walk: ReverseWalk, _ places: [Int?]) -> Int {
        if let position = walk.position(of: tensor), let place = places[position] { return place }
        vertices.append(
            Vertex(
                source: .constant(tensor.recorded(by: nil)), operands: [], shape: tensor.shape,
                scalarType: tensor.scalarType))
        return vertices.count - 1
    }
}

extension TracedGraph {
    /// The extent with the rows' number in place of what stands for it.
    func extent(_ extent: Int, rows: Int) -> Int {
        extent > 0 && extent % rowExtent == 0 ? extent / rowExtent * rows : extent
    }

    func shape(_ shape: Shape, rows: Int) -> Shape {
        Shape(shape.map { extent($0, rows: rows) })
    }

    /// Whether the same function traced for another number of rows differs in nothing but that number.
    func agrees(with other: TracedGraph) -> Bool {
        guard vertices.count == other.vertices.count, loss == other.loss, gradients == other.gradients else {
            return false
        }
        return zip(vertices, other.vertices).allSatisfy { a, b in
            a.operands == b.operands && shape(a.shape, rows: other.rowExtent) == b.shape
                && agree(a.source, b.source)
        }
    }

    private func agree(_ a: Source, _ b: Source) -> Bool {
        switch (a, b) {
        case (.parameter(let i), .parameter(let j)), (.column(let i), .column(let j)): i == j
        case (.operation(let a), .operation(let b)): a.name == b.name
        case (.constant(let a), .constant(let b)): a.hasElements(of: b)
        default: false
        }
    }
}

extension AnyTensor {
    /// Whether two constants are the same; where they repeat an element for every row, the elements are compared.
    fileprivate func hasElements(of other: AnyTensor) -> Bool {
        switch (self, other) {
        case (.float(let a), .float(let b)): a.hasElements(of: b)
        case (.double(let a), .double(let b)): a.hasElements(of: b)
        case (.int32(let a), .int32(let b)): a.hasElements(of: b)
        case (.bool(let a), .bool(let b)): a.hasElements(of: b)
        default: false
        }
    }
}

extension Tensor {
    fileprivate func hasElements(of other: Tensor) -> Bool {
        if storage === other.storage { return true }
        guard storage.count == other.storage.count else { return false }
        return (0..<storage.count).allSatisfy { index in
            let (a, b) = (storage.base[index], other.storage.base[index])
            return a == b || (a != a && b != b)
        }
    }
}
