/// A random order of 0 ..< count that depends on seed and stream alone, asked for place by place.
///
/// The stream is used for nothing else. Up to `mostHeld` numbers are shuffled and held, as `randomPermutation` does; of more
/// each place is computed when it is asked for, so that the order of any number of things takes no memory.
struct RandomOrder {
    /// 8 MiB of numbers, those of the blocks of 268 million rows.
    static let mostHeld = 1 << 20

    let count: Int
    private let held: [Int]
    private let network: FeistelNetwork?

    init(count: Int, seed: UInt64, stream: UInt64, mostHeld: Int = RandomOrder.mostHeld) {
        self.count = count
        if count <= mostHeld {
            held = randomPermutation(count: count, seed: seed, stream: stream, from: 0)
            network = nil
        } else {
            held = []
            network = FeistelNetwork(count: count, seed: seed, stream: stream)
        }
    }

    /// What stands at a place.
    subscript(place: Int) -> Int {
        network?.permuted(place) ?? held[place]
    }
}

/// A permutation of 0 ..< count by a balanced Feistel network over the least even number of bits that holds them, entered
/// again until it leaves a number below the count ("cycle walking": Black and Rogaway, "Ciphers with arbitrary finite
/// domains", 2002), which takes less than four turns on average. Philox makes the rounds; four of them make a permutation
/// that cannot be told from a random one by whoever does not know its inverse (Luby and Rackoff, "How to construct
/// pseudorandom permutations from pseudorandom functions", 1988), and there are six.
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
        repeat { value = entered(value) } while value >= count
        return Int(value)
    }

    private func entered(_ value: UInt64) -> UInt64 {
        let mask = (UInt64(1) << halfBits) - 1
        var (left, right) = (value >> halfBits, value & mask)
        for round in 0..<Self.rounds {
            let word = philox.block(round << 32 | right)
            (left, right) = (right, left ^ (UInt64(word[0]) & mask))
        }
        return left << halfBits | right
    }
}
