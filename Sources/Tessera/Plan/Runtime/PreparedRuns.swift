import Synchronization

/// The runs of all plans that are prepared and idle, kept from one call of a plan to the next: the programs of the
/// tiles, their memory and the flat parameters. A call takes a run out of the cache, or prepares a new one if there is
/// none for its number of rows, and returns it at the end; concurrent callers of a plan therefore have a run each.
///
/// The runs of all plans take 48 MiB at most; the oldest are released first. Those of a plan are released with it, and
/// all of them when memory is short.
enum PreparedRuns {
    /// The largest total size of the runs that are kept.
    private static let maximumBytes = 48 << 20
    /// The largest number of runs that are kept, which bounds the search for one.
    private static let maximumCount = 64

    /// A run is in the cache exactly while nobody uses it. Whoever takes it out is its only owner: hence
    /// `@unchecked Sendable`.
    private struct Idle: @unchecked Sendable {
        let plan: ObjectIdentifier
        let rows: Int
        let workers: Int
        let byteCount: Int
        let run: AnyObject
    }

    private static let kept = Mutex<(runs: [Idle], byteCount: Int)>(([], 0))

    /// Removes and returns the most recently used run of a plan for so many rows and workers; nil if there is none.
    static func take<Scalar: RealScalar>(
        of plan: ObjectIdentifier, rows: Int, workers: Int, as type: Scalar.Type
    ) -> PlanRun<Scalar>? {
        let idle: Idle? = kept.withLock { kept in
            let index = kept.runs.lastIndex { $0.rows == rows && $0.workers == workers && $0.plan == plan }
            guard let index else { return nil }
            kept.byteCount -= kept.runs[index].byteCount
            return kept.runs.remove(at: index)
        }
        return idle.map { unsafeDowncast($0.run, to: PlanRun<Scalar>.self) }
    }

    /// Keeps a run for the next call of its plan. The caller must not use it any more.
    static func keep<Scalar: RealScalar>(_ run: PlanRun<Scalar>, of plan: ObjectIdentifier) {
        let idle = Idle(
            plan: plan, rows: run.tiling.rows, workers: run.workers, byteCount: run.byteCount, run: run)
        guard idle.byteCount <= maximumBytes else { return }
        // What is released here is freed after the lock.
        let released: [Idle] = kept.withLock { kept in
            kept.runs.append(idle)
            kept.byteCount += idle.byteCount
            if kept.byteCount <= maximumBytes, kept.runs.count <= maximumCount { return [] }
            var released: [Idle] = []
            while kept.byteCount > maximumBytes || kept.runs.count > maximumCount {
                let oldest = kept.runs.removeFirst()
                kept.byteCount -= oldest.byteCount
                released.append(oldest)
            }
            return released
        }
        withExtendedLifetime(released) {}
    }

    /// Releases the runs of a plan that ends.
    static func releaseAll(of plan: ObjectIdentifier) {
        release { $0.plan == plan }
    }

    /// Releases all runs, for an allocation that would fail otherwise.
    static func releaseAll() {
        release { _ in true }
    }

    /// The number of idle runs of a plan.
    static func count(of plan: ObjectIdentifier) -> Int {
        kept.withLock { kept in kept.runs.count { $0.plan == plan } }
    }

    private static func release(where isReleased: (Idle) -> Bool) {
        let released: [Idle] = kept.withLock { kept in
            let released = kept.runs.filter(isReleased)
            kept.runs.removeAll(where: isReleased)
            kept.byteCount -= released.reduce(0) { $0 + $1.byteCount }
            return released
        }
        withExtendedLifetime(released) {}
    }
}
