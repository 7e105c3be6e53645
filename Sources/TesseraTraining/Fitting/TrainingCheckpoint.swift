import Tessera

/// Where a training run stopped: all that the rest of it depends on besides the rows and the options.
///
/// `TrainingHistory.checkpoint` holds it after `fit`, cancelled or not, `CheckpointKeeper` after `fit` has thrown. A run
/// whose options name it as their checkpoint goes on from there, and ends with the bits of one that was never stopped.
public struct TrainingCheckpoint: Sendable, Equatable, Codable {
    let run: RunDescription
    /// Of each epoch that was finished.
    let losses: [Double]
    let validationLosses: [Double]
    /// Updates made in the epoch that was not, and the loss of their rows, summed.
    let step: Int
    let total: Double
    let snapshot: ParameterSnapshot
    /// Of the columns that the parameters belong to.
    let standardization: Standardization?

    /// How many epochs were finished.
    public var epochs: Int { losses.count }

    /// Whether the run that goes on is the one that stopped.
    ///
    /// - Parameter anyway: whether it may be another one of the same model.
    func check(_ now: RunDescription, anyway: Bool) throws(TrainingError) {
        let (obstacles, changes) = (run.obstacles(to: now), run.changes(to: now))
        if !obstacles.isEmpty { throw .otherTraining(obstacles + changes, canContinue: false) }
        if !changes.isEmpty, !anyway { throw .otherTraining(changes, canContinue: true) }
        let isWhole =
            run.rows > 0 && run.batchSize > 0 && (0...run.rows / run.batchSize).contains(step)
            && !now.rows.multipliedReportingOverflow(by: losses.count + 1).overflow
        if isWhole { return }
        throw .mismatched("the checkpoint is damaged: it is in step \(step) of an epoch of \(run.rows) rows")
    }
}
