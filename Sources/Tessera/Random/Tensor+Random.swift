extension Tensor where Scalar: RealScalar {
    /// Uniform random numbers, `range.lowerBound` included, `range.upperBound` not.
    ///
    /// An element depends on seed, stream and its place in row-major order only: the numbers are the same for any
    /// number of threads, and two streams of one seed are independent, as are uniform and normal numbers of one seed.
    public init(uniform shape: Shape, in range: Range<Scalar> = 0..<1, seed: UInt64, stream: UInt64 = 0) {
        self = Tensor(shape, .uniform, seed, stream, from: RandomPlace.uniform).stretched(to: range)
    }

    /// Normally distributed random numbers; see `init(uniform:in:seed:stream:)` for what they depend on.
    public init(
        normal shape: Shape, mean: Scalar = 0, standardDeviation: Scalar = 1, seed: UInt64, stream: UInt64 = 0
    ) {
        let unit = Tensor(shape, .normal, seed, stream, from: RandomPlace.normal)
        self = mean == 0 && standardDeviation == 1 ? unit : unit * standardDeviation + mean
    }

    /// Uniform numbers from the start of a stream that is used for nothing else.
    package init(uniformFromStart shape: Shape, in range: Range<Scalar>, seed: UInt64, stream: UInt64) {
        self = Tensor(shape, .uniform, seed, stream, from: 0).stretched(to: range)
    }

    /// Numbers from 0 to below 1 as numbers of a range.
    private func stretched(to range: Range<Scalar>) -> Tensor {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        guard lower.isFinite, upper.isFinite, lower < upper else {
            fatalError("Tensor(uniform: \(shape), in: \(range)): needs finite bounds, the lower below the upper one")
        }
        if range == 0..<1 { return self }
        let width = upper - lower
        let stretched = width.isFinite ? self * width + lower : self * upper + (1 - self) * lower
        // Rounding may reach the upper bound.
        return minimum(stretched, Tensor(upper.nextDown))
    }

    private init(
        _ shape: Shape, _ distribution: RandomDraw.Distribution, _ seed: UInt64, _ stream: UInt64, from first: UInt64
    ) {
        let storage = Self.checkedStorage(shape) { storage in
            let draw = RandomDraw(distribution, seed: seed, stream: stream, first: first, count: storage.count)
            Backend.current.kernels.fill(storage.base, draw)
        }
        self.init(storage: storage, shape: shape)
    }
}

/// Where in a stream the numbers of a kind begin, so that no two kinds are made of the same words of the generator. A
/// block of it makes two or four numbers, and no tensor has 2⁶¹.
private enum RandomPlace {
    static let normal: UInt64 = 0
    static let uniform: UInt64 = 1 << 63
    /// In blocks, one for each element.
    static let permutation: UInt64 = 1 << 63
}

/// A random order of 0 ..< count that depends on the seed and the stream only, and is independent of the uniform and the
/// normal numbers of these.
public func randomPermutation(count: Int, seed: UInt64, stream: UInt64 = 0) -> [Int] {
    randomPermutation(count: count, seed: seed, stream: stream, from: RandomPlace.permutation)
}

/// - Parameter first: the block of the stream to begin with; 0 for streams that are used for nothing else.
package func randomPermutation(count: Int, seed: UInt64, stream: UInt64, from first: UInt64) -> [Int] {
    var order = Array(0..<count)
    let generator = Philox(seed: seed, stream: stream)
    // Fisher and Yates; the 64-bit multiply-shift keeps the bias of the choice below 2⁻³².
    for index in stride(from: count - 1, to: 0, by: -1) {
        let words = generator.block(first | UInt64(index))
        let word = UInt64(words[1]) << 32 | UInt64(words[0])
        order.swapAt(index, Int(word.multipliedFullWidth(by: UInt64(index + 1)).high))
    }
    return order
}
