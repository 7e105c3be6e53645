/// Collects the steps of one program of a plan and allocates the scratch memory for their temporaries.
package struct ProgramBuilder {
    private(set) var program = Program()
    let scalarType: ScalarType
    let kernels: any Kernels
    private let scratchSlot: Int
    private var scratch = ScratchPlan()

    init(scalarType: ScalarType, kernels: any Kernels, scratchSlot: Int) {
        self.scalarType = scalarType
        self.kernels = kernels
        self.scratchSlot = scratchSlot
    }

    var scratchBytes: Int { scratch.byteCount }

    mutating func append(_ step: Step) {
        program.steps.append(step)
    }

    /// Allocates row-major scratch memory, which is in use until `release`.
    mutating func allocate(_ shape: Shape, _ scalarType: ScalarType) -> OperandView {
        let offset = scratch.allocate(bytes: shape.elementCount * scalarType.byteCount)
        return OperandView(slot: scratchSlot, shape, scalarType, offset: offset / scalarType.byteCount)
    }

    mutating func release(_ operand: OperandView) {
        if operand.slot == scratchSlot { scratch.release(offset: operand.layout.offset * operand.scalarType.byteCount) }
    }

    /// Returns the operand itself if it is row-major, else a row-major copy.
    mutating func rowMajor(_ operand: OperandView) -> (view: OperandView, isCopy: Bool) {
        if operand.isRowMajor { return (operand, false) }
        let copy = allocate(operand.shape, operand.scalarType)
        self.copy(operand, to: copy)
        return (copy, true)
    }

    /// Appends a copy of an operand of any layout to a row-major target of the same shape.
    mutating func copy(_ source: OperandView, to target: OperandView) {
        if source.isRowMajor {
            append(.move(bytes: source.count * source.scalarType.byteCount, source.reference, target.reference))
        } else {
            program.copies.append(Program.Copy(source: source, target: target.reference))
            append(.copy(program.copies.count - 1))
        }
    }

    /// Appends a call of the operation's `forward`, for an operation without steps, or of its `accumulate`.
    mutating func call(
        _ operation: any TensorOperation, _ operands: [OperandView], to result: OperandView, accumulates: Bool
    ) {
        program.calls.append(
            Program.Call(operation: operation, operands: operands, result: result, accumulates: accumulates))
        append(.call(program.calls.count - 1))
    }
}

/// A program: steps and the tables that they refer to.
package struct Program {
    struct Copy {
        let source: OperandView
        let target: Step.Reference
    }

    struct Call {
        let operation: any TensorOperation
        let operands: [OperandView]
        let result: OperandView
        /// Whether the operation adds to the sum of the earlier tiles.
        let accumulates: Bool
    }

    var steps: [Step] = []
    var copies: [Copy] = []
    var calls: [Call] = []
}

/// A first-fit allocator (Knuth, The Art of Computer Programming, volume 1, section 2.5) that lays out one block of
/// memory before the block exists.
struct ScratchPlan {
    private var used: [(offset: Int, bytes: Int)] = []
    private(set) var byteCount = 0

    /// Returns the offset of the lowest gap that is large enough, a multiple of 64 bytes (a cache line).
    mutating func allocate(bytes: Int) -> Int {
        let size = max(64, (bytes + 63) & ~63)
        var (offset, index) = (0, 0)
        while index < used.count, used[index].offset - offset < size {
            offset = used[index].offset + used[index].bytes
            index += 1
        }
        used.insert((offset, size), at: index)
        byteCount = max(byteCount, offset + size)
        return offset
    }

    mutating func release(offset: Int) {
        used.removeAll { $0.offset == offset }
    }
}
