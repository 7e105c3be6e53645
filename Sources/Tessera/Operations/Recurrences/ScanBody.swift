import Synchronization

/// One step of a recurrence, traced: a graph that computes from the state before the step, an element of each sequence
/// and captured tensors the state after it, outputs of the step, and terms of sums over all steps.
///
/// It is traced on tensors without elements, as the loss of a plan is, and compiled once for each backend.
final class ScanBody: Sendable {
    enum Source {
        case state(Int)
        case sequence(Int)
        case captured(Int)
        case constant(AnyTensor)
        case operation(any TensorOperation)
    }

    struct Vertex {
        let source: Source
        let operands: [Int]
        let shape: Shape
        let scalarType: ScalarType
    }

    /// In topological order: operands precede their users.
    let vertices: [Vertex]
    /// The vertices of the state after the step, of the outputs of the step, and of the terms of the sums.
    let results: Parts<Int>
    /// The shapes of the state, which are those of its tensors before and after the step.
    let state: ScanLayout
    let outputs: ScanLayout
    let sums: ScanLayout
    let sequences: [Shape]
    let captured: [Shape]
    private let programs = Mutex<[String: ScanProgram]>([:])

    /// The three kinds of results of a step.
    struct Parts<Element: Sendable>: Sendable {
        var state: [Element]
        var outputs: [Element] = []
        var sums: [Element] = []
    }

    fileprivate init(_ vertices: [Vertex], _ results: Parts<Int>, sequences: [Shape], captured: [Shape]) {
        self.vertices = vertices
        self.results = results
        self.sequences = sequences
        self.captured = captured
        state = ScanLayout(results.state.map { vertices[$0].shape })
        outputs = ScanLayout(results.outputs.map { vertices[$0].shape })
        sums = ScanLayout(results.sums.map { vertices[$0].shape })
    }

    /// Returns the body compiled for a backend.
    func program(_ kernels: any Kernels, _ scalarType: ScalarType) -> ScanProgram {
        if let known = programs.withLock({ $0[kernels.name] }) { return known }
        let program = ScanProgram(self, kernels, scalarType)
        programs.withLock { $0[kernels.name] = program }
        return program
    }
}

/// The layout of several tensors one after another. Each has room for a multiple of four elements, because the native
/// interpreter stores the result of a short step as a vector of four.
struct ScanLayout: Sendable {
    let shapes: [Shape]
    let offsets: [Int]
    /// The number of elements of all tensors, the room behind each included.
    let width: Int

    init(_ shapes: [Shape]) {
        var (offsets, width): ([Int], Int) = ([], 0)
        for shape in shapes {
            offsets.append(width)
            width += (shape.elementCount + 3) & ~3
        }
        (self.shapes, self.offsets, self.width) = (shapes, offsets, width)
    }
}

/// The tracing of the body of a recurrence.
struct ScanTrace<Scalar: RealScalar> {
    typealias Tensors = ScanBody.Parts<Tensor<Scalar>>

    let body: ScanBody
    /// Recorded tensors from outside that the body refers to: the last of its captured tensors.
    let found: [Tensor<Scalar>]

    /// The variables that stand for what a step reads.
    struct Variables {
        let state: [Tensor<Scalar>]
        let sequences: [Tensor<Scalar>]
        let captured: [Tensor<Scalar>]

        init(state: [Shape], sequences: [Shape], captured: [Shape]) {
            func variables(_ shapes: [Shape]) -> [Tensor<Scalar>] {
                shapes.map { Tensor(tracedVariable: "scan", shape: $0) }
            }
            self.state = variables(state)
            self.sequences = variables(sequences)
            self.captured = variables(captured)
        }
    }

    init(
        state: [Shape], sequences: [Shape], captured: [Shape] = [], _ compute: (Variables) -> Tensors
    ) {
        let variables = Variables(state: state, sequences: sequences, captured: captured)
        let results = Tracing.run { compute(variables) }
        var recorder = ScanRecorder<Scalar>()
        for (index, tensor) in variables.state.enumerated() { recorder.add(tensor, .state(index)) }
        for (index, tensor) in variables.sequences.enumerated() { recorder.add(tensor, .sequence(index)) }
        for (index, tensor) in variables.captured.enumerated() { recorder.add(tensor, .captured(index)) }
        recorder.capturedCount = captured.count
        let indices = ScanBody.Parts(
            state: results.state.map { recorder.record($0.erased) },
            outputs: results.outputs.map { recorder.record($0.erased) },
            sums: results.sums.map { recorder.record($0.erased) })
        withExtendedLifetime((variables.state, variables.sequences, variables.captured)) {}
        found = recorder.found
        body = ScanBody(
            recorder.vertices, indices, sequences: sequences, captured: captured + recorder.found.map(\.shape))
    }
}

