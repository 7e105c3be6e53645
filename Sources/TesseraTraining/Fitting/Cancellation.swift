import Synchronization

/// Stops a training run from elsewhere: give it to the options, and cancel it from any thread.
///
/// The run ends after the update it is at; the model keeps what it has learned. A run in a cancelled task ends the same
/// way.
public final class Cancellation: Sendable {
    private let flag = Atomic(false)

    public init() {}

    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    public func cancel() {
        flag.store(true, ordering: .relaxed)
    }
}
