import RealModule

/// Continuous distributions. An element depends only on seed, stream, its index in row-major order and the parameters at
/// its position; no gradient flows to the parameters.
extension Tensor where Scalar: RealScalar {
    /// Creates exponentially distributed numbers by inversion: mean 1 / rate. Stops unless the rate is positive.
    public init(exponential shape: Shape, rate: Scalar = 1, seed: UInt64, stream: UInt64 = 0) {
        guard rate > 0 else { fatalError("Tensor(exponential: \(shape)): the rate must be positive, not \(rate)") }
        let uniform = Tensor(shape, .uniform, seed, stream, from: StreamOffset.exponential)
        let unit = -(-uniform).log1p()
        self = rate == 1 ? unit : unit / rate
    }

    /// Creates gamma distributed numbers: mean concentration / rate, variance concentration / rate². Stops unless both
    /// parameters are positive.
    public init(gamma shape: Shape, concentration: Scalar, rate: Scalar = 1, seed: UInt64, stream: UInt64 = 0) {
        self.init(
            gamma: shape, concentration: Tensor(concentration), rate: Tensor(rate), seed: seed, stream: stream)
    }

    /// Creates gamma distributed numbers with the parameters at their positions, which are broadcast to the shape
    /// (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000). Stops if they do not fit or are
    /// not positive.
    public init(gamma shape: Shape, concentration: Tensor, rate: Tensor, seed: UInt64, stream: UInt64 = 0) {
        let requirement = "parameters must be positive and finite"
        let isValid = { (value: Double) in value > 0 && value.isFinite }
        let alphas = concentration.parameters("gamma", for: shape, requirement, isValid)
        let rates = rate.parameters("gamma", for: shape, requirement, isValid)
        self.init(sampled: shape, .gamma, seed, stream) { sequence, index in
            let alpha = alphas[index]
            let unit = alpha >= 1 ? sequence.gamma(alpha) : Double.exp(sequence.logGamma(alpha))
            return Scalar(unit / rates[index])
        }
    }

    /// Creates beta distributed numbers between 0 and 1: mean α / (α + β). Stops unless both parameters are positive.
    public init(beta shape: Shape, alpha: Scalar, beta: Scalar, seed: UInt64, stream: UInt64 = 0) {
        self.init(beta: shape, alpha: Tensor(alpha), beta: Tensor(beta), seed: seed, stream: stream)
    }

    /// Creates beta distributed numbers with the parameters at their positions, which are broadcast to the shape: the
    /// fraction X / (X + Y) of two gamma distributed numbers, from their logarithms, which do not underflow for small
    /// parameters. Stops if they do not fit or are not positive.
    public init(beta shape: Shape, alpha: Tensor, beta: Tensor, seed: UInt64, stream: UInt64 = 0) {
        let requirement = "parameters must be positive and finite"
        let isValid = { (value: Double) in value > 0 && value.isFinite }
        let alphas = alpha.parameters("beta", for: shape, requirement, isValid)
        let betas = beta.parameters("beta", for: shape, requirement, isValid)
        self.init(sampled: shape, .beta, seed, stream) { sequence, index in
            let difference = sequence.logGamma(betas[index]) - sequence.logGamma(alphas[index])
            return Scalar(1 / (1 + Double.exp(difference)))
        }
    }

    /// Creates numbers of a normal distribution that is restricted to a range, which may reach to infinity, and may lie
    /// far from the mean (Robert, "Simulation of truncated normal variables", 1995). Stops if the range is a single
    /// number, or the standard deviation is not positive.
    public init(
        truncatedNormal shape: Shape, in range: ClosedRange<Scalar>, mean: Scalar = 0, standardDeviation: Scalar = 1,
        seed: UInt64, stream: UInt64 = 0
    ) {
        let (centre, deviation) = (mean.scalarValue, standardDeviation.scalarValue)
        let lower = (range.lowerBound.scalarValue - centre) / deviation
        let upper = (range.upperBound.scalarValue - centre) / deviation
        guard deviation > 0, deviation.isFinite, lower < upper else {
            fatalError("Tensor(truncatedNormal: \(shape), in: \(range)): needs a range and a positive deviation")
        }
        let distribution = TruncatedNormal(lower, upper)
        self.init(sampled: shape, .truncatedNormal, seed, stream) { sequence, _ in
            let value = Scalar(centre + deviation * distribution.sample(&sequence))
            return Swift.min(Swift.max(value, range.lowerBound), range.upperBound)
        }
    }
}

extension Tensor<Int32> {
    /// Creates Poisson distributed counts of the given mean. Stops unless it is between 0 and 10⁹.
    public init(poisson shape: Shape, rate: Double, seed: UInt64, stream: UInt64 = 0) {
        self.init(poisson: shape, rate: Tensor<Double>(rate), seed: seed, stream: stream)
    }

