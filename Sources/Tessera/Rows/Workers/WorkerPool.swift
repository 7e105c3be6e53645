import Synchronization

/// A number of threads that share work: the caller and `count − 1` threads of the pool.
///
/// Between two pieces of work the threads look out for the next one for some microseconds, then sleep; an idle pool
/// takes no time. Any number of pools can exist, and any number of threads can use one: a caller that finds the
/// pool busy does its work alone. The threads end when the last reference to the pool goes.
public final class WorkerPool: TileExecutor {
    private let crew: Crew
    private let threads: [WorkerThread]

    public var width: Int { crew.width }

    /// - Parameter count: the number of workers, the caller included, from 1 to 1024.
    /// - Throws: `WorkerPoolError` where the count is another or the system has no more threads to give.
    public init(count: Int) throws(WorkerPoolError) {
        guard (1...1024).contains(count) else { throw .invalidCount(count) }
        let crew = Crew(width: count)
        self.crew = crew
        var threads: [WorkerThread] = []
        for _ in 1..<count {
            guard let thread = WorkerThread({ crew.help() }) else {
                crew.dismiss()
                for thread in threads { thread.join() }
                throw .noThreads(wanted: count, got: threads.count + 1)
            }
            threads.append(thread)
        }
        self.threads = threads
    }

    deinit {
        crew.dismiss()
        for thread in threads { thread.join() }
    }

    public func perform(_ count: Int, _ work: some TileWork) {
        crew.perform(count, work)
    }

    /// As many workers as the process may use processors.
    public static let shared: WorkerPool = {
        do {
            return try WorkerPool(count: usableProcessors())
        } catch {
            // A pool of one needs no thread, so this cannot fail.
            return try! WorkerPool(count: 1)
        }
    }()
}

/// Why a pool cannot be made.
public enum WorkerPoolError: Error, Equatable, Sendable, CustomStringConvertible {
    case invalidCount(Int)
    case noThreads(wanted: Int, got: Int)

    public var description: String {
        switch self {
        case .invalidCount(let count): "there cannot be \(count) workers; a number from 1 to 1024 is needed"
        case .noThreads(let wanted, let got): "the system gave \(got) of \(wanted) threads; ask for fewer workers"
        }
    }
}
