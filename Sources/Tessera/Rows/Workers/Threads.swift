#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import Synchronization

/// A thread of the system. The closure is handed over once, to the thread, which frees its box.
struct WorkerThread: Sendable {
    private let handle: pthread_t

    /// Nil where the system has no thread to give.
    init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(WorkerBody(body))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runWorker, box.toOpaque()) == 0 else {
            box.release()
            return nil
        }
        handle = thread
    }

    func join() {
        pthread_join(handle, nil)
    }
}

private final class WorkerBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<WorkerBody>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}

/// Where threads sleep until they are woken. The mutex and the condition are used by their addresses only, which stay
/// the same until `deinit`: hence `@unchecked Sendable`.
final class Bed: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let sleepers = Atomic(0)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Sleeps for as long as `condition` holds; it is asked after the sleeper was counted, so that no call is missed.
    func sleep(while isTired: () -> Bool) {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while isTired() { pthread_cond_wait(condition, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }

    func wakeAll() {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

/// A wait for something that is about to happen: at first by looking again at once, then by letting others run.
struct Patience {
    private(set) var looks = 0

    mutating func wait() {
        looks += 1
        if looks > 1000 { sched_yield() }
    }
}

/// The processors of the machine, at least 1.
func usableProcessors() -> Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
