public import Tessera

extension RowSource {
    /// Splits the rows into a training part and a validation part, without copying them.
    ///
    /// Rows are held out in blocks of up to 256 neighbouring rows, so that a file is read in long runs. Above 268
    /// million rows the blocks are longer, so that there are about a million of them.
    ///
    /// - Parameters:
    ///   - fraction: the fraction of the rows to hold out, approximately; above 0 and below 1.
    ///   - seed: determines which blocks are held out.
    /// - Returns: nil if one part would have no rows.
    public func splitInBlocks(
        validation fraction: Double, seed: UInt64
    ) -> (training: any RowSource<Scalar>, validation: any RowSource<Scalar>)? {
        guard fraction > 0, fraction < 1, rowCount > 1 else { return nil }
        let length = max(1, min(256, rowCount / 16), rowCount >> 20)
        let count = (rowCount - 1) / length + 1
        let heldOut = Int((Double(count) * fraction).rounded())
        guard heldOut > 0, heldOut < count else { return nil }
        let order = randomPermutation(count: count, seed: seed, stream: RandomStream.split, from: 0)
        func rows(_ blocks: some Sequence<Int>) -> [Range<Int>] {
            blocks.sorted().map { $0 * length..<min(rowCount, ($0 + 1) * length) }
        }
        return (RowSelection(self, rows(order.dropLast(heldOut))), RowSelection(self, rows(order.suffix(heldOut))))
    }
}
