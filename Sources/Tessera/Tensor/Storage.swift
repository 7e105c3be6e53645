/// The memory of a tensor, shared by its copies and views.
///
/// Invariants that the unsafe code relies on: `base` is valid for `count` elements until the last reference is
/// released; elements are written only through the only reference (a new result before it is handed out, or a
/// tensor whose storage `isKnownUniquelyReferenced`). Shared storage is therefore never written and can be sent between
/// threads: hence `@unchecked Sendable`.
package final class Storage<Scalar: TensorScalar>: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Scalar>
    package let count: Int
    /// Whether this storage frees its memory; a plan lends its own memory to the operations it calls.
    private let isOwned: Bool

    /// Allocates uninitialised memory for `count` elements. Blocks of 1 KiB or more are aligned to a cache line.
    package init(count: Int) {
        base = MemoryCache.allocate(byteCount: count * MemoryLayout<Scalar>.stride)
            .bindMemory(to: Scalar.self, capacity: count)
        self.count = count
        isOwned = true
    }

    /// Wraps memory that the caller keeps valid for as long as this storage is used.
    init(borrowing base: UnsafeMutablePointer<Scalar>) {
        self.base = base
        count = 0
        isOwned = false
    }

    package convenience init(repeating value: Scalar, count: Int) {
        self.init(count: count)
        base.initialize(repeating: value, count: count)
    }

    package convenience init(copying source: UnsafePointer<Scalar>, count: Int) {
        self.init(count: count)
        base.initialize(from: source, count: count)
    }

    deinit {
        if isOwned { MemoryCache.release(base, byteCount: count * MemoryLayout<Scalar>.stride) }
    }
}
