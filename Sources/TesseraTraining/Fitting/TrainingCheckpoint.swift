import Tessera

/// The state of a training run that stopped: everything that its remainder depends on besides the rows and the options.
///
/// `TrainingHistory.checkpoint` holds it after `fit`, cancelled or not; `CheckpointRecorder` holds it after `fit` has
/// thrown. There is none for an optimizer of the user's own, whose state is not known. A run that is given it as
/// `TrainingOptions.checkpoint` continues from there, and its result equals that of an uninterrupted run bit for bit.
public struct TrainingCheckpoint: Sendable, Equatable, Codable {
    let run: RunDescription
    /// The loss of each completed epoch.
    let losses: [Double]
    let validationLosses: [Double]
    /// The number of updates in the incomplete epoch.
    let step: Int
    /// The loss of the incomplete epoch, summed over the rows seen.
    let total: Double
    /// The parameters and the optimizer's state.
    let snapshot: ParameterSnapshot
    /// The standardisation of the columns that the parameters belong to; nil if the columns are as given.
    let standardization: Standardization?
    /// The epoch of the lowest validation loss so far; nil unless the options ask for patience.
    let best: BestEpoch?

    /// The number of completed epochs.
    package var epochs: Int { losses.count }

    /// Checks that a run can continue from this checkpoint.
    ///
    /// - Parameter anyway: whether to accept a run of the same model with other options or another number of rows.
    /// - Throws: `TrainingError` of kind `otherTraining` for another run, `mismatched` for a damaged checkpoint.
    func check(_ now: RunDescription, anyway: Bool) throws(TrainingError) {
        let (obstacles, changes) = (run.obstacles(to: now), run.changes(to: now))
        if !obstacles.isEmpty { throw TrainingError(.otherTraining(obstacles + changes, canContinue: false)) }
        if !changes.isEmpty, !anyway { throw TrainingError(.otherTraining(changes, canContinue: true)) }
        let isWhole =
            run.rows > 0 && run.batchSize > 0 && (0...run.rows / run.batchSize).contains(step)
            && !now.rows.multipliedReportingOverflow(by: losses.count + 1).overflow
        if isWhole { return }
        throw TrainingError(
            .mismatched("the checkpoint is damaged: it is in step \(step) of an epoch of \(run.rows) rows"))
    }
}

/// The parameters after the epoch of the lowest validation loss.
struct BestEpoch: Sendable, Equatable, Codable {
    /// The number of the epoch, from 1.
    let number: Int
    let loss: Double
    let snapshot: ParameterSnapshot
}
