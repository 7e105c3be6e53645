#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A block of memory, initially zero and aligned to a cache line, that is freed with its last reference.
package final class Block: @unchecked Sendable {
    /// Valid for `byteCount` bytes until `deinit`. The owner keeps what lies there from being written by one thread while
    /// another uses it, or puts there what synchronises itself: hence `@unchecked Sendable`.
    package let base: UnsafeMutableRawPointer
    package let byteCount: Int

    package init(byteCount: Int) {
        self.byteCount = byteCount
        base = allocateOrTrap(max(64, byteCount), alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, byteCount))
    }

    deinit {
        free(base)
    }

    /// Returns a size in bytes rounded up to whole cache lines.
    package static func aligned(_ bytes: Int) -> Int { (bytes + 63) & ~63 }
}
