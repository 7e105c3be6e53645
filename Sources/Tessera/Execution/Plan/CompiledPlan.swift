/// A plan for parameters and rows of known shapes and, where all rows have to be one tile, for a known number of rows.
struct CompiledPlan: Sendable {
    let compiler: PlanCompiler
    let rowShape: RowShape
    let stepCodes: [PreparedCode]

    var layout: PlanLayout { compiler.layout }
    var kernels: any Kernels { compiler.kernels }
    var passes: Int { compiler.schedule.passes }
    var obstacle: String? { compiler.schedule.obstacle }
    var scalarBytes: Int { compiler.graph.vertices[compiler.graph.loss].scalarType.byteCount }

    init(_ graph: TracedGraph, _ schedule: Schedule, parameterShapes: [Shape], rowShape: RowShape, kernels: any Kernels)
    {
        compiler = PlanCompiler(
            graph, schedule, parameterShapes: parameterShapes, columns: rowShape.columns.count, kernels: kernels)
        self.rowShape = rowShape
        stepCodes = compiler.stepCodes.map(compiler.prepared)
    }

    func tiling(rows: Int) -> Tiling {
        if obstacle != nil { return Tiling(single: rows) }
        let sample = 64
        let scratch = compiler.tileCodes(rows: sample).scratchBytes
        let rowBytes = rowShape.width * scalarBytes + scratch / sample
        let sumBytes = layout.sums.joined().reduce(0) { $0 + $1.count * scalarBytes }
        return Tiling(rows: rows, rowBytes: rowBytes, rowWork: compiler.rowWork, sumBytes: sumBytes)
    }

    /// The constants and what follows from them and from the number of rows, in the order of their slots.
    func constants(rows: Int) -> [AnyTensor] {
        let graph = compiler.graph
        var values: [Int: AnyTensor] = [:]
        return layout.constants.map { index in
            let vertex = graph.vertices[index]
            let value: AnyTensor
            switch vertex.source {
            case .constant(let tensor): value = tensor
            case .operation(let operation):
                value = evaluate(operation, vertex.operands.compactMap { values[$0] }, vertex, rows)
            case .parameter, .column: fatalError("a parameter or a column is no constant")
            }
            values[index] = value
            return value.rowMajorConstant(isOperation: vertex.operands.isEmpty == false)
        }
    }

    private func evaluate(
        _ operation: any TensorOperation, _ operands: [AnyTensor], _ vertex: TracedGraph.Vertex, _ rows: Int
    ) -> AnyTensor {
        if let function = operation as? any ShapeFunction {
            let shapes = vertex.operands.map { compiler.graph.shape(compiler.graph.vertices[$0].shape, rows: rows) }
            let value = function.value(of: shapes)
            return vertex.scalarType == .float ? .float(Tensor(Float(value))) : .double(Tensor(value))
        }
        func applied<Op: TensorOperation>(_ operation: Op) -> AnyTensor { apply(operation, to: operands).erased }
        let resized = operation.replacingExtents { compiler.graph.extent($0, rows: rows) }
        return Backend(kernels).run { applied(resized) }
    }
}

extension AnyTensor {
    /// What was computed is kept as the plan's layout says: in row-major order from the start of its memory. What was
    /// given keeps its own layout.
    fileprivate func rowMajorConstant(isOperation: Bool) -> AnyTensor {
        guard isOperation else { return self }
        switch self {
        case .float(let tensor): return .float(tensor.offset == 0 ? tensor.contiguous() : tensor.copied())
        case .double(let tensor): return .double(tensor.offset == 0 ? tensor.contiguous() : tensor.copied())
        case .int32(let tensor): return .int32(tensor.offset == 0 ? tensor.contiguous() : tensor.copied())
        case .bool(let tensor): return .bool(tensor.offset == 0 ? tensor.contiguous() : tensor.copied())
        }
    }
}

extension PlanCompiler {
    /// Multiplications and additions for each row, counted from shapes.
    var rowWork: Int {
        let sample = 64
        var work = 0
        for (index, vertex) in graph.vertices.enumerated() {
            guard case .operation(let operation) = vertex.source else { continue }
            switch schedule.stages[index] {
            case .tile, .sum: break
            case .once, .step: continue
            }
            let inputs = vertex.operands.map { graph.shape(graph.vertices[$0].shape, rows: sample) }
            let result = graph.shape(vertex.shape, rows: sample)
            let elements = ([result] + inputs).map(\.elementCount).max() ?? 0
            work += (operation as? any LoweredOperation)?.work(inputs, result: result) ?? elements
        }
        return work / sample
    }
}
