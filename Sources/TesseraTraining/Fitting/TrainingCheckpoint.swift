import Tessera

/// Where a training run stopped: all that the rest of it depends on besides the rows and the options.
///
/// `TrainingHistory.checkpoint` holds it after `fit`, cancelled or not. A run whose options name it as their checkpoint
/// goes on from there, and ends with the bits of one that was never stopped.
public struct TrainingCheckpoint: Sendable, Equatable, Codable {
    /// The model, the loss and the optimizer in words.
    let identity: String
    let rows: Int
    let batchSize: Int
    let seed: UInt64
    /// Of each epoch that was finished.
    let losses: [Double]
    let validationLosses: [Double]
    /// Updates made in the epoch that was not, and the loss of their rows, summed.
    let step: Int
    let total: Double
    let snapshot: ParameterSnapshot

    /// How many epochs were finished.
    public var epochs: Int { losses.count }

    /// Whether the run that goes on is the one that stopped.
    func check(_ identity: String, rows: Int, batchSize: Int, seed: UInt64) throws(TrainingError) {
        if identity != self.identity {
            throw .mismatched("the checkpoint is of another training: \(self.identity); this one is: \(identity)")
        }
        let isSame =
            (rows, batchSize, seed) == (self.rows, self.batchSize, self.seed)
            && !rows.multipliedReportingOverflow(by: losses.count + 1).overflow
        if isSame, (0...rows / batchSize).contains(step) { return }
        throw .mismatched(
            "the checkpoint is of batches of \(self.batchSize) of \(self.rows) rows with seed \(self.seed), the run of "
                + "batches of \(batchSize) of \(rows) rows with seed \(seed)")
    }
}
