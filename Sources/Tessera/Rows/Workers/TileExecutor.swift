/// Runs the parts of a computation, possibly in parallel.
///
/// Results never depend on the executor: the parts and the order in which they are merged follow from shapes alone. An
/// executor that has its own threads must call `work.perform` on the backend under which its `perform` was called
/// (`let backend = Backend.current` before, `backend.run { … }` on the thread), as `WorkerPool` does.
public protocol TileExecutor: Sendable {
    /// The number of workers: the maximum number of parts that run at the same time.
    var width: Int { get }

    /// Calls `work.perform` once for each part in `0 ..< count`, and returns when all calls have returned. Calls that
    /// run at the same time receive different worker numbers in `0 ..< width`.
    func perform(_ count: Int, _ work: some TileWork)
}

/// Work in numbered parts, any of which may run at the same time.
public protocol TileWork: AnyObject, Sendable {
    /// Runs one part. `worker` identifies the worker, for example to select scratch memory.
    func perform(_ part: Int, worker: Int)
}

/// An executor that runs all parts in order on the calling thread.
public struct SingleThread: TileExecutor {
    /// Creates the executor that works on the calling thread.
    public init() {}

    public var width: Int { 1 }

    public func perform(_ count: Int, _ work: some TileWork) {
        for part in 0..<count { work.perform(part, worker: 0) }
    }
}
