extension Tensor where Scalar: FixedWidthInteger {
    /// Creates random integers of a range, each with the same probability. Stops if the range is empty.
    ///
    /// An element depends only on seed, stream and its index in row-major order, and is the same on every backend.
    ///
    /// ```swift
    /// let dice = Tensor<Int32>(uniform: [100], in: 1..<7, seed: 42)
    /// ```
    public init(uniform shape: Shape, in range: Range<Scalar>, seed: UInt64, stream: UInt64 = 0) {
        guard !range.isEmpty else { fatalError("Tensor(uniform: \(shape), in: \(range)): the range is empty") }
        let lower = UInt64(truncatingIfNeeded: range.lowerBound)
        let width = UInt64(truncatingIfNeeded: range.upperBound) &- lower
        self.init(sampled: shape, .integers, seed, stream) { sequence, _ in
            Scalar(truncatingIfNeeded: lower &+ sequence.integer(below: width))
        }
    }
}

extension Tensor<Int32> {
    /// Creates a random permutation of 0 ..< count (Fisher and Yates). It depends on seed and stream only.
    public init(permutation count: Int, seed: UInt64, stream: UInt64 = 0) {
        guard (0...Int(Int32.max)).contains(count) else {
            fatalError("Tensor(permutation: \(count)): the count must be between 0 and \(Int32.max)")
        }
        self.init(randomPermutation(count: count, seed: seed, stream: stream).map(Int32.init))
    }

    /// Creates `draws` numbers chosen from 0 ..< count: different ones in random order or, with `replacing`, independent
    /// ones. Stops if there are fewer numbers than draws.
    ///
    /// ```swift
    /// let sample = table.gatheringRows(Tensor(choice: 10, from: table.shape[0], seed: 1))
    /// ```
    public init(choice draws: Int, from count: Int, replacing: Bool = false, seed: UInt64, stream: UInt64 = 0) {
        guard draws >= 0, (0...Int(Int32.max)).contains(count), draws == 0 || count >= (replacing ? 1 : draws) else {
            fatalError("Tensor(choice: \(draws), from: \(count)): there are too few numbers, or too many")
        }
        if replacing, draws > 0 {
            self.init(uniform: [draws], in: 0..<Int32(count), seed: seed, stream: stream)
        } else {
            let order = randomPermutation(count: count, seed: seed, stream: stream)
            self.init(order[..<draws].map(Int32.init))
        }
    }
}

extension Tensor {
    /// Returns the rows (positions along axis 0) in random order. Stops if there is no axis.
    public func shuffled(seed: UInt64, stream: UInt64 = 0) -> Tensor {
        guard let rows = shape.first else { stop("shuffled", "a single value has no rows") }
        return gatheringRows(Tensor<Int32>(permutation: rows, seed: seed, stream: stream))
    }
}
