import Synchronization

/// Cancels a training run from any thread: set it as `TrainingOptions.cancellation` and call `cancel()`.
///
/// The run ends after the current update, and the model keeps the parameters reached. A run in a cancelled `Task` ends
/// the same way.
public final class Cancellation: Sendable {
    private let flag = Atomic(false)

    /// Creates a request that has not been made yet.
    public init() {}

    /// Whether `cancel()` has been called.
    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Requests the end of the run; may be called from any thread, more than once.
    public func cancel() {
        flag.store(true, ordering: .relaxed)
    }
}
