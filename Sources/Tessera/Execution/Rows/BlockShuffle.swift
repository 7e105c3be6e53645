/// The order in which an epoch sees the rows: blocks of neighbouring rows in random order, some of them at a time put
/// together to a group, and the rows of a group in random order.
///
/// The order depends on the number of rows, the seed and the epoch alone, whatever the source. A group is small enough to
/// be held in memory, so that a file is read in whole blocks. Up to 4096 rows are one group: a plain shuffle.
package struct BlockShuffle {
    static let blockRows = 256
    static let blocksPerGroup = 16
    package static var groupRows: Int { blockRows * blocksPerGroup }

    let rows: Int
    private let seed: UInt64
    private let stream: UInt64
    private let blocks: [Int]

    /// - Parameter stream: the epoch's; the 24 bits above the lowest 24 number epochs, the lowest groups.
    package init(rows: Int, seed: UInt64, stream: UInt64) {
        self.rows = rows
        self.seed = seed
        self.stream = stream
        let count = (rows + Self.blockRows - 1) / Self.blockRows
        blocks = randomPermutation(count: count, seed: seed, stream: stream | Self.blockOrder)
    }

    private static var blockOrder: UInt64 { 0xFFFFFF }

    var groupCount: Int { (blocks.count + Self.blocksPerGroup - 1) / Self.blocksPerGroup }

    /// The rows of each block of a group, in the order of the blocks.
    func blocks(ofGroup group: Int) -> [Range<Int>] {
        let first = group * Self.blocksPerGroup
        return blocks[first..<min(blocks.count, first + Self.blocksPerGroup)].map { block in
            block * Self.blockRows..<min(rows, (block + 1) * Self.blockRows)
        }
    }

    /// Fills `order` with 0 ..< count in random order (Fisher and Yates). 24 random bits a row keep the bias of a
    /// choice among a group's rows below 2⁻¹².
    func shuffle(_ order: inout [Int32], count: Int, group: Int, kernels: any Kernels) {
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: 0..<Int32(count))
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { random in
            guard let numbers = random.baseAddress else { return }
            let draw = RandomDraw(.uniform, seed: seed, stream: stream | UInt64(group), first: 0, count: count)
            kernels.fill(numbers, draw)
            order.withUnsafeMutableBufferPointer { order in
                for index in Swift.stride(from: count - 1, to: 0, by: -1) {
                    order.swapAt(index, Int(numbers[index] * Float(index + 1)))
                }
            }
        }
    }
}
