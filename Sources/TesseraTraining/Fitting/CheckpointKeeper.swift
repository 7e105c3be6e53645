import Synchronization

/// Receives where a training run that fails stopped: give it to the options, and ask it when `fit` has thrown.
///
/// After rows that could not be read it is the last update; after a divergence the start of the last epoch whose losses and
/// parameters were finite.
public final class CheckpointKeeper: Sendable {
    private let kept = Mutex<TrainingCheckpoint?>(nil)

    public init() {}

    /// Nil where no run has failed, or none before its start.
    public var checkpoint: TrainingCheckpoint? { kept.withLock { $0 } }

    func keep(_ checkpoint: TrainingCheckpoint) {
        kept.withLock { $0 = checkpoint }
    }
}
