import Tessera

/// What training holds in memory whatever the model does, refused before it begins where it is too much.
enum TrainingMemory {
    /// Copies of the parameters: the model, those that steps move, their gradients and the trained ones.
    private static let copies = 4

    /// - Parameter counts: factors of the number of parameters of each layer.
    static func requireModel<Scalar: RealScalar>(
        widths: [Int], _ options: TrainingOptions, as type: Scalar.Type
    ) throws(TrainingError) {
        var (total, isCountable) = (0, widths.allSatisfy { $0 < Int.max })
        for (inputs, outputs) in zip(widths, widths.dropFirst()) where isCountable {
            let (product, overflow) = (inputs + 1).multipliedReportingOverflow(by: outputs)
            let (sum, overflowOfSum) = total.addingReportingOverflow(product)
            (total, isCountable) = (sum, !overflow && !overflowOfSum)
        }
        let memories = options.method == .adam ? 2 : 1
        let shown = widths.dropFirst().dropLast().map(String.init).joined(separator: ",")
        try require(
            isCountable ? total : .max, MemoryLayout<Scalar>.stride, copies + memories,
            for: "a network of hidden layers \(shown)")
    }

    /// The rows of two batches and of a group that is put in order.
    static func requireRows<Scalar: RealScalar>(
        _ rows: some RowSource<Scalar>, _ options: TrainingOptions
    ) throws(TrainingError) {
        let count = rows.rowCount
        guard count <= BlockShuffle.mostRows else {
            throw .mismatched("there are \(count) rows; at most \(BlockShuffle.mostRows) can be put in order")
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
