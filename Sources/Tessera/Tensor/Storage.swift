/// The memory of a tensor, shared by its copies and views.
///
/// Unsafe code lives here on these invariants: `base` is valid for `count` elements until the last reference goes;
/// elements are written only by whoever holds the only reference (a new result before it is handed out, or a tensor
/// that `isKnownUniquelyReferenced` has shown to be alone). Shared storage is therefore never written, which makes it
/// safe to send: hence `@unchecked Sendable`.
package final class Storage<Scalar: TensorScalar>: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Scalar>
    package let count: Int
    /// Whether the memory goes with this storage; a plan lends its own to the operations it calls.
    private let isOwned: Bool

    /// Uninitialised memory for `count` elements. Larger blocks start on a cache line.
    package init(count: Int) {
        base = RecycledMemory.allocate(byteCount: count * MemoryLayout<Scalar>.stride)
            .bindMemory(to: Scalar.self, capacity: count)
        self.count = count
        isOwned = true
    }

    /// Memory that somebody else holds for as long as this storage is used.
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
        if isOwned { RecycledMemory.release(base, byteCount: count * MemoryLayout<Scalar>.stride) }
    }
}
