import Testing

@testable import Tessera

/// Permutations that are computed entry by entry are permutations, and as uniform as those that are stored.
@Suite struct RandomOrderTests {
    private func order(_ count: Int, seed: UInt64, stream: UInt64 = 0) -> [Int] {
        let order = RandomPermutation(count: count, seed: seed, stream: stream, maximumStoredCount: 0)
        return (0..<count).map { order[$0] }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 16, 17, 255, 256, 257, 1000, 4096, 4097])
    func everyNumberOccursOnce(count: Int) {
        for seed: UInt64 in [0, 1, .max] {
            #expect(order(count, seed: seed).sorted() == Array(0..<count))
        }
    }

    @Test func seedAndStreamMakeOtherOrders() {
        let orders = [(1, 0), (2, 0), (1, 1), (1, 1 << 40)].map { order(1000, seed: $0, stream: $1) }
        for (index, order) in orders.enumerated() {
            for other in orders[..<index] {
                // One of 1000 numbers is expected at its own position; 12 occur once in 10⁹ times.
                #expect(zip(order, other).count { $0 == $1 } < 12)
            }
        }
        #expect(orders[0] == order(1000, seed: 1))
    }

    /// Each of 8 numbers stands at each of 8 positions in an eighth of 2000 orders, within 5 standard deviations of
    /// √218.75.
    @Test func everyPositionIsEquallyLikely() {
        var counts = [Int](repeating: 0, count: 64)
        for seed in 0..<2000 {
            for (position, number) in order(8, seed: UInt64(seed)).enumerated() { counts[position * 8 + number] += 1 }
        }
        for count in counts { #expect(abs(count - 250) < 74) }
    }

    /// The orders of tables of usual sizes are those that models were trained in.
    @Test(arguments: [1, 2, 100, 5000])
    func shortOrdersAreStored(count: Int) {
        let order = RandomPermutation(count: count, seed: 7, stream: 3)
        #expect((0..<count).map { order[$0] } == randomPermutation(count: count, seed: 7, stream: 3, from: 0))
    }

    /// The blocks of 68 billion rows, whose numbers would take 2 GiB.
    @Test func aBillionRowsAreShuffledWithoutStoringThem() {
        for rows in [1_000_000_000, BlockShuffle.maximumRows, BlockShuffle.maximumRows - 1] {
            let shuffle = BlockShuffle(rows: rows, seed: 1, stream: 6 << 48)
            #expect(shuffle.groupCount == (rows + 4095) / 4096)
            var seen: Set<Int> = []
            for group in [0, 1, shuffle.groupCount / 2, shuffle.groupCount - 1] {
                for block in shuffle.blocks(ofGroup: group) {
                    #expect(block.lowerBound % 256 == 0 && block.upperBound <= rows && !block.isEmpty)
                    #expect(seen.insert(block.lowerBound).inserted)
                }
            }
        }
    }
}
