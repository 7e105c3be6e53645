import Synchronization

/// What the threads of a pool share: the piece of work at hand and how far it is.
///
/// A piece of work is open while `turn` is odd. A helper counts itself in before it looks whether work is open, and the
/// caller closes the work before it waits for the count to fall to 0: so a helper either finds the work closed, or the
/// caller waits for it. Only then is `work` replaced: hence `@unchecked Sendable`.
final class Crew: @unchecked Sendable {
    let width: Int
    /// Some tens of microseconds: longer than the pause between two steps of training, shorter than anybody notices.
    private static let looksBeforeSleep = 20_000
    private var work: (any TileWork)?
    private var count = 0
    /// The backend of the caller's scope, in which helpers work too; nil where none is set.
    private var backend: Backend?
    private let isBusy = Atomic(false)
    private let isDismissed = Atomic(false)
    private let turn = Atomic(0)
    private let helpers = Atomic(0)
    /// For each worker the next part of its share; who has finished takes from the shares of others. A worker has the same
    /// share of every piece of work with as many parts, and so finds in its cache what it has left there.
    private let nextParts: UnsafeMutablePointer<Atomic<Int>>
    /// Counters on the same cache line would be passed from one processor to the other.
    private static let counterStride = 16
    private let nextWorker = Atomic(1)
    private let bed = Bed()

    init(width: Int) {
        self.width = width
        nextParts = .allocate(capacity: width * Self.counterStride)
        for worker in 0..<width { (nextParts + worker * Self.counterStride).initialize(to: Atomic(0)) }
    }

    deinit {
        for worker in 0..<width { (nextParts + worker * Self.counterStride).deinitialize(count: 1) }
        nextParts.deallocate()
    }

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
        turn.add(1, ordering: .sequentiallyConsistent)
        bed.wakeAll()
        takeParts(of: work, worker: 0)
        turn.add(1, ordering: .sequentiallyConsistent)
        var patience = Patience()
        while helpers.load(ordering: .sequentiallyConsistent) > 0 { patience.wait() }
        self.work = nil
        backend = nil
        isBusy.store(false, ordering: .releasing)
    }

    private func takeParts(of work: some TileWork, worker: Int, on backend: Backend?) {
        guard let backend else { return takeParts(of: work, worker: worker) }
        backend.run { takeParts(of: work, worker: worker) }
    }

    private func takeParts(of work: some TileWork, worker: Int) {
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

    /// What a thread of the pool does until the pool is gone.
    func help() {
        var seen = 0
        while let now = awaitTurn(after: seen) {
            seen = now
            helpers.add(1, ordering: .sequentiallyConsistent)
            if turn.load(ordering: .sequentiallyConsistent) & 1 == 1, let work {
                let worker = nextWorker.add(1, ordering: .relaxed).oldValue
                if worker < width { takeParts(of: work, worker: worker, on: backend) }
            }
            helpers.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// The number of the next open turn; nil once the pool is gone.
    private func awaitTurn(after seen: Int) -> Int? {
        var looks = 0
        while true {
            if isDismissed.load(ordering: .acquiring) { return nil }
            let now = turn.load(ordering: .acquiring)
            if now & 1 == 1, now != seen { return now }
            looks += 1
            if looks > Self.looksBeforeSleep {
                bed.sleep { !self.isDismissed.load(ordering: .acquiring) && !self.isOpen(after: seen) }
                looks = 0
            }
        }
    }

    private func isOpen(after seen: Int) -> Bool {
        let now = turn.load(ordering: .sequentiallyConsistent)
        return now & 1 == 1 && now != seen
    }

    func dismiss() {
        isDismissed.store(true, ordering: .sequentiallyConsistent)
        bed.wakeAll()
    }
}
