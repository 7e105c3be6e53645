import Synchronization

/// Records the checkpoint of a training run that fails: set it as `TrainingOptions.failureRecorder` and read
/// `checkpoint` after `fit` has thrown.
///
/// If rows could not be read, it is the state after the last update. If the training diverged, it is the start of the
/// last epoch whose losses and parameters were finite, or of the last group of up to 64 such epochs where these run
/// without progress reports.
public final class CheckpointRecorder: Sendable {
    private let recorded = Mutex<TrainingCheckpoint?>(nil)

    /// Creates a recorder without a checkpoint.
    public init() {}

    /// The state to continue from; nil if no run has failed, or if the run failed before its first epoch.
    public var checkpoint: TrainingCheckpoint? { recorded.withLock { $0 } }

    func record(_ checkpoint: TrainingCheckpoint) {
        recorded.withLock { $0 = checkpoint }
    }
}