    /// Creates Poisson distributed counts with the means at their positions, which are broadcast to the shape. A count is
    /// the same on every backend. Stops if the means do not fit, or are not between 0 and 10⁹.
    ///
    /// Means from 10 on are sampled by transformed rejection (Hörmann, "The transformed rejection method for generating
    /// Poisson random variables", 1993, algorithm PTRS), smaller ones by multiplying uniform numbers (Knuth, "The art of
    /// computer programming 2", 3.4.1).
    public init<Real: RealScalar>(poisson shape: Shape, rate: Tensor<Real>, seed: UInt64, stream: UInt64 = 0) {
        let means = rate.parameters("poisson", for: shape, "means must be between 0 and 10⁹") { (0...1e9).contains($0) }
        self.init(sampled: shape, .poisson, seed, stream) { sequence, index in
            Int32(means[index] < 10 ? sequence.smallPoisson(means[index]) : sequence.poisson(means[index]))
        }
    }
}

extension ElementSequence {
    /// Returns a gamma variate of a concentration of at least 1 and rate 1 (Marsaglia and Tsang, 2000).
    mutating func gamma(_ alpha: Double) -> Double {
        let d = alpha - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            if root <= 0 { continue }
            let (v, u, square) = (root * root * root, uniform(), x * x)
            // The first bound is below the second (a squeeze), and takes no logarithm.
            if u < 1 - 0.0331 * square * square { return d * v }
            if Double.log(u) < 0.5 * square + d - d * v + d * Double.log(v) { return d * v }
        }
    }

    /// Returns the logarithm of a gamma variate of any positive concentration and rate 1. One below 1 is made from one of
    /// a concentration larger by 1, times the power 1 / α of a uniform number.
    mutating func logGamma(_ alpha: Double) -> Double {
        if alpha >= 1 { return Double.log(gamma(alpha)) }
        return Double.log(gamma(alpha + 1)) + Double.log(uniform()) / alpha
    }

    /// Returns a Poisson variate of a mean below 10: how many uniform numbers can be multiplied before the product falls
    /// to exp(−mean).
    mutating func smallPoisson(_ mean: Double) -> Double {
        let limit = Double.exp(-mean)
        var (count, product) = (0.0, uniform())
        while product > limit {
            count += 1
            product *= uniform()
        }
        return count
    }

    /// Returns a Poisson variate of a mean of at least 10 (Hörmann, 1993, algorithm PTRS).
    mutating func poisson(_ mean: Double) -> Double {
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let squeeze = 0.9277 - 3.6224 / (b - 2)
        while true {
            let (u, v) = (uniform() - 0.5, uniform())
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            if us >= 0.07, v <= squeeze { return k }
            if k < 0 || (us < 0.013 && v > us) { continue }
            let bound = Double.log(v * inverseAlpha / (a / (us * us) + b))
            if bound <= k * Double.log(mean) - mean - Double.logGamma(k + 1) { return k }
        }
    }
}

/// The standard normal distribution restricted to a range (Robert, 1995). What is proposed and rejected depends on where
/// the range lies: normal numbers around 0, exponential ones in a tail, uniform ones in a short range.
struct TruncatedNormal {
    private enum Proposal {
        case normal
        /// The point of the range where the density is largest.
        case uniform(Double)
        /// The rate of the exponential distribution.
        case exponential(Double)
    }

    private let lower: Double
    private let upper: Double
    private let isMirrored: Bool
    private let proposal: Proposal

    init(_ lower: Double, _ upper: Double) {
        isMirrored = upper < 0
        let (lower, upper) = isMirrored ? (-upper, -lower) : (lower, upper)
        (self.lower, self.upper) = (lower, upper)
        if lower <= 0 {
            proposal = upper - lower > (2 * Double.pi).squareRoot() ? .normal : .uniform(0)
        } else {
            let root = (lower * lower + 4).squareRoot()
            let rate = (lower + root) / 2
            let reach = Double.exp(0.5 + (lower * lower - lower * root) / 4) / rate
            proposal = upper - lower > reach ? .exponential(rate) : .uniform(lower)
        }
    }

    func sample(_ sequence: inout ElementSequence) -> Double {
        while true {
            let x = propose(&sequence)
            if let x { return isMirrored ? -x : x }
        }
    }

    /// Returns a number of the range; nil if what was proposed is rejected.
    private func propose(_ sequence: inout ElementSequence) -> Double? {
        switch proposal {
        case .normal:
            let x = sequence.normal()
            return (lower...upper).contains(x) ? x : nil
        case .uniform(let mode):
            let x = lower + (upper - lower) * sequence.uniform()
            return Double.log(sequence.uniform()) <= (mode * mode - x * x) / 2 ? x : nil
        case .exponential(let rate):
            let x = lower - Double.log(sequence.uniform()) / rate
            return x <= upper && Double.log(sequence.uniform()) <= -(x - rate) * (x - rate) / 2 ? x : nil
        }
    }
}