/// Converts the tape of a body to vertices. What does not depend on the variables of the body is not part of it: a
/// recorded tensor becomes a captured one, so that it gets a gradient, and any other a constant.
private struct ScanRecorder<Scalar: RealScalar> {
    private(set) var vertices: [ScanBody.Vertex] = []
    private(set) var found: [Tensor<Scalar>] = []
    var capturedCount = 0
    /// The vertex of each node seen so far; nil if the node does not depend on the variables.
    private var indices: [ObjectIdentifier: Int?] = [:]
    private var foundIndices: [ObjectIdentifier: Int] = [:]

    mutating func add(_ variable: Tensor<Scalar>, _ source: ScanBody.Source) {
        if let node = variable.node { indices[ObjectIdentifier(node)] = .some(vertices.count) }
        append(source, [], variable.erased)
    }

    private mutating func append(_ source: ScanBody.Source, _ operands: [Int], _ value: AnyTensor) {
        vertices.append(
            ScanBody.Vertex(source: source, operands: operands, shape: value.shape, scalarType: value.scalarType))
    }

    /// Records what a result was computed from and returns its vertex.
    mutating func record(_ result: AnyTensor) -> Int {
        if let node = result.node { visit(node) }
        return index(of: result)
    }

    /// Depth-first search in post-order with an explicit stack, as in `ReverseWalk`. A node with elements cannot depend
    /// on variables without elements: what it was computed from is not looked at.
    private mutating func visit(_ root: Node) {
        var stack: [(node: Node, next: Int)] = [(root, 0)]
        while let (node, next) = stack.last {
            if indices[ObjectIdentifier(node)] != nil {
                stack.removeLast()
            } else if node.isTraced, next < node.inputs.count {
                stack[stack.count - 1].next += 1
                if let operand = node.inputs[next].node { stack.append((operand, 0)) }
            } else {
                let isInside = node.inputs.contains { input in
                    input.node.flatMap { indices[ObjectIdentifier($0)] ?? nil } != nil
                }
                if isInside {
                    let operands = node.inputs.map { index(of: $0) }
                    indices[ObjectIdentifier(node)] = .some(vertices.count)
                    append(.operation(node.operation), operands, node.value)
                } else {
                    indices.updateValue(nil, forKey: ObjectIdentifier(node))
                }
                stack.removeLast()
            }
        }
    }

    private mutating func index(of tensor: AnyTensor) -> Int {
        guard let node = tensor.node else {
            append(.constant(tensor), [], tensor)
            return vertices.count - 1
        }
        if let index = indices[ObjectIdentifier(node)] ?? nil { return index }
        if let index = foundIndices[ObjectIdentifier(node)] { return index }
        guard let typed: Tensor<Scalar> = tensor.typed() else {
            fatalError(
                "scan: the body uses a recorded tensor of \(tensor.scalarType.rawValue); convert it to "
                    + "\(Scalar.scalarType.rawValue) before the scan")
        }
        append(.captured(capturedCount + found.count), [], tensor)
        foundIndices[ObjectIdentifier(node)] = vertices.count - 1
        found.append(typed)
        return vertices.count - 1
    }
}

extension ScanBody {
    /// Applies the operations of the body to other tensors.
    func replay<Scalar: RealScalar>(
        state: [Tensor<Scalar>], sequences: [Tensor<Scalar>], captured: [Tensor<Scalar>]
    ) -> Parts<Tensor<Scalar>> {
        var values: [AnyTensor] = []
        for vertex in vertices {
            switch vertex.source {
            case .state(let index): values.append(state[index].erased)
            case .sequence(let index): values.append(sequences[index].erased)
            case .captured(let index): values.append(captured[index].erased)
            case .constant(let tensor): values.append(tensor)
            case .operation(let operation): values.append(operation.applied(to: vertex.operands.map { values[$0] }))
            }
        }
        func typed(_ index: Int) -> Tensor<Scalar> {
            values[index].typed() ?? { fatalError("scan: a result of another element type") }()
        }
        return Parts(
            state: results.state.map(typed), outputs: results.outputs.map(typed), sums: results.sums.map(typed))
    }
}
