public import Tessera

extension RowTable {
    /// Splits the rows at random into a training part and a validation part, which are copies.
    ///
    /// - Parameters:
    ///   - fraction: The fraction of the rows to hold out for validation, above 0 and below 1.
    ///   - seed: Determines which rows are held out.
    /// - Returns: nil if one part would have no rows, or if there are more than 2³¹ − 1 rows, which `splitInBlocks`
    ///   can split.
    public func split(validation fraction: Double, seed: UInt64) -> (training: RowTable, validation: RowTable)? {
        guard fraction > 0, fraction < 1, rowCount <= Int(Int32.max) else { return nil }
        let heldOut = Int((Double(rowCount) * fraction).rounded())
        guard heldOut > 0, heldOut < rowCount else { return nil }
        let order = randomPermutation(count: rowCount, seed: seed, stream: RandomStream.split, from: 0).map(Int32.init)
        return (selecting(order.dropLast(heldOut)), selecting(order.suffix(heldOut)))
    }

    /// Returns the rows at the given indices, in their order.
    func selecting(_ rows: some Collection<Int32>) -> RowTable {
        let indices = Tensor<Int32>(Array(rows))
        return RowTable(
            checkedFeatures: features.gatheringRows(indices), targets: targets.gatheringRows(indices),
            weights: weights?.gatheringRows(indices), isKnownFinite: isKnownFinite)
    }
}
