import Synchronization

/// A request to end work over rows early. Passes over rows (folds, steps of plans) that begin in the scope of a flag look
/// at it before each tile, and throw `RowSourceError.stopped` once it is set.
package final class StopFlag: Sendable {
    private let flag = Atomic(false)
    /// Flags that this one stands for, too.
    private let others: [StopFlag]

    /// The flag of the work that the current task does.
    @TaskLocal package static var current: StopFlag?

    package init(with others: StopFlag?...) {
        self.others = others.compactMap { $0 }
    }

    /// Whether this flag or one of those that it stands for has been set.
    package var isSet: Bool { flag.load(ordering: .relaxed) || others.contains { $0.isSet } }

    /// Requests the end; may be called from any thread, more than once.
    package func set() { flag.store(true, ordering: .relaxed) }

    /// Whether the work has to end. The caller of a pass is worker 0: it looks whether its task has been cancelled, and
    /// then tells the other workers.
    func isRequested(by worker: Int) -> Bool {
        if isSet { return true }
        guard worker == 0, Task.isCancelled else { return false }
        set()
        return true
    }

    /// Runs `body` with this flag as the current one.
    package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Self.$current.withValue(self, operation: body)
    }
}

/// An error that may stand for work ended early at the caller's request.
package protocol StoppableError: Error {
    /// Whether the work was ended by a `StopFlag`.
    var isStop: Bool { get }
}

extension Error {
    /// Whether this error stands for work ended by a `StopFlag`.
    package var meansStop: Bool { (self as? any StoppableError)?.isStop ?? false }
}
