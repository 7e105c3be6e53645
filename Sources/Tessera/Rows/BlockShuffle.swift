/// The order in which an epoch sees the rows: blocks of neighbouring rows in random order, some of them at a time put
/// together to a group, and the rows of a group in random order.
///
/// The order depends on the number of rows, the seed and the epoch alone, whatever the source. A group is small enough to
/// be held in memory, so that a file is read in whole blocks. Up to 4096 rows are one group: a plain shuffle. The order of
/// the blocks is held up to 268 million rows, and computed where it is needed above that.
package struct BlockShuffle {
    static let blockRows = 256
    static let blocksPerGroup = 16
    package static var groupRows: Int { blockRows * blocksPerGroup }
    /// Each group takes a stream of random numbers of its own, of which an epoch has 2²⁴.
    package static let mostRows = groupRows << 24

    let rows: Int
    private let seed: UInt64
    private let stream: UInt64
    private let blocks: RandomOrder

    /// - Parameter stream: the epoch's; its lowest 24 bits are 0, and number groups.
    init(rows: Int, seed: UInt64, stream: UInt64) {
        self.rows = rows
        self.seed = seed
        self.stream = stream
        let count = (rows + Self.blockRows - 1) / Self.blockRows
        blocks = RandomOrder(count: count, seed: seed, stream: stream | 0xFFFFFF)
    }

    var groupCount: Int { (blocks.count + Self.blocksPerGroup - 1) / Self.blocksPerGroup }

    /// The rows of each block of a group, in the order of the blocks.
    func blocks(ofGroup group: Int) -> [Range<Int>] {
        let first = group * Self.blocksPerGroup
        return (first..<min(blocks.count, first + Self.blocksPerGroup)).map { place in
            let block = blocks[place]
            return block * Self.blockRows..<min(rows, (block + 1) * Self.blockRows)
        }
    }

    /// Puts the numbers of a group's rows into random order (Fisher and Yates). 24 random bits a row keep the bias of a
    /// choice among them below 2⁻¹².
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
