/// Collects the steps of one program of a plan and allocates the scratch memory for their temporaries.
package struct ProgramBuilder {
    private(set) var code = Code()
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
        code.steps.append(step)
    }

    /// Allocates row-major scratch memory, which is in use until `release`.
    mutating func allocate(_ shape: Shape, _ scalarType: ScalarType) -> Place {
        let offset = scratch.allocate(bytes: shape.elementCount * scalarType.byteCount)
        return Place(
            slot: scratchSlot, shape: shape, strides: nil, offset: offset / scalarType.byteCount,
            scalarType: scalarType)
    }

    mutating func release(_ operand: Place) {
        if operand.slot == scratchSlot { scratch.release(offset: operand.offset * operand.scalarType.byteCount) }
    }

    /// Returns the operand itself if it is row-major, else a row-major copy.
    mutating func rowMajor(_ operand: Place) -> (place: Place, isCopy: Bool) {
        if operand.isRowMajor { return (operand, false) }
        let copy = allocate(operand.shape, operand.scalarType)
        self.copy(operand, to: copy)
        return (copy, true)
    }

    /// Appends a copy of an operand of any layout to a row-major target of the same shape.
    mutating func copy(_ source: Place, to target: Place) {
        if source.isRowMajor {
            append(.move(bytes: source.count * source.scalarType.byteCount, source.reference, target.reference))
        } else {
            code.copies.append(Code.Copy(source: source, target: target.reference))
            append(.copy(code.copies.count - 1))
        }
    }

    /// Appends a call of the operation's `forward`, for an operation without steps.
    mutating func call(_ operation: any TensorOperation, _ operands: [Place], to result: Place) {
        code.calls.append(Code.Call(operation: operation, operands: operands, result: result))
        append(.call(code.calls.count - 1))
    }
}

/// A program: steps and the tables that they refer to.
package struct Code {
    struct Copy {
        let source: Place
        let target: Step.Reference
    }

    struct Call {
        let operation: any TensorOperation
        let operands: [Place]
        let result: Place
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

/// An operation that a plan lowers to steps, instead of calling its `forward` on every tile.
package protocol LoweredOperation: TensorOperation {
    /// Appends the steps that compute the result. The result is row-major; operands may have any layout.
    ///
    /// - Parameter sums: Whether the result accumulates, that is, is added to the sum of the earlier tiles.
    /// - Returns: False, with nothing appended, if there are no steps for these layouts.
    func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool

    /// Whether the result may overwrite an operand of the same extents, because each element depends only on the
    /// corresponding elements of the operands.
    var worksInPlace: Bool { get }

    /// Returns the number of multiplications and additions; nil if it is the number of elements.
    func work(_ inputs: [Shape], result: Shape) -> Int?
}

extension LoweredOperation {
    package var worksInPlace: Bool { false }
    package func work(_ inputs: [Shape], result: Shape) -> Int? { nil }
}
