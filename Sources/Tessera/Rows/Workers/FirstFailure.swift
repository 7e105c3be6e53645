import Synchronization

/// The error of the failed part with the lowest number. It does not depend on timing: it is the same in every run.
package final class FirstFailure<Failure: Error>: Sendable {
    private let known = Mutex<(part: Int, error: Failure)?>(nil)
    private let hasFailed = Atomic(false)

    package init() {}

    /// Runs `body` for a part and records its error unless a part with a lower number has failed. Thread-safe.
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

    /// Throws the recorded error, if there is one, and clears it.
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
