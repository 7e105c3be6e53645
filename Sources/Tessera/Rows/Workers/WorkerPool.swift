import Synchronization

/// A thread pool with work stealing: its workers are the caller and `count − 1` threads of the pool.
///
/// After a job the threads spin-wait for the next one for some tens of microseconds, then wait on a condition variable;
/// an idle pool takes no processor time. Any number of pools can exist, and any number of threads can use one: the threads
/// of the pool work for up to eight callers by turns, one part after the other, so that several trainings advance side by
/// side. The threads end when the last reference to the pool is released.
public final class WorkerPool: TileExecutor {
    private let state: PoolState
    private let threads: [WorkerThread]

    public var width: Int { state.width }

    /// Creates a pool and starts its threads.
    ///
    /// - Parameter count: The number of workers, the caller included, from 1 to 1024.
    /// - Throws: `WorkerPoolError` if the count is out of range or the system cannot create the threads.
    public init(count: Int) throws(WorkerPoolError) {
        guard (1...1024).contains(count) else { throw WorkerPoolError(.invalidCount(count)) }
        let state = PoolState(width: count)
        self.state = state
        var threads: [WorkerThread] = []
        for worker in 1..<count {
            guard let thread = WorkerThread({ state.help(worker) }) else {
                state.dismiss()
                for thread in threads { thread.join() }
                throw WorkerPoolError(.noThreads(wanted: count, got: threads.count + 1))
            }
            threads.append(thread)
        }
        self.threads = threads
    }

    deinit {
        state.dismiss()
        for thread in threads { thread.join() }
    }

    public func perform(_ count: Int, _ work: some TileWork) {
        state.perform(count, work)
    }

    /// The default pool, with one worker per online processor; a single worker if threads cannot be created.
    public static let shared: WorkerPool = {
        do {
            return try WorkerPool(count: onlineProcessorCount())
        } catch {
            // A pool with one worker starts no thread, so this cannot fail.
            return try! WorkerPool(count: 1)
        }
    }()
}

/// The reason why a pool cannot be created: the number of workers is not from 1 to 1024, or the system could create only
/// some of the threads; the description says it.
public struct WorkerPoolError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        case invalidCount(Int)
        /// Both numbers include the caller.
        case noThreads(wanted: Int, got: Int)
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    public var description: String {
        switch reason {
        case .invalidCount(let count): "there cannot be \(count) workers; a number from 1 to 1024 is needed"
        case .noThreads(let wanted, let got): "the system gave \(got) of \(wanted) threads; ask for fewer workers"
        }
    }
}
