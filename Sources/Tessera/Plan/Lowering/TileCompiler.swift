/// Compiles one pass over a tile: the operations that the sums of the pass depend on. Scratch memory is allocated by
/// liveness analysis: a value occupies it from its definition to its last use.
struct TileCompiler {
    private let compiler: PlanCompiler
    private let pass: Int
    private let rows: Int
    private(set) var builder: ProgramBuilder
    /// The location of each value of the tile.
    private var views: [Int: OperandView] = [:]
    /// The vertex whose scratch memory a vertex aliases, and the last vertex that reads this memory.
    private var owners: [Int: Int] = [:]
    private var lastUses: [Int: Int] = [:]

    private var graph: TracedGraph { compiler.graph }

    init(_ compiler: PlanCompiler, pass: Int, rows: Int) {
        self.compiler = compiler
        self.pass = pass
        self.rows = rows
        builder = ProgramBuilder(
            scalarType: compiler.graph.vertices[compiler.graph.loss].scalarType, kernels: compiler.kernels,
            scratchSlot: Slot.scratch)
    }

    mutating func run() {
        let needed = neededVertices()
        findLastUses(needed)
        for index in needed { emit(index) }
    }

    /// The sums of this pass and the tile vertices that they depend on, in topological order.
    private func neededVertices() -> [Int] {
        var needed = Set<Int>()
        for index in graph.vertices.indices.reversed() {
            if compiler.schedule.stages[index] == .sum(level: pass) { needed.insert(index) }
            guard needed.contains(index) else { continue }
            for operand in graph.vertices[index].operands {
                if case .tile = compiler.schedule.stages[operand] { needed.insert(operand) }
            }
        }
        return needed.sorted()
    }

    /// Determines the end of the live range of each block of scratch memory.
    private mutating func findLastUses(_ needed: [Int]) {
        for index in needed {
            owners[index] = index
            if let operation = resized(index),
                let operand = graph.vertices[index].operands.first(where: {
                    owners[$0] != nil
                }), isView(operation, index)
            {
                owners[index] = owners[operand]
            }
            for operand in graph.vertices[index].operands {
                if let owner = owners[operand] { lastUses[owner] = index }
            }
        }
    }

    /// The operation of a vertex, resized to the rows of the tile; nil if the vertex is not an operation.
    private func resized(_ index: Int) -> (any TensorOperation)? {
        guard case .operation(let operation) = graph.vertices[index].source else { return nil }
        let vertex = graph.vertices[index]
        return graph.operation(operation, vertex.shape, along: vertex.rowAxis, rows: rows)
    }

    private func shape(_ index: Int) -> Shape { graph.shape(index, rows: rows) }

    private func isView(_ operation: any TensorOperation, _ index: Int) -> Bool {
        let operands = graph.vertices[index].operands.map { operand in
            OperandView(shape(operand), graph.vertices[operand].scalarType)
        }
        return operation.operandView(operands, shape: shape(index)) != nil
    }

    private mutating func emit(_ index: Int) {
        let vertex = graph.vertices[index]
        let isSum = compiler.schedule.stages[index] == .sum(level: pass)
        switch vertex.source {
        case .column(let number):
            var column = OperandView(slot: Slot.columns + number, shape(index), vertex.scalarType)
            column.tileBytes = column.count * vertex.scalarType.byteCount
            views[index] = column
            if isSum, let target = sumView(index) {
                builder.append(.add(target.count, column.reference, target.reference))
            }
        case .constant, .parameter:
            views[index] = compiler.layout.views[index].map { view in
                var view = view
                view.layout.shape = shape(index)
                return view
            }
        case .operation:
            guard let operation = resized(index) else { return }
            let operands = vertex.operands.compactMap(view(of:))
            isSum ? sum(operation, operands, index) : compute(operation, operands, index)
        }
        release(after: index)
    }

    private func view(of operand: Int) -> OperandView? {
        views[operand] ?? compiler.layout.views[operand]
    }

    private mutating func sum(_ operation: any TensorOperation, _ operands: [OperandView], _ index: Int) {
        guard let target = sumView(index) else { return }
        if let view = operation.operandView(operands, shape: target.shape) {
            let (source, isCopy) = builder.rowMajor(view)
            builder.append(.add(target.count, source.reference, target.reference))
            if isCopy { builder.release(source) }
        } else {
            builder.emit(operation, operands, to: target, accumulates: true)
        }
        // If all rows are one tile, later operations of the tile may read the sum.
        views[index] = target
    }

    /// The location of a sum of this pass in the memory of a chunk.
    private func sumView(_ index: Int) -> OperandView? {
        var target = compiler.layout.views[index]
        target?.slot = Slot.sums
        return target
    }

    private mutating func compute(_ operation: any TensorOperation, _ operands: [OperandView], _ index: Int) {
        let shape = shape(index)
        if let view = operation.operandView(operands, shape: shape) {
            views[index] = view
            return
        }
        let result = reused(operation, operands, index) ?? builder.allocate(shape, graph.vertices[index].scalarType)
        builder.emit(operation, operands, to: result, accumulates: false)
        views[index] = result
    }

    /// The memory of an operand that is dead after this elementwise operation, for computing the result in place; nil
    /// if there is none.
    private mutating func reused(_ operation: any TensorOperation, _ operands: [OperandView], _ index: Int)
        -> OperandView?
    {
        let vertices = graph.vertices[index].operands
        guard (operation as? any LoweredOperation)?.worksInPlace ?? false, vertices.count == operands.count else {
            return nil
        }
        for (vertex, operand) in zip(vertices, operands) {
            guard let owner = owners[vertex], lastUses[owner] == index, operand.slot == Slot.scratch,
                operand.isRowMajor, operand.shape == shape(index),
                operand.scalarType == graph.vertices[index].scalarType,
                views[owner]?.layout.offset == operand.layout.offset,
                !vertices.contains(where: { $0 != vertex && owners[$0] == owner })
            else { continue }
            lastUses[owner] = nil
            return operand
        }
        return nil
    }

    /// Releases the scratch memory whose last use is the vertex `index`.
    private mutating func release(after index: Int) {
        for owner in Set(graph.vertices[index].operands.compactMap { owners[$0] }) where lastUses[owner] == index {
            if let view = views[owner] { builder.release(view) }
        }
    }
}
