import Synchronization

/// A job of a thread pool: work in parts, of which each is taken once by one of the workers.
///
/// A job is open while `ticket` is odd. A helper increments `helpers` before it checks whether the job is open, and the
/// caller closes the job before it waits for `helpers` to fall to 0: so either a helper finds the job closed, or the
/// caller waits for the helper. Only then is `work` replaced: hence `@unchecked Sendable`.
final class PoolJob: @unchecked Sendable {
    private let width: Int
    private var work: (any TileWork)?
    private var count = 0
    /// The backend of the caller's scope, which helpers use too; nil if none is set.
    private var backend: Backend?
    private let isClaimed = Atomic(false)
    /// Incremented when the job opens and again when it closes; odd while it is open.
    private let ticket = Atomic(0)
    /// The number of helpers that may be running parts of the job.
    private let helpers = Atomic(0)
    /// The thread that has claimed the job; 0 if none has.
    private let caller = Atomic<UInt>(0)
    /// The next part of the range of each worker. A worker that has finished its own range steals work from those of
    /// the others. A worker has the same range in every job with the same number of parts, so that it finds in its
    /// cache what it left there.
    private let nextParts: UnsafeMutablePointer<Atomic<Int>>
    /// The distance of the counters, 128 bytes: counters on one cache line would suffer from false sharing.
    private static let counterStride = 16
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

    /// Takes the job for a caller. Returns false if another one has it.
    func claim(for thread: UInt) -> Bool {
        guard isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            return false
        }
        caller.store(thread, ordering: .relaxed)
        return true
    }

    func isOf(_ thread: UInt) -> Bool { caller.load(ordering: .relaxed) == thread }

    /// Makes the parts of some work available to helpers.
    func open(_ count: Int, _ work: some TileWork) {
        self.work = work
        self.count = count
        backend = Backend.inherited
        for worker in 0..<width {
            nextParts[worker * Self.counterStride].store(worker * count / width, ordering: .relaxed)
        }
        processors.begin()
        ticket.add(1, ordering: .sequentiallyConsistent)
    }

    /// Waits for the parts that helpers are running, and gives the job back.
    func close() {
        ticket.add(1, ordering: .sequentiallyConsistent)
        var spinWait = SpinWait()
        while helpers.load(ordering: .sequentiallyConsistent) > 0 { spinWait.wait() }
        work = nil
        backend = nil
        caller.store(0, ordering: .relaxed)
        isClaimed.store(false, ordering: .releasing)
    }

    /// Returns the ticket of the job if it is open and is not the one that is named.
    func ticket(otherThan seen: Int) -> Int? {
        let now = ticket.load(ordering: .sequentiallyConsistent)
        return now & 1 == 1 && now != seen ? now : nil
    }

    /// Runs parts as a helper, if the job is open: for as long as it is the only one, else one part, so that
    /// all open jobs have their turn. Returns whether no part is left.
    func help(_ worker: Int, while isOnlyJob: () -> Bool) -> Bool {
        helpers.add(1, ordering: .sequentiallyConsistent)
        defer { helpers.subtract(1, ordering: .sequentiallyConsistent) }
        guard ticket.load(ordering: .sequentiallyConsistent) & 1 == 1, let work else { return true }
        // With several callers, each of which has a processor, there may be none to move to.
        if isOnlyJob() { processors.claimOwn() }
        guard let backend else { return runParts(of: work, worker: worker, while: isOnlyJob) }
        return backend.run { runParts(of: work, worker: worker, while: isOnlyJob) }
    }

    /// Runs the parts of the worker's own range, then those left in the ranges of the others (work stealing), for as long
    /// as `goesOn` says after each part. Returns whether no part is left.
    @inline(__always)
    func runParts(of work: some TileWork, worker: Int, while goesOn: () -> Bool) -> Bool {
        for offset in 0..<width {
            let owner = (worker + offset) % width
            let end = (owner + 1) * count / width
            while true {
                let part = nextParts[owner * Self.counterStride].add(1, ordering: .relaxed).oldValue
                if part >= end { break }
                work.perform(part, worker: worker)
                if !goesOn() { return false }
            }
        }
        return true
    }
}
