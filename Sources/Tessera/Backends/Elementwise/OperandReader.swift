/// Reads one operand of an elementwise operation, chunk by chunk in the row-major order of the result.
///
/// A kernel takes contiguous elements and single values. Operands that are neither (transposed, strided, broadcast
/// along some axes) are gathered into a chunk of scratch memory, which stays in the first-level cache. The reader
/// retains the tensor's memory; the scratch memory is valid for the duration of `withScratch`.
struct OperandReader<Scalar: TensorScalar> {
    private enum Layout { case consecutive, single, gathered }

    private let storage: Storage<Scalar>
    private let base: UnsafePointer<Scalar>
    private let layout: Layout
    private var scratch: UnsafeMutablePointer<Scalar>?
    private let extents: [Int]
    private let strides: [Int]
    /// The number of elements after which an operand that is broadcast along the leading axes repeats; `Int.max` for
    /// other operands.
    private(set) var period = Int.max
    private var filled = false

    /// Creates a reader of `tensor` broadcast to `shape`.
    ///
    /// - Parameter acceptsSingle: whether the kernel takes one value for all elements.
    init(_ tensor: Tensor<Scalar>, shape: Shape, acceptsSingle: Bool = true) {
        storage = tensor.storage
        base = tensor.base
        let loops = LoopNest(shape, tensor.layout.broadcastStrides(to: shape))
        (extents, strides) = (loops.extents, loops.first)
        switch loops.pattern {
        case .consecutive: layout = .consecutive
        case .single where acceptsSingle: layout = .single
        default: layout = .gathered
        }
        if layout == .gathered, strides[0] == 0 { period = extents.dropFirst().reduce(1, *) }
    }

    var needsScratch: Bool { layout == .gathered }

    /// Calls `body` while this reader has scratch memory for chunks of up to `capacity` elements, if it needs any.
    mutating func withScratch(_ capacity: Int, _ body: (inout OperandReader) -> Void) {
        guard needsScratch else { return body(&self) }
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: capacity) { buffer in
            scratch = buffer.baseAddress
            body(&self)
            scratch = nil
        }
    }

    /// Returns `count` elements from `start` on; `chunk` is the count of every chunk but the last.
    mutating func read(from start: Int, count: Int, chunk: Int) -> Operand<Scalar> {
        guard let scratch else {
            return Operand(layout == .single ? base : base + start, step: layout == .single ? 0 : 1)
        }
        // Chunks of a whole number of periods all hold the same elements, so they are gathered only once.
        if chunk % period != 0 || !filled { gather(from: start, count: count, into: scratch) }
        filled = true
        return Operand(scratch)
    }

    private func gather(from start: Int, count: Int, into scratch: UnsafeMutablePointer<Scalar>) {
        let inner = extents.count - 1
        var done = 0
        while done < count {
            let index = start + done
            let column = index % extents[inner]
            let run = min(extents[inner] - column, count - done)
            let from =
                base + stridedOffset(of: index / extents[inner], extents.dropLast(), strides) + column
                * strides[inner]
            copyRun(from, step: strides[inner], count: run, to: scratch + done)
            done += run
        }
    }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
@specialized(where Scalar == Int64)
@specialized(where Scalar == UInt8)
@specialized(where Scalar == Float16)
@specialized(where Scalar == BFloat16)
@specialized(where Scalar == Bool)
private func copyRun<Scalar: TensorScalar>(
    _ source: UnsafePointer<Scalar>, step: Int, count: Int, to target: UnsafeMutablePointer<Scalar>
) {
    if step == 1 {
        target.update(from: source, count: count)
    } else {
        for index in 0..<count { target[index] = source[index * step] }
    }
}

extension Tensor {
    /// Returns this tensor as an operand that needs no reader, because it is row-major and not broadcast or has a
    /// single element; nil otherwise.
    @inline(__always)
    func directOperand(over shape: Shape, acceptsSingle: Bool = true) -> Operand<Scalar>? {
        if strides == nil, self.shape == shape { return Operand(base) }
        return acceptsSingle && count == 1 ? Operand(base, step: 0) : nil
    }
}
