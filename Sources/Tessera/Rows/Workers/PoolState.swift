import Synchronization

/// The shared state of a thread pool: the jobs of its callers, and the helpers, which work on all open jobs by turns.
///
/// A caller works on its own job until no part is left. A helper runs the parts of one job after the other; where several
/// are open it goes to the next one after each part, so that every caller has the same share of the helpers.
final class PoolState: Sendable {
    /// The number of workers, the caller included.
    let width: Int
    /// The length of the spin-wait before a helper parks: some tens of microseconds, longer than the pause between two
    /// training steps, but too short for its processor load to be noticed.
    private static let spinsBeforeParking = 20_000
    /// The largest number of callers that the helpers work for at the same time.
    private static let jobCount = 8
    private let jobs: [PoolJob]
    /// The number of open jobs.
    private let openJobs = Atomic(0)
    /// Incremented when a job opens.
    private let openings = Atomic(0)
    private let isDismissed = Atomic(false)
    /// The threads of the helpers, each at its number as a worker; 0 for one that has not begun.
    private let helperThreads: [HelperThread]
    private let parking = Parking()

    private final class HelperThread: Sendable {
        let identity = Atomic<UInt>(0)
    }

    init(width: Int) {
        self.width = width
        jobs = (0..<Self.jobCount).map { _ in PoolJob(width: width) }
        helperThreads = (0..<width).map { _ in HelperThread() }
    }

    /// Runs all parts of a job and returns when they are done. If there are too many jobs, or the caller is itself running
    /// a part of one, it runs them alone.
    func perform(_ count: Int, _ work: some TileWork) {
        guard width > 1, count > 1, let job = claimedJob() else {
            for part in 0..<count { work.perform(part, worker: 0) }
            return
        }
        job.open(count, work)
        openJobs.add(1, ordering: .relaxed)
        openings.add(1, ordering: .sequentiallyConsistent)
        parking.wakeAll()
        _ = job.runParts(of: work, worker: 0) { true }
        job.close()
        openJobs.subtract(1, ordering: .relaxed)
    }

    /// Returns a job that is free; nil if there is none, or if the thread already works on one: its parts then wait for
    /// each other only, and the workers have enough to do.
    private func claimedJob() -> PoolJob? {
        let thread = currentThreadIdentity()
        if openJobs.load(ordering: .relaxed) > 0 {
            if helperThreads.contains(where: { $0.identity.load(ordering: .relaxed) == thread }) { return nil }
            if jobs.contains(where: { $0.isOf(thread) }) { return nil }
        }
        return jobs.first { $0.claim(for: thread) }
    }

    /// The main loop of a thread of the pool; returns when the pool is dismissed.
    ///
    /// - Parameter worker: the number of the thread as a worker, from 1.
    func help(_ worker: Int) {
        helperThreads[worker].identity.store(currentThreadIdentity(), ordering: .relaxed)
        /// The ticket of each job of which no part was left.
        var finished = [Int](repeating: 0, count: jobs.count)
        var (seen, spins, hasWorked) = (0, 0, false)
        while !isDismissed.load(ordering: .acquiring) {
            let now = openings.load(ordering: .acquiring)
            if hasWorked || now != seen {
                (seen, spins) = (now, 0)
                hasWorked = takeTurns(worker, &finished)
                continue
            }
            spins += 1
            if spins > Self.spinsBeforeParking {
                parking.sleep {
                    !isDismissed.load(ordering: .acquiring) && openings.load(ordering: .sequentiallyConsistent) == seen
                }
                spins = 0
            }
        }
    }

    /// Works on each open job. Returns whether there was one.
    private func takeTurns(_ worker: Int, _ finished: inout [Int]) -> Bool {
        var hasWorked = false
        for index in jobs.indices {
            guard let ticket = jobs[index].ticket(otherThan: finished[index]) else { continue }
            hasWorked = true
            let isFinished = jobs[index].help(worker) { openJobs.load(ordering: .relaxed) < 2 }
            if isFinished { finished[index] = ticket }
        }
        return hasWorked
    }

    /// Makes all helpers return.
    func dismiss() {
        isDismissed.store(true, ordering: .sequentiallyConsistent)
        parking.wakeAll()
    }
}
