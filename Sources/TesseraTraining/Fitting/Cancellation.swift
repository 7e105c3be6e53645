import Tessera

/// Cancels a training run from any thread: set it as `TrainingOptions.cancellation` and call `cancel()`.
///
/// The run ends before the next tile of rows, and the model keeps the parameters that the last update reached. A run in a
/// cancelled `Task` ends the same way.
public final class Cancellation: Sendable {
    let flag = StopFlag()

    /// Creates a request that has not been made yet.
    public init() {}

    /// Whether `cancel()` has been called.
    package var isCancelled: Bool { flag.isSet }

    /// Requests the end of the run; may be called from any thread, more than once.
    public func cancel() {
        flag.set()
    }
}
