import Testing

@testable import Tessera

@Suite struct RandomTests {
    /// Known answers of the generator's authors (Random123, kat_vectors).
    @Test(arguments: [
        (UInt64(0), UInt64(0), UInt64(0), SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
        (.max, .max, .max, SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
        (
            0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88,
            SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func philoxGivesTheKnownAnswers(_ seed: UInt64, _ stream: UInt64, _ block: UInt64, _ words: SIMD4<UInt32>) {
        #expect(Philox(seed: seed, stream: stream).block(block) == words)
    }

    @Test(arguments: [RandomDraw.Distribution.uniform, .normal])
    func backendsDrawTheSameNumbers(_ distribution: RandomDraw.Distribution) {
        compare(distribution, Float.self)
        compare(distribution, Double.self)
    }

    private func compare<S: RealScalar>(_ distribution: RandomDraw.Distribution, _ type: S.Type) {
        for first in [0, 1, 3, 1 << 33] as [UInt64] {
            let draw = RandomDraw(distribution, seed: 42, stream: 7, first: first, count: 1001)
            let results = Backend.available.map { backend in
                let storage = Storage<S>(count: draw.count)
                backend.kernels.fill(storage.base, draw)
                return Tensor<S>(storage: storage, shape: [draw.count])
            }
            // The words are equal; logarithms and angles may differ by some units in the last place, relative to
            // the largest normal of about 6.
            let bound: S = distribution == .uniform ? 0 : 64 * S.ulpOfOne
            for other in results.dropFirst() {
                #expect(results[0].isClose(to: other, relativeTolerance: 0, absoluteTolerance: bound))
            }
        }
    }

    @Test func aWindowHoldsTheSameNumbersAsTheWhole() {
        let whole = Tensor<Float>(normal: [4096], seed: 3)
        let kernels = Backend.current.kernels
        let storage = Storage<Float>(count: 100)
        kernels.fill(storage.base, RandomDraw(.normal, seed: 3, stream: 0, first: 1001, count: 100))
        #expect(Tensor(storage: storage, shape: [100]) == whole[1001..<1101])
    }

    /// Bounds are five standard errors of the estimate from n numbers.
    @Test func momentsAreThoseOfTheDistribution() {
        let n = 40_000.0
        let normal = Tensor<Double>(normal: [40_000], mean: 3, standardDeviation: 2, seed: 1)
        #expect(abs(normal.mean().item - 3) < 5 * 2 / n.squareRoot())
        #expect(abs(normal.variance().item - 4) < 5 * 4 * (2 / n).squareRoot())
        let uniform = Tensor<Double>(uniform: [40_000], in: -1..<3, seed: 1)
        #expect(abs(uniform.mean().item - 1) < 5 * (16.0 / 12 / n).squareRoot())
        #expect(uniform.min().item >= -1 && uniform.max().item < 3)
    }

    @Test func permutationsHoldEveryNumberOnce() {
        let order = randomPermutation(count: 1000, seed: 5)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order != Array(0..<1000))
        #expect(order == randomPermutation(count: 1000, seed: 5))
        #expect(order != randomPermutation(count: 1000, seed: 6))
        #expect(randomPermutation(count: 0, seed: 5).isEmpty)
    }

    /// Kinds of numbers of one seed and stream tell nothing of each other: no word of the generator is in two of them.
    @Test(arguments: [(UInt64(0), UInt64(0)), (1, 0), (1, 1), (7, 1 << 40), (.max, .max)])
    func kindsOfNumbersAreIndependent(_ seed: UInt64, _ stream: UInt64) {
        independent(Float.self, perBlock: 4, seed, stream)
        independent(Double.self, perBlock: 2, seed, stream)
    }

    private func independent<S: RealScalar>(_ type: S.Type, perBlock: Int, _ seed: UInt64, _ stream: UInt64) {
        let (count, bound) = (4000, 5 / 1000.0.squareRoot())
        let uniform = Tensor<S>(uniform: [count * perBlock], seed: seed, stream: stream)
        let normal = Tensor<S>(normal: [count * perBlock], seed: seed, stream: stream)
        let permutation = randomPermutation(count: count, seed: seed, stream: stream).map { Double($0) }
        let (u, z) = (uniform.reshaped(to: [count, perBlock]), normal.reshaped(to: [count, perBlock]))
        // Box and Muller's radius is a function of one word of the block, their angle of the other.
        let first = z[.full, 0..<2].squared().sum(axis: 1)
        for lane in 0..<perBlock {
            let other = Tensor<Double>(u[.full, lane])
            #expect(abs(correlation(Tensor<Double>(first), other.log())) < bound)
            #expect(abs(correlation(Tensor<Double>(z[.full, 0]), (other * 2 * Double.pi).cos())) < bound)
            #expect(abs(correlation(Tensor<Double>(z[.full, 1]), (other * 2 * Double.pi).sin())) < bound)
            // The shuffle exchanges element i with one at a uniform fraction of i + 1.
            let fractions = Tensor(permutation.enumerated().map { $0.element / Double($0.offset + 1) })
            #expect(abs(correlation(minimum(fractions, Tensor(2)), other)) < bound)
        }
    }

    private func correlation(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
        let (a, b) = (a - a.mean(), b - b.mean())
        return ((a * b).sum() / (a.squared().sum() * b.squared().sum()).sqrt()).item
    }
}
