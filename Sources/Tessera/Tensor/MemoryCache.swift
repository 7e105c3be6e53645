import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A cache of released memory blocks for tensors. Released blocks of 1 MiB or more are kept for the next tensor of the
/// same size, up to 48 MiB in all: the system maps a fresh block page by page, which takes longer than computing its
/// elements.
///
/// A block is in the cache exactly while nobody owns it, so that no two tensors ever get the same one.
enum MemoryCache {
    /// The size from which blocks are kept.
    private static let minimumBytes = 1 << 20
    /// The largest total size of the blocks that are kept.
    private static let maximumBytes = 48 << 20

    private struct Block: @unchecked Sendable {
        let base: UnsafeMutableRawPointer
        let byteCount: Int
    }

    private static let kept = Mutex<(blocks: [Block], byteCount: Int)>(([], 0))

    /// Returns uninitialised memory. Blocks of 1 KiB or more are aligned to a cache line of 64 bytes.
    static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount >= minimumBytes, let base = take(byteCount) { return base }
        if byteCount >= 4 * largePage { return allocateLargePages(byteCount) }
        return allocateOrTrap(byteCount, alignment: byteCount >= 1024 ? 64 : 16)
    }

    /// The size of a transparent huge page in bytes.
    private static let largePage = 2 << 20

    /// Allocates memory on huge pages where the system has them: with small pages, rows picked at random from a large
    /// table miss the TLB each time. `madvise` is only a hint; without huge pages the memory is as good.
    private static func allocateLargePages(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let base = allocateOrTrap(byteCount, alignment: largePage)
        #if canImport(Glibc)
            _ = madvise(base, byteCount, MADV_HUGEPAGE)
        #endif
        return base
    }

    /// Keeps a block for reuse or frees it; the oldest blocks are freed first when the cache exceeds its limit.
    static func release(_ base: UnsafeMutableRawPointer, byteCount: Int) {
        guard byteCount >= minimumBytes, byteCount <= maximumBytes else { return free(base) }
        let block = Block(base: base, byteCount: byteCount)
        let released = kept.withLock { kept in
            kept.blocks.append(block)
            kept.byteCount += byteCount
            var released: [Block] = []
            while kept.byteCount > maximumBytes {
                let oldest = kept.blocks.removeFirst()
                kept.byteCount -= oldest.byteCount
                released.append(oldest)
            }
            return released
        }
        for block in released { free(block.base) }
    }

    /// Removes and returns the most recently released block of exactly this size.
    private static func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let block: Block? = kept.withLock { kept in
            guard let index = kept.blocks.lastIndex(where: { $0.byteCount == byteCount }) else { return nil }
            kept.byteCount -= byteCount
            return kept.blocks.remove(at: index)
        }
        return block?.base
    }
}
