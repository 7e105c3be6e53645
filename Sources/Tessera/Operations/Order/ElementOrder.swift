/// The order of elements as unsigned numbers: elements of any type are sorted by keys of their bits.
///
/// NaN is the last in either direction; 0 and −0 have one key.
struct ElementOrder<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    /// The sign bit, or 0 for types without a sign.
    private let sign: Bits
    /// All ones for real numbers, whose magnitude grows away from 0 in either direction; else 0.
    private let real: Bits
    /// All ones for a descending order, else 0.
    private let flip: Bits
    /// The largest magnitude that is not NaN.
    private let infinity: Bits

    /// - Parameter type: a scalar type of as many bits as `Bits`.
    init<Scalar: TensorScalar>(_ type: Scalar.Type, descending: Bool) {
        let isReal = Scalar.scalarType.isFloatingPoint
        sign = Scalar.scalarType.hasSign ? 1 << Bits(Bits.bitWidth - 1) : 0
        real = isReal ? .max : 0
        flip = descending ? .max : 0
        infinity = isReal ? unsafeBitCast(Scalar.scalar(of: .infinity), to: Bits.self) : .max
    }

    /// Returns the key of an element from its bits. There is no branch, so that loops over keys vectorise.
    @inline(__always)
    func key(_ bits: Bits) -> Bits {
        let number = bits == sign & real ? 0 : bits
        let isNegative = 0 &- (number &>> Bits(truncatingIfNeeded: Bits.bitWidth - 1))
        let key = number ^ (sign | isNegative & real) ^ flip
        return bits & ~(sign & real) > infinity ? .max : key
    }

    /// Returns the bits of an element of a key; those of 0 for −0.
    @inline(__always)
    func bits(_ key: Bits) -> Bits {
        let number = key ^ flip
        let isPositive = 0 &- (number &>> Bits(truncatingIfNeeded: Bits.bitWidth - 1))
        let bits = number ^ (sign | ~isPositive & real)
        return key == .max && real != 0 ? infinity | infinity &>> 1 : bits
    }

    /// The bits of −0 for real numbers, which share a key with 0; nil for other types.
    var negativeZero: Bits? { real == 0 ? nil : sign }
}

/// The lines of a tensor along one axis, one after another in memory.
struct Lines<Input: TensorScalar> {
    private let axis: Int
    private let source: Tensor<Input>
    /// The number of elements of a line.
    let length: Int
    /// The number of lines.
    let count: Int

    init(_ x: Tensor<Input>, axis: Int) {
        self.axis = axis
        source = x.permuted(Self.order(x.rank, axis)).contiguous()
        length = x.shape[axis]
        count = x.shape.indices.filter { $0 != axis }.reduce(1) { $0 * x.shape[$1] }
    }

    /// The order of axes in which one of them is the last.
    private static func order(_ rank: Int, _ axis: Int) -> [Int] { (0..<rank).filter { $0 != axis } + [axis] }

    /// Calls `body` with each line and the memory of the line of the result, on several workers if the lines are many
    /// and short.
    func forEach<Out: TensorScalar>(
        into result: borrowing Destination<Out>, _ body: (UnsafePointer<Input>, UnsafeMutablePointer<Out>) -> Void
    ) {
        if result.count == 0 { return }
        let outLength = result.shape[axis]
        if axis == result.shape.rank - 1 {
            run(to: result.base, outLength, body)
        } else {
            let order = Self.order(result.shape.rank, axis)
            let storage = Storage<Out>(count: result.count)
            run(to: storage.base, outLength, body)
            let lines = Tensor(storage: storage, shape: Shape(order.map { result.shape[$0] }))
            result.assign(lines.permuted(result.shape.indices.map { order.firstIndex(of: $0) ?? 0 }))
        }
        withExtendedLifetime(source.storage) {}
    }

    private func run<Out: TensorScalar>(
        to out: UnsafeMutablePointer<Out>, _ outLength: Int,
        _ body: (UnsafePointer<Input>, UnsafeMutablePointer<Out>) -> Void
    ) {
        let base = source.base
        func run(_ range: Range<Int>) {
            for line in range { body(base + line * length, out + line * outLength) }
        }
        if count == 1 || length >= RadixSort<UInt64>.manyItems || count * length < ParallelParts.minimumElements {
            return run(0..<count)
        }
        CurrentExecutor.value.forEachRange(count, length: max(1, ParallelParts.length / max(1, length))) { range, _ in
            run(range)
        }
    }
}

/// Calls `body` in parallel for parts of a range, or once for all of it if it is short.
func forEachLongPart(_ count: Int, _ body: (Range<Int>) -> Void) {
    if count < ParallelParts.minimumElements { return body(0..<count) }
    CurrentExecutor.value.forEachRange(count, length: ParallelParts.length) { range, _ in body(range) }
}
