import Foundation
import Testing

@testable import Tessera

/// Samples of fixed seeds against their distributions: the Kolmogorov–Smirnov test for real numbers, Pearson's χ² for
/// integers, each at a significance of 10⁻³.
@Suite struct DistributionTests {
    private static let count = 20_000

    /// The largest distance of the samples' distribution from the given one is below 1.95 / √n.
    private func expectDistribution(
        _ samples: Tensor<Double>, _ comment: String, _ distribution: (Double) -> Double
    ) {
        let sorted = samples.scalars.sorted()
        let n = Double(sorted.count)
        let distance = sorted.enumerated().reduce(0.0) { largest, sample in
            let p = distribution(sample.element)
            return max(largest, p - Double(sample.offset) / n, Double(sample.offset + 1) / n - p)
        }
        #expect(distance < 1.95 / n.squareRoot(), "\(comment): distance \(distance)")
    }

    /// χ² of the counts is below the quantile of the normal approximation (Wilson and Hilferty).
    private func expectCounts(_ samples: [Int32], _ probabilities: [Double], _ comment: String) {
        var counts = [Int](repeating: 0, count: probabilities.count)
        for sample in samples { counts[min(Int(sample), counts.count - 1)] += 1 }
        let n = Double(samples.count)
        let squares = zip(counts, probabilities).filter { $1 > 0 }.map { pow(Double($0) - n * $1, 2) / (n * $1) }
        let freedom = Double(squares.count - 1)
        let bound = freedom * pow(1 - 2 / (9 * freedom) + 3.09 * sqrt(2 / (9 * freedom)), 3)
        #expect(squares.reduce(0, +) < bound, "\(comment): \(squares.reduce(0, +)) against \(bound)")
        for (count, probability) in zip(counts, probabilities) where probability == 0 { #expect(count == 0) }
    }

    @Test func integersAreUniform() {
        let dice = Tensor<Int32>(uniform: [Self.count], in: -3..<4, seed: 5)
        expectCounts(dice.scalars.map { $0 + 3 }, [Double](repeating: 1.0 / 7, count: 7), "uniform integers")
        let wide = Tensor<Int32>(uniform: [Self.count], in: .min ..< .max, seed: 5)
        expectDistribution(Tensor<Double>(wide), "wide integers") { ($0 + 0x1p31) / 0x1p32 }
        #expect(Set(Tensor<Int32>(uniform: [100], in: 7..<8, seed: 1).scalars) == [7])
    }

    @Test func bernoulliSamplesHaveTheirProbabilities() {
        let masks = Tensor<Bool>(bernoulli: [Self.count, 3], probability: Tensor<Float>([0, 0.3, 1]), seed: 2)
        let means = Tensor<Double>(masks).mean(axis: 0).scalars
        #expect(means[0] == 0 && means[2] == 1)
        #expect(abs(means[1] - 0.3) < 4 * sqrt(0.3 * 0.7 / Double(Self.count)))
        #expect(Tensor<Bool>(bernoulli: [4], probability: 1, seed: 1).allTrue)
    }

    @Test func exponentialNumbers() {
        let samples = Tensor<Double>(exponential: [Self.count], rate: 2.5, seed: 3)
        expectDistribution(samples, "exponential") { 1 - exp(-2.5 * $0) }
    }

    @Test(arguments: [0.05, 0.5, 1, 3.7, 200])
    func gammaNumbers(_ concentration: Double) {
        let samples = Tensor<Double>(gamma: [Self.count], concentration: concentration, rate: 2, seed: 4)
        expectDistribution(samples, "gamma \(concentration)") { incompleteGamma(concentration, 2 * $0) }
        #expect(abs(samples.mean().item - concentration / 2) < 5 * sqrt(concentration / 4 / Double(Self.count)))
    }

    /// For an integer β the distribution is a finite sum; the other parameters are checked by moments and by symmetry.
    @Test(arguments: [(0.3, 1.0), (2.5, 3), (40, 7)])
    func betaNumbers(_ alpha: Double, _ beta: Double) {
        let samples = Tensor<Double>(beta: [Self.count], alpha: alpha, beta: beta, seed: 6)
        let mirrored = 1 - Tensor<Double>(beta: [Self.count], alpha: beta, beta: alpha, seed: 7)
        // Iₓ(a, b) = xᵃ·Σₖ (a)ₖ / k!·(1 − x)ᵏ for k < b.
        func distribution(_ x: Double) -> Double {
            var (term, sum) = (1.0, 0.0)
            for k in 0..<Int(beta) {
                sum += term
                term *= (alpha + Double(k)) / Double(k + 1) * (1 - x)
            }
            return pow(x, alpha) * sum
        }
        expectDistribution(samples, "beta", distribution)
        expectDistribution(mirrored, "mirrored beta", distribution)
        let tiny = Tensor<Float>(beta: [1000], alpha: 1e-4, beta: 1e-4, seed: 8)
        #expect(tiny.scalars.allSatisfy { (0...1).contains($0) })
        #expect(abs(tiny.mean().item - 0.5) < 0.08)
    }

    @Test(arguments: [0.3, 4, 9.9, 10, 33.3, 1000])
    func poissonCounts(_ mean: Double) {
        let samples = Tensor<Int32>(poisson: [Self.count], rate: mean, seed: 9).scalars
        // Counts are grouped so that every group but the tails is expected to have many samples.
        let width = max(1, Int(mean.squareRoot() / 3))
        let (first, groups) = (max(0, Int(mean - 4 * mean.squareRoot())), Int(8 * mean.squareRoot()) / width + 4)
        var probabilities = [Double](repeating: 0, count: groups)
        for k in 0..<Int(mean + 40 * mean.squareRoot() + 60) {
            probabilities[min(max(0, (k - first) / width), groups - 1)] += exp(
                Double(k) * log(mean) - mean - lgamma(Double(k) + 1))
        }
        let used = probabilities.indices.filter { probabilities[$0] * Double(Self.count) > 5 }
        let (low, high) = (used[0], used[used.count - 1])
        let merged =
            [probabilities[...low].reduce(0, +)] + probabilities[(low + 1)..<high]
            + [probabilities[high...].reduce(0, +)]
        let grouped = samples.map { Int32(min(max((Int($0) - first) / width, low), high) - low) }
        expectCounts(grouped, Array(merged), "Poisson \(mean)")
        #expect(Set(Tensor<Int32>(poisson: [100], rate: 0, seed: 1).scalars) == [0])
    }

    @Test(arguments: [(-1.0, 2.0), (-0.5, 0.5), (1.5, .infinity), (-.infinity, -4), (3, 3.1), (-9, 0.2), (6, 30)])
    func truncatedNormalNumbers(_ lower: Double, _ upper: Double) {
        let samples = Tensor<Double>(
            truncatedNormal: [Self.count], in: (2 * lower + 1)...(2 * upper + 1), mean: 1, standardDeviation: 2,
            seed: 10)
        // Tails are measured from the side where they are small.
        func tail(_ x: Double) -> Double { erfc(x / 2.0.squareRoot()) / 2 }
        let isLeft = upper <= 0
        let (a, b) = isLeft ? (-upper, -lower) : (lower, upper)
        expectDistribution(isLeft ? (1 - samples) / 2 : (samples - 1) / 2, "truncated normal") {
            (tail(a) - tail($0)) / (tail(a) - tail(b))
        }
    }

    @Test func categoriesHaveTheirWeights() {
        let weights = Tensor<Float>([[1, 0, 3, 4], [0, 5, 0, 0]])
        let samples = Tensor<Int32>(categorical: Self.count, weights: weights, seed: 11)
        #expect(samples.shape == [2, Self.count])
        let rows = samples.unstacked().map(\.scalars)
        expectCounts(rows[0], [0.125, 0, 0.375, 0.5], "categories")
        #expect(Set(rows[1]) == [1])
        let counts = Tensor<Int32>(multinomial: Self.count, weights: weights, seed: 11).scalars
        #expect(counts[..<4] == (0..<4).map { k in Int32(rows[0].count { $0 == k }) }[...])
        #expect(Array(counts[4...]) == [0, Int32(Self.count), 0, 0])
    }

    @Test func permutationsAndChoices() {
        #expect(Tensor<Int32>(permutation: 50, seed: 1).scalars.sorted() == Array(0..<50))
        let rows = Tensor<Float>([[1, 2], [3, 4], [5, 6]]).shuffled(seed: 1)
        #expect(Set(rows.unstacked().map(\.scalars)) == [[1, 2], [3, 4], [5, 6]])
        #expect(Set(Tensor<Int32>(choice: 20, from: 30, seed: 2).scalars).count == 20)
        let replaced = Tensor<Int32>(choice: Self.count, from: 5, replacing: true, seed: 3).scalars
        expectCounts(replaced, [Double](repeating: 0.2, count: 5), "choice with replacement")
        // Every first entry of a permutation is as likely as any other.
        let firsts = (0..<5000).map { Tensor<Int32>(permutation: 6, seed: 4, stream: $0).scalars[0] }
        expectCounts(firsts, [Double](repeating: 1.0 / 6, count: 6), "first of a permutation")
    }

    /// Of two draws without replacement the first has the weights' probabilities, the second those that are left.
    @Test func weightedChoicesWithoutReplacement() {
        let weights = Tensor<Double>([2, 0, 3, 5])
        let pairs = (0..<5000).map { Tensor<Int32>(choice: 2, weights: weights, seed: 12, stream: $0).scalars }
        expectCounts(pairs.map { $0[0] }, [0.2, 0, 0.3, 0.5], "first of a weighted choice")
        let second = [2: 0.3 * 2 / 7 + 0.5 * 2 / 5, 3: 0.2 * 3 / 8 + 0.5 * 3 / 5, 5: 0.2 * 5 / 8 + 0.3 * 5 / 7]
        expectCounts(
            pairs.map { $0[1] }, [second[2] ?? 0, 0, second[3] ?? 0, second[5] ?? 0], "second of a weighted choice")
    }

    /// Integers are equal on every backend, and all numbers are the same for any number of workers.
    @Test func backendsDrawTheSameIntegers() throws {
        let draws = Backend.available.map { backend in
            backend.run {
                [
                    Tensor<Int32>(uniform: [1000], in: 0..<10, seed: 1),
                    Tensor<Int32>(poisson: [1000], rate: 20, seed: 1),
                    Tensor<Int32>(categorical: 1000, weights: Tensor<Float>([1, 2, 3]), seed: 1),
                    Tensor<Int32>(Tensor<Bool>(bernoulli: [1000], probability: 0.4, seed: 1)),
                ]
            }
        }
        for other in draws { #expect(other == draws[0]) }
        let large = try [1, 2].map { workers in
            try WorkerPool(count: workers).run { Tensor<Double>(gamma: [1 << 18], concentration: 2, seed: 3) }
        }
        #expect(large[0] == large[1])
    }

    /// The numbers of different distributions of one seed are not the same words of the generator.
    @Test func distributionsOfOneSeedAreIndependent() {
        let all = [
            Tensor<Double>(uniform: [Self.count], seed: 1), Tensor<Double>(exponential: [Self.count], seed: 1),
            Tensor<Double>(normal: [Self.count], seed: 1),
            Tensor<Double>(gamma: [Self.count], concentration: 2, seed: 1),
            Tensor<Double>(beta: [Self.count], alpha: 2, beta: 2, seed: 1),
            Tensor<Double>(Tensor<Bool>(bernoulli: [Self.count], probability: 0.5, seed: 1)),
            Tensor<Double>(truncatedNormal: [Self.count], in: -1...1, seed: 1),
        ]
        let correlation = Tensor(stacking: all, axis: 1).correlation() - Tensor(identity: all.count)
        #expect(correlation.norm(.infinity).item < 5 / Double(Self.count).squareRoot())
    }

    /// The regularised lower incomplete gamma function: its series, or Legendre's continued fraction (Numerical Recipes,
    /// 6.2).
    private func incompleteGamma(_ a: Double, _ x: Double) -> Double {
        let factor = exp(a * log(x) - x - lgamma(a))
        if x <= 0 { return 0 }
        if x < a + 1 {
            var (term, sum, n) = (1 / a, 1 / a, a)
            while abs(term) > 1e-16 * sum {
                n += 1
                term *= x / n
                sum += term
            }
            return factor * sum
        }
        var (b, c, d) = (x + 1 - a, 1e300, 1 / (x + 1 - a))
        var h = d
        for i in 1..<2000 {
            let an = -Double(i) * (Double(i) - a)
            b += 2
            d = 1 / (an * d + b)
            c = b + an / c
            h *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return 1 - factor * h
    }
}
