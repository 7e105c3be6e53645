import Synchronization

#if CKernels
    internal import CKernels
#endif

/// The processors on which the threads of a job run, so that no two of them share one while another is free.
///
/// A thread that is woken may be put on the processor of the thread that woke it, and the system may take a tenth of a
/// second to move it away: for so long two workers take turns where they could compute side by side. A thread that finds
/// its processor claimed moves to another one that it may use. Processors from number 64 on are not looked at, nor any
/// without the C kernels or on a system other than Linux.
struct ProcessorClaims: ~Copyable {
    private let claimed = Atomic<UInt64>(0)

    /// Forgets all claims, and claims the processor of the calling thread.
    func begin() {
        #if CKernels
            claimed.store(tessera_current_processor(), ordering: .relaxed)
        #endif
    }

    /// Claims the processor of the calling thread, which first moves to a free one if its own is claimed already.
    func claimOwn() {
        #if CKernels
            let current = tessera_current_processor()
            let before = claimed.bitwiseOr(current, ordering: .relaxed).oldValue
            if before & current != 0, tessera_leave_processors(before) != 0 {
                claimed.bitwiseOr(tessera_current_processor(), ordering: .relaxed)
            }
        #endif
    }
}
