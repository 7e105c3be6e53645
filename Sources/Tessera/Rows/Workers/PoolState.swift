import Synchronization

/// The shared state of a thread pool: the current job, and which of its parts are taken.
///
/// A job is open while `ticket` is odd. A helper increments `helpers` before it checks whether a job is open, and the
/// caller closes the job before it waits for `helpers` to fall to 0: so either a helper finds the job closed, or the
/// caller waits for the helper. Only then is `work` replaced: hence `@unchecked Sendable`.
final class PoolState: @unchecked Sendable {
    /// The number of workers, the caller included.
    let width: Int
    /// The length of the spin-wait before a helper parks: some tens of microseconds, longer than the pause between two
    /// training steps, but too short for its processor load to be noticed.
    private static let spinsBeforeParking = 20_000
    private var work: (any TileWork)?
    private var count = 0
    /// The backend of the caller's scope, which helpers use too; nil if none is set.
    private var backend: Backend?
    private let isBusy = Atomic(false)
    private let isDismissed = Atomic(false)
    /// Incremented when a job opens and again when it closes; odd while a job is open.
    private let ticket = Atomic(0)
    /// The number of helpers that may be running parts of the current job.
    private let helpers = Atomic(0)
    /// The next part of the range of each worker. A worker that has finished its own range steals work from those of
    /// the others. A worker has the same range in every job with the same number of parts, so that it finds in its
    /// cache what it left there. Helpers are numbered by arrival: with more than one helper, a thread may get another
    /// range in the next job.
    private let nextParts: UnsafeMutablePointer<Atomic<Int>>
    /// The distance of the counters, 128 bytes: counters on one cache line would suffer from false sharing.
    private static let counterStride = 16
    private let nextWorker = Atomic(1)
    private let parking = Parking()
    private let processors = ProcessorClaims()

    init(width: Int) {
        self.width = width
        nextParts = .allocate(capacity: width * Self.counterStride)
        for worker in 0..<width { (nextParts + worker * Self.counterStride).initialize(to: Atomic(0)) }
    }

    deinit {
        for worker in 0..<width { (nextParts + worker * Self.counterStride).deinitialize(count: 1) }
        nextParts.deallocate()
    }

    /// Runs all parts of a job and returns when they are done. If the pool is busy, the caller runs them alone.
    func perform(_ count: Int, _ work: some TileWork) {
        guard width > 1, count > 1,
            isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for part in 0..<count { work.perform(part, worker: 0) }
            return
        }
        self.work = work
        self.count = count
        backend = Backend.inherited
        for worker in 0..<width {
            nextParts[worker * Self.counterStride].store(worker * count / width, ordering: .relaxed)
        }
        nextWorker.store(1, ordering: .relaxed)
        processors.begin()
        ticket.add(1, ordering: .sequentiallyConsistent)
        parking.wakeAll()
        runParts(of: work, worker: 0)
        ticket.add(1, ordering: .sequentiallyConsistent)
        var spinWait = SpinWait()
        while helpers.load(ordering: .sequentiallyConsistent) > 0 { spinWait.wait() }
        self.work = nil
        backend = nil
        isBusy.store(false, ordering: .releasing)
    }

    private func runParts(of work: some TileWork, worker: Int, on backend: Backend?) {
        guard let backend else { return runParts(of: work, worker: worker) }
        backend.run { runParts(of: work, worker: worker) }
    }

    /// Runs the parts of the worker's own range, then those left in the ranges of the others (work stealing).
    private func runParts(of work: some TileWork, worker: Int) {
        for offset in 0..<width {
            let owner = (worker + offset) % width
            let end = (owner + 1) * count / width
            while true {
                let part = nextParts[owner * Self.counterStride].add(1, ordering: .relaxed).oldValue
                if part >= end { break }
                work.perform(part, worker: worker)
            }
        }
    }

    /// The main loop of a thread of the pool; returns when the pool is dismissed.
    func help() {
        var seen = 0
        while let now = awaitTicket(after: seen) {
            seen = now
            helpers.add(1, ordering: .sequentiallyConsistent)
            if ticket.load(ordering: .sequentiallyConsistent) & 1 == 1, let work {
                let worker = nextWorker.add(1, ordering: .relaxed).oldValue
                processors.claimOwn()
                if worker < width { runParts(of: work, worker: worker, on: backend) }
            }
            helpers.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Waits for a job other than `seen` and returns its ticket; nil once the pool is dismissed. Spins at first, then
    /// parks.
    private func awaitTicket(after seen: Int) -> Int? {
        var spins = 0
        while true {
            if isDismissed.load(ordering: .acquiring) { return nil }
            let now = ticket.load(ordering: .acquiring)
            if now & 1 == 1, now != seen { return now }
            spins += 1
            if spins > Self.spinsBeforeParking {
                parking.sleep { !self.isDismissed.load(ordering: .acquiring) && !self.isOpen(after: seen) }
                spins = 0
            }
        }
    }

    private func isOpen(after seen: Int) -> Bool {
        let now = ticket.load(ordering: .sequentiallyConsistent)
        return now & 1 == 1 && now != seen
    }

    /// Makes all helpers return.
    func dismiss() {
        isDismissed.store(true, ordering: .sequentiallyConsistent)
        parking.wakeAll()
    }
}
