import Synchronization
import Testing

@testable import Tessera

@Suite struct WorkerPoolTests {
    /// Every part is worked on once, and no worker on two at a time.
    @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 100])
    func everyPartOnce(_ workers: Int, _ parts: Int) throws {
        let pool = try WorkerPool(count: workers)
        for _ in 0..<50 {
            let work = Recorder(parts: parts, workers: workers)
            pool.perform(parts, work)
            #expect(work.counts.allSatisfy { $0 == 1 })
            #expect(work.clashes == 0)
        }
    }

    /// Several threads use one pool.
    @Test func manyCallers() async throws {
        let pool = try WorkerPool(count: 3)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    (0..<100).allSatisfy { _ in
                        let work = Recorder(parts: 20, workers: 3)
                        pool.perform(20, work)
                        return work.counts.allSatisfy { $0 == 1 }
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    /// A helper takes the parts of two callers' jobs by turns. Each caller is held in its first part meanwhile, so that the
    /// helper does all the others.
    @Test func helpersWorkForAllCallersByTurns() async throws {
        let pool = try WorkerPool(count: 2)
        let turns = Turns(parts: 20)
        async let first: Void = withDedicatedThread { pool.perform(20, HeldJob("a", turns, waitsFor: "b")) }
        async let second: Void = withDedicatedThread { pool.perform(20, HeldJob("b", turns, waitsFor: "a")) }
        _ = try await (first, second)
        let order = turns.order
        #expect(order.count == 38)
        // Two parts in succession of one job: only until the other one is open, or when it has no parts left.
        let repeats = zip(order, order.dropFirst()).count { $0 == $1 }
        #expect(repeats <= 2, "\(order)")
    }

    @Test func workMayAskForMoreWork() throws {
        let pool = try WorkerPool(count: 2)
        let sum = Mutex(0)
        pool.forEachRange(8, length: 1) { outer, _ in
            pool.forEachRange(8, length: 1) { inner, _ in
                sum.withLock { $0 += outer.lowerBound * 8 + inner.lowerBound }
            }
        }
        #expect(sum.withLock { $0 } == 63 * 64 / 2)
    }

    /// A pool that goes away ends its threads, sleeping or not.
    @Test func poolsComeAndGo() throws {
        for round in 0..<20 {
            let pool = try WorkerPool(count: 4)
            if round % 2 == 0 { pool.perform(9, Recorder(parts: 9, workers: 4)) }
        }
    }

    @Test func largeOperationsUseTheExecutorAtHand() {
        let counting = CountingExecutor()
        let x = Tensor<Float>(uniform: [300_000], seed: 1)
        let sum = counting.run { (x + x).sum() }
        #expect(counting.calls.load(ordering: .relaxed) == 2)
        #expect(SingleThread().run { (x + x).sum() } == sum)
        counting.run { _ = x.sliced(axis: 0, 0..<1000).exp() }
        #expect(counting.calls.load(ordering: .relaxed) == 2)
    }
}

/// The order in which a helper has taken the parts of two jobs.
private final class Turns: Sendable {
    private let state = Mutex<(callers: Set<String>, order: [String])>(([], []))
    private let parts: Int

    init(parts: Int) { self.parts = parts }

    var order: [String] { state.withLock { $0.order } }
    func arrive(_ name: String) { state.withLock { _ = $0.callers.insert(name) } }
    func hasArrived(_ name: String) -> Bool { state.withLock { $0.callers.contains(name) } }
    func record(_ name: String) { state.withLock { $0.order.append(name) } }
    /// Whether the helper has done what the callers of both jobs are held from.
    var isDone: Bool { state.withLock { $0.order.count >= 2 * (parts - 1) } }
}

/// A job whose caller stays in its first part until the helper has done all others, which begin when both callers are there.
private final class HeldJob: TileWork {
    private let name: String
    private let turns: Turns
    private let other: String

    init(_ name: String, _ turns: Turns, waitsFor other: String) {
        (self.name, self.turns, self.other) = (name, turns, other)
    }

    func perform(_ part: Int, worker: Int) {
        var wait = SpinWait()
        if worker == 0 {
            turns.arrive(name)
            while !turns.isDone { wait.wait() }
        } else {
            while !turns.hasArrived(other) || !turns.hasArrived(name) { wait.wait() }
            turns.record(name)
        }
    }
}

/// Notes how often each part was worked on, and whether a worker was at two parts at a time.
private final class Recorder: TileWork {
    private let state: Mutex<(counts: [Int], busy: [Bool], clashes: Int)>

    init(parts: Int, workers: Int) {
        state = Mutex((Array(repeating: 0, count: parts), Array(repeating: false, count: workers), 0))
    }

    var counts: [Int] { state.withLock { $0.counts } }
    var clashes: Int { state.withLock { $0.clashes } }

    func perform(_ part: Int, worker: Int) {
        state.withLock { state in
            if state.busy[worker] { state.clashes += 1 }
            state.busy[worker] = true
            state.counts[part] += 1
        }
        state.withLock { $0.busy[worker] = false }
    }
}

/// Works alone and counts how often it is asked.
private final class CountingExecutor: TileExecutor {
    let calls = Atomic(0)
    var width: Int { 4 }

    func perform(_ count: Int, _ work: some TileWork) {
        calls.add(1, ordering: .relaxed)
        for part in 0..<count { work.perform(part, worker: part % 4) }
    }
}
