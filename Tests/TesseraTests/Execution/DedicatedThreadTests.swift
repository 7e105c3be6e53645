import Foundation
import Synchronization
import Testing

@testable import Tessera

/// Work that leaves the threads of Swift's cooperative pool.
@Suite struct DedicatedThreadTests {
    /// Many pieces of work that all wait for each other have a thread each; with the threads of the cooperative pool alone
    /// they would wait for ever.
    @Test func eachPieceOfWorkHasAThread() async throws {
        let count = 4 * onlineProcessorCount() + 4
        let arrived = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await withDedicatedThread {
                        arrived.increment()
                        var wait = SpinWait()
                        while arrived.value < count { wait.wait() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(arrived.value == count)
    }

    @Test func workRunsInTheTaskOfTheCaller() async throws {
        let name = try await Backend.swift.run {
            try await withDedicatedThread { Backend.current.name }
        }
        #expect(name == "swift")
        await #expect(throws: RowSourceError(source: "here", reason: "no")) {
            try await withDedicatedThread { throw RowSourceError(source: "here", reason: "no") }
        }
    }

    /// A thread that has finished takes the next work.
    @Test func threadsAreUsedAgain() async throws {
        var threads = Set<UInt>()
        for _ in 0..<100 { threads.insert(try await withDedicatedThread { currentThreadIdentity() }) }
        #expect(threads.count < 100)
    }

    /// After the task is cancelled, each worker begins no further tile.
    @Test(arguments: [1, 2])
    func aFoldEndsWithinATile(_ workers: Int) async throws {
        let rows = CountedRows(count: 1 << 20)
        let pool = try WorkerPool(count: workers)
        let task = Task { try await withDedicatedThread { try rows.fold(CountingFold(), on: pool) } }
        rows.cancelsAfter(7) { task.cancel() }
        await #expect(throws: CancellationError.self) { try await task.value }
        // The worker that has cancelled begins no tile; each of the others may be about to begin one.
        #expect(rows.lateReads.load(ordering: .relaxed) < workers)
    }

    @Test func aFoldIsTheSameOnAThreadOfItsOwn() async throws {
        let rows = CountedRows(count: 100_000)
        let count = try await withDedicatedThread { try rows.fold(CountingFold()) }
        #expect(count == 100_000)
    }
}

/// Rows of one feature that count how many tiles of them are read.
final class CountedRows: RowSource {
    let rowCount: Int
    let reads = Atomic(0)
    /// The number of tiles whose reading began after the cancellation.
    let lateReads = Atomic(0)
    private let isCancelled = Atomic(false)
    private let cancellation = Mutex<(after: Int, cancel: @Sendable () -> Void)?>(nil)
    private let isReady = Atomic(false)

    init(count: Int) { rowCount = count }

    var rowShape: RowShape { RowShape(features: 1) }

    /// Calls `cancel` when so many tiles have been read; reading waits until this is known.
    func cancelsAfter(_ reads: Int, _ cancel: @escaping @Sendable () -> Void) {
        cancellation.withLock { $0 = (reads, cancel) }
        isReady.store(true, ordering: .releasing)
    }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        if isCancelled.load(ordering: .sequentiallyConsistent) { lateReads.add(1, ordering: .relaxed) }
        let number = reads.add(1, ordering: .relaxed).newValue
        block.withSpans { features, targets, _ in
            for index in 0..<rows.count { (features[index], targets[index]) = (1, 1) }
        }
        guard rowCount > 1 << 19 else { return }
        var wait = SpinWait()
        while !isReady.load(ordering: .acquiring) { wait.wait() }
        let cancellation = cancellation.withLock { $0 }
        guard let cancellation, number == cancellation.after else { return }
        cancellation.cancel()
        isCancelled.store(true, ordering: .sequentiallyConsistent)
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }
    func increment() { count.add(1, ordering: .sequentiallyConsistent) }
}

/// Counts rows.
private struct CountingFold: RowFold {
    typealias Scalar = Float

    var empty: Int { 0 }
    func add(_ tile: borrowing RowTile<Float>, to partial: inout Int) { partial += tile.rows.count }
    func merge(_ later: Int, into partial: inout Int) { partial += later }
}
