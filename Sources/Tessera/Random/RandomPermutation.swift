/// A random permutation of 0 ..< count that depends on seed and stream alone, with access by index.
///
/// The stream must be used for nothing else. Up to `maximumStoredCount` numbers are shuffled and stored, as
/// `randomPermutation` does; above that each entry is computed on access, so that a permutation of any length takes
/// constant memory.
struct RandomPermutation {
    /// The longest permutation that is stored: 8 MiB of numbers, which is the blocks of 268 million rows (256 rows
    /// each).
    static let maximumStoredCount = 1 << 20

    let count: Int
    private let stored: [Int]
    private let network: FeistelNetwork?

    init(count: Int, seed: UInt64, stream: UInt64, maximumStoredCount: Int = RandomPermutation.maximumStoredCount) {
        self.count = count
        if count <= maximumStoredCount {
            stored = randomPermutation(count: count, seed: seed, stream: stream, from: 0)
            network = nil
        } else {
            stored = []
            network = FeistelNetwork(count: count, seed: seed, stream: stream)
        }
    }

    /// The entry of the permutation at an index.
    subscript(index: Int) -> Int {
        network?.permuted(index) ?? stored[index]
    }
}

/// A permutation of 0 ..< count by a balanced Feistel network on the smallest even number of bits that holds these
/// numbers. The network is applied again until its output is below the count ("cycle walking": Black and Rogaway,
/// "Ciphers with arbitrary finite domains", 2002), which takes fewer than four applications on average. Philox is the
/// round function. Four rounds of a pseudorandom function make a permutation that cannot be told from a random one,
/// even with queries of its inverse (Luby and Rackoff, "How to construct pseudorandom permutations from pseudorandom
/// functions", 1988); this network has six.
private struct FeistelNetwork {
    private static let rounds: UInt64 = 6

    private let count: UInt64
    private let halfBits: UInt64
    private let philox: Philox

    init(count: Int, seed: UInt64, stream: UInt64) {
        self.count = UInt64(count)
        let bits = UInt64(Int.bitWidth - (count - 1).leadingZeroBitCount)
        halfBits = max(1, (bits + 1) / 2)
        philox = Philox(seed: seed, stream: stream)
    }

    func permuted(_ number: Int) -> Int {
        var value = UInt64(number)
        repeat { value = encrypted(value) } while value >= count
        return Int(value)
    }

    /// Applies the network once to a number of `2 · halfBits` bits.
    private func encrypted(_ value: UInt64) -> UInt64 {
        let mask = (UInt64(1) << halfBits) - 1
        var (left, right) = (value >> halfBits, value & mask)
        for round in 0..<Self.rounds {
            let word = philox.block(round << 32 | right)
            (left, right) = (right, left ^ (UInt64(word[0]) & mask))
        }
        return left << halfBits | right
    }
}
