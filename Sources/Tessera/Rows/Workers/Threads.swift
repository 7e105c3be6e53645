#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import Synchronization

/// A POSIX thread. Ownership of the boxed closure passes to the thread, which releases it.
struct WorkerThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread; nil if the system cannot create one.
    init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(WorkerBody(body))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runWorker, box.toOpaque()) == 0 else {
            box.release()
            return nil
        }
        handle = thread
    }

    /// Waits until the thread has ended.
    func join() {
        pthread_join(handle, nil)
    }

    /// Has the system release the thread when it ends; nobody waits for it then.
    func detach() {
        pthread_detach(handle)
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

/// Parking for idle threads: a mutex and a condition variable. Both are used only by address and synchronise
/// themselves; their addresses are fixed until `deinit`.
final class Parking: Sendable {
    private let mutexMemory = Block(byteCount: MemoryLayout<pthread_mutex_t>.size)
    private let conditionMemory = Block(byteCount: MemoryLayout<pthread_cond_t>.size)
    private let sleepers = Atomic(0)

    private var mutex: UnsafeMutablePointer<pthread_mutex_t> {
        mutexMemory.base.assumingMemoryBound(to: pthread_mutex_t.self)
    }
    private var condition: UnsafeMutablePointer<pthread_cond_t> {
        conditionMemory.base.assumingMemoryBound(to: pthread_cond_t.self)
    }

    init() {
        mutexMemory.base.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        conditionMemory.base.bindMemory(to: pthread_cond_t.self, capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
    }

    /// Parks the thread while `mustSleep` returns true. It is evaluated after `sleepers` is incremented, so that no
    /// wake-up is lost.
    func sleep(while mustSleep: () -> Bool) {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while mustSleep() { pthread_cond_wait(condition, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }

    /// Wakes all parked threads; takes no lock if there are none.
    func wakeAll() {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

/// A spin-wait for an event that is about to happen: it spins 1000 times, then yields the processor between checks.
struct SpinWait {
    /// The number of calls of `wait` so far.
    private(set) var spins = 0

    mutating func wait() {
        spins += 1
        if spins > 1000 { sched_yield() }
    }
}

/// A number that tells the current thread from all others that exist; never 0.
@inline(__always)
func currentThreadIdentity() -> UInt {
    #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
    #else
        UInt(pthread_self())
    #endif
}

/// The number of processors that are online, at least 1.
func onlineProcessorCount() -> Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
