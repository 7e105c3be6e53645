extension Tensor where Scalar: RealScalar {
    /// Creates uniform random numbers, `range.lowerBound` included, `range.upperBound` not. Stops unless the bounds are
    /// finite and the lower is below the upper.
    ///
    /// An element depends only on seed, stream and its index in row-major order: the numbers are the same for any
    /// number of threads. Two streams of one seed are independent, as are uniform and normal numbers of one seed.
    public init(uniform shape: Shape, in range: Range<Scalar> = 0..<1, seed: UInt64, stream: UInt64 = 0) {
        self = Tensor(shape, .uniform, seed, stream, from: StreamOffset.uniform).scaled(to: range)
    }

    /// Creates normally distributed random numbers; see `init(uniform:in:seed:stream:)` for what they depend on.
    public init(
        normal shape: Shape, mean: Scalar = 0, standardDeviation: Scalar = 1, seed: UInt64, stream: UInt64 = 0
    ) {
        let unit = Tensor(shape, .normal, seed, stream, from: StreamOffset.normal)
        self = mean == 0 && standardDeviation == 1 ? unit : unit * standardDeviation + mean
    }

    /// Creates uniform numbers from the start of a stream that is used for nothing else.
    package init(uniformFromStart shape: Shape, in range: Range<Scalar>, seed: UInt64, stream: UInt64) {
        self = Tensor(shape, .uniform, seed, stream, from: 0).scaled(to: range)
    }

    /// Maps numbers from 0 to below 1 to a range.
    private func scaled(to range: Range<Scalar>) -> Tensor {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        guard lower.isFinite, upper.isFinite, lower < upper else {
            fatalError("Tensor(uniform: \(shape), in: \(range)): needs finite bounds, the lower below the upper one")
        }
        if range == 0..<1 { return self }
        let width = upper - lower
        let scaled = width.isFinite ? self * width + lower : self * upper + (1 - self) * lower
        // Rounding may give the upper bound itself, which is excluded.
        return minimum(scaled, Tensor(upper.nextDown))
    }

    init(
        _ shape: Shape, _ distribution: RandomDraw.Distribution, _ seed: UInt64, _ stream: UInt64, from first: UInt64
    ) {
        let storage = Self.checkedStorage(shape) { storage in
            let draw = RandomDraw(distribution, seed: seed, stream: stream, first: first, count: storage.count)
            Backend.current.kernels.fill(storage.base, draw)
        }
        self.init(storage: storage, shape: shape)
    }
}

/// The offsets in a stream at which the numbers of each kind begin, so that no two kinds use the same words of the
/// generator. A block of the generator makes two or four numbers, and no tensor has more than 2⁵⁹.
enum StreamOffset {
    static let normal: UInt64 = 0
    static let uniform: UInt64 = 1 << 63
    static let exponential: UInt64 = uniform + 1 << 59
    static let bernoulli: UInt64 = uniform + 2 << 59
    /// The offset of permutations in blocks, one for each element; the other offsets are in elements.
    static let permutation: UInt64 = 1 << 63
    /// The offset in blocks of the sequences that elements have of their own; see `ElementSequence`.
    static let sequences: UInt64 = 3 << 62
}

/// Returns a random permutation of 0 ..< count. It depends on the seed and the stream only, and is independent of the
/// uniform and the normal numbers drawn from them.
package func randomPermutation(count: Int, seed: UInt64, stream: UInt64 = 0) -> [Int] {
    randomPermutation(count: count, seed: seed, stream: stream, from: StreamOffset.permutation)
}

/// Returns a random permutation of 0 ..< count by the Fisher–Yates shuffle, one block of the generator for each
/// element.
///
/// - Parameter first: the block of the stream to begin with; 0 for streams that are used for nothing else.
package func randomPermutation(count: Int, seed: UInt64, stream: UInt64, from first: UInt64) -> [Int] {
    var order = Array(0..<count)
    let generator = Philox(seed: seed, stream: stream)
    // Fisher–Yates shuffle in place (Durstenfeld, "Algorithm 235: Random permutation", 1964). The 64-bit multiply-shift
    // keeps the bias of the choice below 2⁻³².
    for index in stride(from: count - 1, to: 0, by: -1) {
        let words = generator.block(first | UInt64(index))
        let word = UInt64(words[1]) << 32 | UInt64(words[0])
        order.swapAt(index, Int(word.multipliedFullWidth(by: UInt64(index + 1)).high))
    }
    return order
}
