import Synchronization

/// Runs synchronous work that takes long on a thread of its own, so that the threads of Swift's cooperative pool, on which
/// all tasks of a program run, stay free meanwhile.
///
/// The work runs in the caller's task, with its task-local values. Work over rows (training, minimisation, folds, exact
/// regressions of row sources) ends within a tile of rows once the task is cancelled; a call of LAPACK and an operation on
/// tensors in memory end first. Any number of calls may run at the same time: each has a thread, and their large operations
/// share the workers of `WorkerPool.shared` by turns.
///
/// ```swift
/// let moments = try await withDedicatedThread { try rows.fold(Moments(rows.rowShape)) }
/// ```
///
/// - Parameter body: the work; called once.
/// - Throws: what `body` throws; `CancellationError` for work over rows that ended early.
@concurrent
public func withDedicatedThread<Result: Sendable>(_ body: @Sendable () throws -> Result) async throws -> Result {
    let stop = StopFlag(with: StopFlag.current)
    return try await withTaskCancellationHandler {
        try await withTaskExecutorPreference(DedicatedThreads.shared) {
            try await runStoppable(body, stop)
        }
    } onCancel: {
        stop.set()
    }
}

/// Runs on the executor that the task prefers.
@concurrent
private func runStoppable<Result: Sendable>(
    _ body: @Sendable () throws -> Result, _ stop: StopFlag
) async throws -> Result {
    do {
        return try stop.run(body)
    } catch  where error.meansStop {
        throw CancellationError()
    }
}

/// Threads for long synchronous work, one for each job that runs. A few idle ones wait for the next job.
final class DedicatedThreads: TaskExecutor {
    static let shared = DedicatedThreads()

    private struct State {
        var jobs: [UnownedJob] = []
        /// The number of threads that wait for a job.
        var waiting = 0
        var threads = 0
    }

    private let state = Mutex(State())
    private let parking = Parking()
    private let maximumWaiting = onlineProcessorCount()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let hasThread = state.withLock { state in
            state.jobs.append(job)
            // A waiting thread that is about to wake looks for a job first, so that it counts.
            if state.waiting >= state.jobs.count { return true }
            state.threads += 1
            return false
        }
        if hasThread { return parking.wakeAll() }
        guard let thread = WorkerThread({ self.work() }) else { return runWithoutThread() }
        thread.detach()
    }

    /// Handles a job for which the system has no thread: another thread takes it when it has finished, or the caller runs
    /// it if there is none.
    private func runWithoutThread() {
        let job: UnownedJob? = state.withLock { state in
            state.threads -= 1
            return state.threads > 0 ? nil : state.jobs.popLast()
        }
        job?.runSynchronously(on: asUnownedTaskExecutor())
        parking.wakeAll()
    }

    /// The main loop of a thread; returns when there are enough waiting ones.
    private func work() {
        while true {
            while let job = nextJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
            let stays = state.withLock { state in
                guard state.jobs.isEmpty, state.waiting >= maximumWaiting else {
                    state.waiting += 1
                    return true
                }
                state.threads -= 1
                return false
            }
            if !stays { return }
            parking.sleep { self.state.withLock { $0.jobs.isEmpty } }
            state.withLock { $0.waiting -= 1 }
        }
    }

    private func nextJob() -> UnownedJob? {
        state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }
}
