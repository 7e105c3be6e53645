import Tessera

/// The checks, made before training begins, that the memory it needs in any case is available.
enum TrainingMemory {
    /// The number of copies of the parameters: the model, those that steps update, their gradients and the trained
    /// ones.
    private static let copies = 4

    /// Checks that the parameters of a network and the optimizer's state fit in memory.
    ///
    /// - Parameter widths: the number of inputs, of each hidden layer's outputs, and of the outputs.
    /// - Throws: `TrainingError` of kind `memory`.
    static func requireModel<Scalar: RealScalar>(
        widths: [Int], _ optimizer: any Optimizer<Scalar>
    ) throws(TrainingError) {
        var (total, isCountable) = (0, widths.allSatisfy { $0 < Int.max })
        for (inputs, outputs) in zip(widths, widths.dropFirst()) where isCountable {
            let (product, overflow) = (inputs + 1).multipliedReportingOverflow(by: outputs)
            let (sum, overflowOfSum) = total.addingReportingOverflow(product)
            (total, isCountable) = (sum, !overflow && !overflowOfSum)
        }
        let optimizerStates = max(1, optimizer.rule?.stateCount ?? 2)
        let hiddenWidths = widths.dropFirst().dropLast().map(String.init).joined(separator: ",")
        try require(
            isCountable ? total : .max, MemoryLayout<Scalar>.stride, copies + optimizerStates,
            for: "a network of hidden layers \(hiddenWidths)")
    }

    /// Checks that the rows that training holds fit in memory: two batches, and for rows that are not in memory a group
    /// of rows that is shuffled; see `BlockShuffle`.
    ///
    /// - Throws: `TrainingError` of kind `memory`, and `mismatched` for more rows than can be shuffled.
    static func requireRows<Scalar: RealScalar>(
        _ rows: some RowSource<Scalar>, _ options: TrainingOptions
    ) throws(TrainingError) {
        let count = rows.rowCount
        guard count <= BlockShuffle.maximumRows else {
            throw TrainingError(
                .mismatched("there are \(count) rows; at most \(BlockShuffle.maximumRows) can be put in order"))
        }
        let batch = min(options.batchSize ?? count, count)
        let batches = batch < count ? 2 * batch : 0
        let group = rows.table == nil && batch < count ? min(count, BlockShuffle.groupRows) : 0
        try require(
            batches + group, rows.rowShape.width, MemoryLayout<Scalar>.stride,
            for: "a batch of \(counted(batch, "row")) of \(counted(rows.rowShape.width, "number"))")
    }

    private static func require(_ count: Int, _ size: Int, _ times: Int, for purpose: String) throws(TrainingError) {
        try TrainingError.translating { try requireMemory(count, size, times, for: purpose) }
    }
}
