extension Tensor where Scalar: RealScalar {
    /// Uniform random numbers, `range.lowerBound` included, `range.upperBound` not.
    ///
    /// An element depends on seed, stream and its place in row-major order only: the numbers are the same for any
    /// number of threads, and two streams of one seed are independent.
    public init(uniform shape: Shape, in range: Range<Scalar> = 0..<1, seed: UInt64, stream: UInt64 = 0) {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        guard lower.isFinite, upper.isFinite, lower < upper else {
            fatalError("Tensor(uniform: \(shape), in: \(range)): needs finite bounds, the lower below the upper one")
        }
        let unit = Tensor(shape, .uniform, seed, stream)
        if range == 0..<1 {
            self = unit
        } else {
            let width = upper - lower
            let stretched = width.isFinite ? unit * width + lower : unit * upper + (1 - unit) * lower
            // Rounding may reach the upper bound.
            self = minimum(stretched, Tensor(upper.nextDown))
        }
    }

    /// Normally distributed random numbers; see `init(uniform:in:seed:stream:)` for what they depend on.
    public init(
        normal shape: Shape, mean: Scalar = 0, standardDeviation: Scalar = 1, seed: UInt64, stream: UInt64 = 0
    ) {
        let unit = Tensor(shape, .normal, seed, stream)
        self = mean == 0 && standardDeviation == 1 ? unit : unit * standardDeviation + mean
    }

    private init(_ shape: Shape, _ distribution: RandomDraw.Distribution, _ seed: UInt64, _ stream: UInt64) {
        let storage = Self.checkedStorage(shape) { storage in
            let draw = RandomDraw(distribution, seed: seed, stream: stream, first: 0, count: storage.count)
            Backend.current.kernels.fill(storage.base, draw)
        }
        self.init(storage: storage, shape: shape)
    }
}

/// A random order of 0 ..< count that depends on the seed only.
public func randomPermutation(count: Int, seed: UInt64, stream: UInt64 = 0) -> [Int] {
    var order = Array(0..<count)
    let generator = Philox(seed: seed, stream: stream)
    // Fisher and Yates; the 64-bit multiply-shift keeps the bias of the choice below 2⁻³².
    for index in stride(from: count - 1, to: 0, by: -1) {
        let words = generator.block(UInt64(index))
        let word = UInt64(words[1]) << 32 | UInt64(words[0])
        order.swapAt(index, Int(word.multipliedFullWidth(by: UInt64(index + 1)).high))
    }
    return order
}
