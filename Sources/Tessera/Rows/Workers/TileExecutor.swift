/// Who works on the parts of a larger computation.
///
/// Results never depend on the executor: parts and the order in which they are put together follow from shapes alone. An
/// executor with threads of its own calls `work.perform` on the backend that `perform` was called under
/// (`let backend = Backend.current` before, `backend.run { … }` on the thread), as `WorkerPool` does.
public protocol TileExecutor: Sendable {
    /// How many parts are worked on at the same time, at most.
    var width: Int { get }

    /// Calls `work.perform` once for each number below `count`, and returns when all calls have. Calls that run at the
    /// same time get different workers, from 0 to below `width`.
    func perform(_ count: Int, _ work: some TileWork)
}

/// Work in numbered parts, any of which may run at the same time as others.
public protocol TileWork: AnyObject, Sendable {
    func perform(_ part: Int, worker: Int)
}

/// Does everything on the thread that asks for it.
public struct SingleThread: TileExecutor {
    public init() {}

    public var width: Int { 1 }

    public func perform(_ count: Int, _ work: some TileWork) {
        for part in 0..<count { work.perform(part, worker: 0) }
    }
}
