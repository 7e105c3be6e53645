/// The body of a recurrence, lowered to the steps of a plan for one backend.
final class ScanProgram: Sendable {
    /// The indices of the base addresses in the frame of the program.
    enum Slot {
        static let scratch = 0
        static let before = 1
        static let after = 2
        static let outputs = 3
        static let sums = 4
        /// The first of the slots of the sequences; those of the captured tensors and of the constants follow.
        static let sequences = 5
    }

    private let program: LoadedProgram
    private let constants: [AnyTensor]
    private let scratchBytes: Int
    private let slotCount: Int

    init(_ body: ScanBody, _ kernels: any Kernels, _ scalarType: ScalarType) {
        var compiler = ScanCompiler(body, kernels, scalarType)
        compiler.run()
        program = LoadedProgram(compiler.builder.program, kernels, scalarType)
        constants = compiler.constants
        scratchBytes = compiler.builder.scratchBytes
        slotCount = Slot.sequences + body.sequences.count + body.captured.count + compiler.constants.count
    }

    /// Runs `count` steps. `locate` writes the addresses of the slots before each step, given its number.
    ///
    /// - Throws: The first failure of an operation of the body.
    func run<Scalar: RealScalar>(
        _ count: Int, kernels: any Kernels, as type: Scalar.Type,
        _ locate: (Int, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Void
    ) throws {
        let scratch = Block(byteCount: scratchBytes)
        let failure = FirstFailure<any Error>()
        let view = program.view
        withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: slotCount) { slots in
            guard let slots = slots.baseAddress else { return }
            slots.initialize(repeating: nil, count: slotCount)
            slots[Slot.scratch] = scratch.base
            for (index, constant) in constants.enumerated() {
                slots[slotCount - constants.count + index] = constant.storageBase
            }
            var runner = StepRunner(kernels: kernels, slots: slots, failure: .passUnretained(failure))
            for step in 0..<count {
                locate(step, slots)
                runner.part = step
                runner.run(view, as: Scalar.self, isFirst: step == 0)
            }
        }
        withExtendedLifetime((scratch, program)) {}
        try failure.rethrow()
    }
}

/// Lowers the body of a recurrence to steps. Scratch memory is allocated by liveness, as in `TileCompiler`.
private struct ScanCompiler {
    private let body: ScanBody
    private let scalarType: ScalarType
    private(set) var builder: ProgramBuilder
    private(set) var constants: [AnyTensor] = []
    private var views: [OperandView?]
    /// The vertex whose scratch memory a vertex aliases, and the last vertex that reads this memory.
    private var owners: [Int]
    private var lastUses: [Int]
    /// Where a vertex is computed in its final location, and whether it is added to a sum there.
    private var targets: [Int: (view: OperandView, isSum: Bool)] = [:]

    init(_ body: ScanBody, _ kernels: any Kernels, _ scalarType: ScalarType) {
        self.body = body
        self.scalarType = scalarType
        builder = ProgramBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: ScanProgram.Slot.scratch)
        views = Array(repeating: nil, count: body.vertices.count)
        owners = Array(body.vertices.indices)
        lastUses = Array(repeating: -1, count: body.vertices.count)
    }

    mutating func run() {
        findLastUses()
        chooseTargets()
        for index in body.vertices.indices { emit(index) }
        copyResults()
    }

    private mutating func findLastUses() {
        for (index, vertex) in body.vertices.enumerated() {
            if case .operation(let operation) = vertex.source, let first = vertex.operands.first,
                isView(operation, index)
            {
                owners[index] = owners[first]
            }
            for operand in vertex.operands { lastUses[owners[operand]] = index }
        }
        // Results are read after the last vertex.
        for index in resultVertices { lastUses[owners[index]] = body.vertices.count }
    }

    private var resultVertices: [Int] { body.results.state + body.results.outputs + body.results.sums }

    private func isView(_ operation: any TensorOperation, _ index: Int) -> Bool {
        let vertex = body.vertices[index]
        let operands = vertex.operands.map { OperandView(body.vertices[$0].shape, body.vertices[$0].scalarType) }
        return operation.operandView(operands, shape: vertex.shape) != nil
    }

    /// Chooses the vertices that are computed where their result belongs. A term of a sum is only added there if nobody
    /// else reads it.
    private mutating func chooseTargets() {
        var uses = [Int](repeating: 0, count: body.vertices.count)
        for index in body.vertices.flatMap(\.operands) + resultVertices { uses[index] += 1 }
        for (layout, vertices, slot) in locations {
            for (number, index) in vertices.enumerated() {
                guard case .operation(let operation) = body.vertices[index].source, targets[index] == nil,
                    !isView(operation, index)
                else { continue }
                let isSum = slot == ScanProgram.Slot.sums
                if isSum, uses[index] > 1 { continue }
                targets[index] = (result(number, of: layout, in: slot), isSum)
            }
        }
    }

    /// The results and where they belong.
    private var locations: [(ScanLayout, [Int], slot: Int)] {
        [
            (body.state, body.results.state, ScanProgram.Slot.after),
            (body.outputs, body.results.outputs, ScanProgram.Slot.outputs),
            (body.sums, body.results.sums, ScanProgram.Slot.sums),
        ]
    }

    private func result(_ number: Int, of layout: ScanLayout, in slot: Int) -> OperandView {
        OperandView(slot: slot, layout.shapes[number], scalarType, offset: layout.offsets[number])
    }

    private mutating func emit(_ index: Int) {
        let vertex = body.vertices[index]
        let firstCaptured = ScanProgram.Slot.sequences + body.sequences.count
        var view = OperandView(vertex.shape, vertex.scalarType)
        switch vertex.source {
        case .state(let number):
            (view.slot, view.layout.offset) = (ScanProgram.Slot.before, body.state.offsets[number])
        case .sequence(let number): view.slot = ScanProgram.Slot.sequences + number
        case .captured(let number): view.slot = firstCaptured + number
        case .constant(let tensor):
            view.slot = firstCaptured + body.captured.count + constants.count
            view.layout = tensor.layout
            constants.append(tensor)
        case .operation(let operation):
            view = compute(operation, index)
        }
        views[index] = view
        for owner in Set(vertex.operands.map { owners[$0] }) where lastUses[owner] == index {
            if let view = views[owner] { builder.release(view) }
        }
    }

    private mutating func compute(_ operation: any TensorOperation, _ index: Int) -> OperandView {
        let vertex = body.vertices[index]
        let operands = vertex.operands.compactMap { views[$0] }
        if let target = targets[index] {
            builder.emit(operation, operands, to: target.view, accumulates: target.isSum)
            return target.view
        }
        if let view = operation.operandView(operands, shape: vertex.shape) { return view }
        let result = builder.allocate(vertex.shape, vertex.scalarType)
        builder.emit(operation, operands, to: result, accumulates: false)
        return result
    }

    /// Copies the results that were not computed in their final location.
    private mutating func copyResults() {
        for (layout, vertices, slot) in locations {
            for (number, index) in vertices.enumerated() {
                guard let view = views[index], view.count > 0 else { continue }
                let target = result(number, of: layout, in: slot)
                if view.slot == slot, view.layout.offset == target.layout.offset { continue }
                if slot == ScanProgram.Slot.sums {
                    let (source, isCopy) = builder.rowMajor(view)
                    builder.append(.add(target.count, source.reference, target.reference))
                    if isCopy { builder.release(source) }
                } else {
                    builder.copy(view, to: target)
                }
            }
        }
    }
}
