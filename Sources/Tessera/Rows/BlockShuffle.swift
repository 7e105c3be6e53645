/// The order of the rows in an epoch, a two-level shuffle: blocks of 256 consecutive rows are put in random order, each
/// 16 of them form a group, and the rows of a group are put in random order.
///
/// The order depends only on the number of rows, the seed and the epoch, not on the source. A group is small enough to
/// be held in memory, so that a file is read in whole blocks. Up to 4096 rows form one group: a plain shuffle. The
/// order of the blocks is held in memory up to 268 million rows; above that it is computed on demand.
package struct BlockShuffle {
    static let blockRows = 256
    static let blocksPerGroup = 16
    package static var groupRows: Int { blockRows * blocksPerGroup }
    /// The largest number of rows: each group takes a separate stream of random numbers, and an epoch has 2²⁴ streams.
    package static let maximumRows = groupRows << 24

    let rows: Int
    private let seed: UInt64
    private let stream: UInt64
    private let blocks: RandomPermutation

    /// - Parameter stream: The stream of the epoch. Its lowest 24 bits are 0; they are set to the number of a group.
    init(rows: Int, seed: UInt64, stream: UInt64) {
        self.rows = rows
        self.seed = seed
        self.stream = stream
        let count = (rows + Self.blockRows - 1) / Self.blockRows
        blocks = RandomPermutation(count: count, seed: seed, stream: stream | 0xFFFFFF)
    }

    var groupCount: Int { (blocks.count + Self.blocksPerGroup - 1) / Self.blocksPerGroup }

    /// Returns the range of rows of each block of a group, in the shuffled order of the blocks.
    func blocks(ofGroup group: Int) -> [Range<Int>] {
        let first = group * Self.blocksPerGroup
        return (first..<min(blocks.count, first + Self.blocksPerGroup)).map { index in
            let block = blocks[index]
            return block * Self.blockRows..<min(rows, (block + 1) * Self.blockRows)
        }
    }

    /// Shuffles the row indices of a group by the Fisher–Yates algorithm (Durstenfeld, "Algorithm 235: Random
    /// permutation", 1964). 24 random bits per row keep the bias of a choice among the rows below 2⁻¹².
    func shuffle(_ order: UnsafeMutableBufferPointer<Int>, group: Int, kernels: any Kernels) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: order.count) { random in
            guard let numbers = random.baseAddress else { return }
            let draw = RandomDraw(
                .uniform, seed: seed, stream: stream | UInt64(group), first: 0, count: order.count)
            kernels.fill(numbers, draw)
            for index in Swift.stride(from: order.count - 1, to: 0, by: -1) {
                order.swapAt(index, Int(numbers[index] * Float(index + 1)))
            }
        }
    }
}
