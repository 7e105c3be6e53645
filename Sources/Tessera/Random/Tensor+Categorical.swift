extension Tensor<Bool> {
    /// Creates Bernoulli samples: each is true with the given probability. Stops unless it is between 0 and 1.
    ///
    /// An element depends only on seed, stream and its index in row-major order, and is the same on every backend.
    public init(bernoulli shape: Shape, probability: Double, seed: UInt64, stream: UInt64 = 0) {
        self.init(bernoulli: shape, probability: Tensor<Double>(probability), seed: seed, stream: stream)
    }

    /// Creates Bernoulli samples: each is true with the probability at its position. `probability` is broadcast to the
    /// shape. Stops if it does not fit, or is not between 0 and 1.
    public init<Real: RealScalar>(
        bernoulli shape: Shape, probability: Tensor<Real>, seed: UInt64, stream: UInt64 = 0
    ) {
        guard probability.shape.broadcast(with: shape) == shape,
            probability.scalars.allSatisfy({ (0...1).contains($0) })
        else { fatalError("Tensor(bernoulli: \(shape)): needs probabilities between 0 and 1 that fit the shape") }
        let uniform = Tensor<Double>(shape, .uniform, seed, stream, from: StreamOffset.bernoulli)
        self = uniform .< Tensor<Double>(probability.stoppingGradient())
    }
}

/// Distributions over numbered categories.
extension Tensor<Int32> {
    /// Creates independent samples of categories: category k with a probability in proportion to weight k.
    ///
    /// The sums of the weights are searched for a uniform number (inversion), for the time of log₂ of the number of
    /// categories. A sample depends only on seed, stream, its index in row-major order and the weights, and is the same
    /// on every backend.
    ///
    /// ```swift
    /// let labels = Tensor<Int32>(categorical: 5, weights: logits.softmax(), seed: 1)      // [n, 10] gives [n, 5]
    /// ```
    ///
    /// Stops if a weight is negative or not finite, or all weights of a distribution are 0.
    ///
    /// - Parameters:
    ///   - draws: the number of samples of each distribution.
    ///   - weights: a distribution along the last axis, of shape [k], or a batch of them, […, k].
    ///   - seed: the same seed gives the same numbers.
    ///   - stream: numbers of different streams are independent.
    public init<Real: RealScalar>(
        categorical draws: Int, weights: Tensor<Real>, seed: UInt64, stream: UInt64 = 0
    ) {
        let table = CumulativeWeights(weights, "categorical")
        let shape = Shape(weights.shape.dropLast() + [draws])
        self.init(sampled: shape, .categorical, seed, stream) { sequence, index in
            Int32(table.category(of: sequence.uniform(), in: index / draws))
        }
    }

    /// Creates multinomial samples: how often each category occurs among independent samples, of shape `weights.shape`.
    /// These are the samples that `init(categorical:weights:seed:stream:)` gives.
    ///
    /// - Parameters:
    ///   - trials: the number of samples of each distribution.
    ///   - weights: a distribution along the last axis, of shape [k], or a batch of them, […, k].
    ///   - seed: the same seed gives the same numbers.
    ///   - stream: numbers of different streams are independent.
    public init<Real: RealScalar>(
        multinomial trials: Int, weights: Tensor<Real>, seed: UInt64, stream: UInt64 = 0
    ) {
        let samples = Tensor(categorical: trials, weights: weights, seed: seed, stream: stream).scalars
        let categories = weights.shape.last ?? 1
        var counts = [Int32](repeating: 0, count: weights.count)
        for (index, sample) in samples.enumerated() { counts[index / trials * categories + Int(sample)] += 1 }
        self.init(counts, shape: weights.shape)
    }

    /// Creates different numbers chosen one after another from 0 ..< weights.count, each with a probability in proportion
    /// to its weight among those that are left (Efraimidis and Spirakis, "Weighted random sampling with a reservoir",
    /// 2006). For samples with replacement see `init(categorical:weights:seed:stream:)`.
    ///
    /// Stops if a weight is negative or not finite, or fewer weights than draws are above 0.
    ///
    /// - Parameters:
    ///   - draws: how many numbers are chosen.
    ///   - weights: a vector.
    ///   - seed: the same seed gives the same numbers.
    ///   - stream: numbers of different streams are independent.
    public init<Real: RealScalar>(choice draws: Int, weights: Tensor<Real>, seed: UInt64, stream: UInt64 = 0) {
        let values = weights.scalars.map(\.scalarValue)
        guard weights.rank == 1, draws >= 0, values.allSatisfy({ $0 >= 0 && $0.isFinite }),
            values.count(where: { $0 > 0 }) >= draws
        else { fatalError("Tensor(choice: \(draws), weights: of shape \(weights.shape)): too few weights above 0") }
        let keys = Tensor<Double>(sampled: weights.shape, .weightedChoice, seed, stream) { sequence, index in
            Double.log(sequence.uniform()) / values[index]
        }.scalars
        let chosen = values.indices.filter { values[$0] > 0 }.sorted { (keys[$1], $0) < (keys[$0], $1) }
        self.init(chosen[..<draws].map(Int32.init))
    }
}

/// The running sums of the weights of categories, for each of a batch of distributions.
private struct CumulativeWeights {
    private let categories: Int
    private var sums: [Double]

    init<Real: RealScalar>(_ weights: Tensor<Real>, _ name: String) {
        guard let categories = weights.shape.last, weights.count == 0 || categories > 0 else {
            fatalError("Tensor(\(name):weights:): needs a vector of weights, or a batch of them")
        }
        self.categories = categories
        sums = weights.scalars.map(\.scalarValue)
        for index in sums.indices {
            guard sums[index] >= 0, sums[index].isFinite else {
                fatalError("Tensor(\(name):weights:): weights must be finite and at least 0, not \(sums[index])")
            }
            if index % categories > 0 { sums[index] += sums[index - 1] }
            guard index % categories < categories - 1 || (sums[index] > 0 && sums[index].isFinite) else {
                fatalError("Tensor(\(name):weights:): the sum of the weights of a distribution must be positive")
            }
        }
    }

    /// Returns the first category at whose end the running sum is above a fraction of the whole: never one of weight 0.
    func category(of fraction: Double, in distribution: Int) -> Int {
        let first = distribution * categories
        let target = fraction * sums[first + categories - 1]
        var (low, high) = (0, categories - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[first + middle] > target { high = middle } else { low = middle + 1 }
        }
        // The product may have been rounded to the whole sum: then the last category of a positive weight is meant.
        while low > 0, sums[first + low] == sums[first + low - 1] { low -= 1 }
        return low
    }
}
