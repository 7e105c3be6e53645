/// The counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011). Each
/// block of four words depends on the key and the counter alone, so that any part of a sequence can be computed
/// independently and in parallel.
struct Philox {
    private let key: (UInt32, UInt32)
    private let stream: (UInt32, UInt32)

    init(seed: UInt64, stream: UInt64) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.stream = (UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    }

    /// Returns the four words of block `number` of the stream.
    @inline(__always)
    func block(_ number: UInt64) -> SIMD4<UInt32> {
        var (c0, c1) = (UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32))
        var (c2, c3) = stream
        var (k0, k1) = key
        for _ in 0..<10 {
            let a = UInt64(0xD251_1F53) &* UInt64(c0)
            let b = UInt64(0xCD9E_8D57) &* UInt64(c2)
            let (high0, high1) = (UInt32(truncatingIfNeeded: a >> 32), UInt32(truncatingIfNeeded: b >> 32))
            (c0, c1, c2, c3) = (
                high1 ^ c1 ^ k0, UInt32(truncatingIfNeeded: b), high0 ^ c3 ^ k1, UInt32(truncatingIfNeeded: a)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}

/// A part of a random sequence: elements `first ..< first + count` of a stream.
package struct RandomDraw: Sendable {
    package enum Distribution: Sendable {
        /// The uniform distribution on 0 ≤ x < 1.
        case uniform
        /// The standard normal distribution: mean 0, variance 1 (Box and Muller, "A note on the generation of random
        /// normal deviates", 1958).
        case normal
    }

    package var distribution: Distribution
    package var seed: UInt64
    package var stream: UInt64
    package var first: UInt64
    package var count: Int

    package init(_ distribution: Distribution, seed: UInt64, stream: UInt64, first: UInt64, count: Int) {
        self.distribution = distribution
        self.seed = seed
        self.stream = stream
        self.first = first
        self.count = count
    }
}
