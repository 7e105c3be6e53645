public import Tessera

extension RowSource {
    /// Holds about `fraction` of the rows back, in blocks of up to 256 neighbouring rows that the seed chooses; nil where
    /// that leaves one part without rows. Of more than 268 million rows the blocks are as large as makes a million of them.
    public func splitInBlocks(
        validation fraction: Double, seed: UInt64
    ) -> (training: any RowSource<Scalar>, validation: any RowSource<Scalar>)? {
        guard fraction > 0, fraction < 1, rowCount > 1 else { return nil }
        let length = max(1, min(256, rowCount / 16), rowCount >> 20)
        let count = (rowCount - 1) / length + 1
        let held = Int((Double(count) * fraction).rounded())
        guard held > 0, held < count else { return nil }
        let order = randomPermutation(count: count, seed: seed, stream: RandomStream.split, from: 0)
        func rows(_ blocks: some Sequence<Int>) -> [Range<Int>] {
            blocks.sorted().map { $0 * length..<min(rowCount, ($0 + 1) * length) }
        }
        return (RowSelection(self, rows(order.dropLast(held))), RowSelection(self, rows(order.suffix(held))))
    }
}
