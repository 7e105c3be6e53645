import Synchronization

/// The failure of the first part of some work that failed, first by number and not by time: the same in every run.
package final class FirstFailure<Failure: Error>: Sendable {
    private let known = Mutex<(part: Int, error: Failure)?>(nil)
    private let hasFailed = Atomic(false)

    package init() {}

    package func record(_ part: Int, _ body: () throws(Failure) -> Void) {
        do {
            try body()
        } catch {
            hasFailed.store(true, ordering: .relaxed)
            known.withLock { known in
                if known.map({ $0.part > part }) ?? true { known = (part, error) }
            }
        }
    }

    /// Throws what was recorded, and forgets it.
    package func rethrow() throws(Failure) {
        guard hasFailed.load(ordering: .relaxed) else { return }
        hasFailed.store(false, ordering: .relaxed)
        let failure = known.withLock { known in
            defer { known = nil }
            return known
        }
        if let failure { throw failure.error }
    }
}
