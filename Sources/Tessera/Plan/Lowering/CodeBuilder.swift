/// Takes down the steps of one piece of a plan, and plans the scratch memory between them.
package struct CodeBuilder {
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

    /// Row-major scratch memory, until `release`.
    mutating func allocate(_ shape: Shape, _ scalarType: ScalarType) -> Place {
        let offset = scratch.allocate(bytes: shape.elementCount * scalarType.byteCount)
        return Place(
            slot: scratchSlot, shape: shape, strides: nil, offset: offset / scalarType.byteCount,
            scalarType: scalarType)
    }

    mutating func release(_ place: Place) {
        if place.slot == scratchSlot { scratch.release(offset: place.offset * place.scalarType.byteCount) }
    }

    /// The place itself where it is row-major, else a copy that is.
    mutating func rowMajor(_ place: Place) -> (place: Place, isCopy: Bool) {
        if place.isRowMajor { return (place, false) }
        let copy = allocate(place.shape, place.scalarType)
        self.copy(place, to: copy)
        return (copy, true)
    }

    /// Copies any layout to a row-major place of the same shape.
    mutating func copy(_ source: Place, to target: Place) {
        if source.isRowMajor {
            append(.move(bytes: source.count * source.scalarType.byteCount, source.reference, target.reference))
        } else {
            code.copies.append(Code.Copy(source: source, target: target.reference))
            append(.copy(code.copies.count - 1))
        }
    }

    mutating func call(_ operation: any TensorOperation, _ operands: [Place], to result: Place) {
        code.calls.append(Code.Call(operation: operation, operands: operands, result: result))
        append(.call(code.calls.count - 1))
    }
}

/// Steps and the tables they refer to.
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

/// Hands out parts of one block of memory, and takes them back, before the block exists.
struct ScratchPlan {
    private var used: [(offset: Int, bytes: Int)] = []
    private(set) var byteCount = 0

    /// The lowest gap that is large enough.
    mutating func allocate(bytes: Int) -> Int {
        let size = max(64, (bytes + 63) & ~63)
        var (offset, place) = (0, 0)
        while place < used.count, used[place].offset - offset < size {
            offset = used[place].offset + used[place].bytes
            place += 1
        }
        used.insert((offset, size), at: place)
        byteCount = max(byteCount, offset + size)
        return offset
    }

    mutating func release(offset: Int) {
        used.removeAll { $0.offset == offset }
    }
}

/// An operation that a plan turns into steps, instead of calling its `forward` on every tile.
package protocol LoweredOperation: TensorOperation {
    /// Appends the steps that compute the result. The result is row-major; operands may have any layout.
    ///
    /// - Parameter sums: whether the result is to be added to what earlier tiles have left at its place.
    /// - Returns: false, with nothing appended, where there are no steps for these layouts.
    func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout CodeBuilder) -> Bool

    /// Whether the result may take the place of an operand of the same extents: element by element.
    var worksInPlace: Bool { get }

    /// How many multiplications and additions it takes; nil for as many as there are elements.
    func work(_ inputs: [Shape], result: Shape) -> Int?
}

extension LoweredOperation {
    package var worksInPlace: Bool { false }
    package func work(_ inputs: [Shape], result: Shape) -> Int? { nil }
}
