import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Memory for tensors. Large blocks that are released are kept for the next tensor of the same size, up to 48 MiB of
/// them: a fresh block comes from the system page by page, which takes longer than computing its elements.
///
/// A block is in the list exactly while nobody owns it, so that no two tensors ever get the same one.
enum RecycledMemory {
    private static let leastBytes = 1 << 20
    private static let mostBytes = 48 << 20

    private struct Block: @unchecked Sendable {
        let base: UnsafeMutableRawPointer
        let byteCount: Int
    }

    private static let kept = Mutex<(blocks: [Block], byteCount: Int)>(([], 0))

    /// Blocks of 1 KiB and more start on a cache line.
    static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount >= leastBytes, let base = take(byteCount) { return base }
        if byteCount >= 4 * largePage { return allocateLargePages(byteCount) }
        return allocateOrStop(byteCount, alignment: byteCount >= 1024 ? 64 : 16)
    }

    private static let largePage = 2 << 20

    /// Rows picked at random from a large table miss the addresses of small pages each time. A wish: where the system has
    /// no large page left, or none at all, the memory is as good.
    private static func allocateLargePages(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let base = allocateOrStop(byteCount, alignment: largePage)
        #if canImport(Glibc)
            _ = madvise(base, byteCount, MADV_HUGEPAGE)
        #endif
        return base
    }

    static func release(_ base: UnsafeMutableRawPointer, byteCount: Int) {
        guard byteCount >= leastBytes, byteCount <= mostBytes else { return free(base) }
        let block = Block(base: base, byteCount: byteCount)
        let released = kept.withLock { kept in
            kept.blocks.append(block)
            kept.byteCount += byteCount
            var released: [Block] = []
            while kept.byteCount > mostBytes {
                let oldest = kept.blocks.removeFirst()
                kept.byteCount -= oldest.byteCount
                released.append(oldest)
            }
            return released
        }
        for block in released { free(block.base) }
    }

    private static func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let block: Block? = kept.withLock { kept in
            guard let index = kept.blocks.lastIndex(where: { $0.byteCount == byteCount }) else { return nil }
            kept.byteCount -= byteCount
            return kept.blocks.remove(at: index)
        }
        return block?.base
    }
}
