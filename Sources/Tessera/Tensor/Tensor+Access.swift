extension Tensor {
    /// The elements in row-major order. They are copied.
    public var scalars: [Scalar] {
        requireElements()
        let source = contiguous()
        return withExtendedLifetime(source) { Array(UnsafeBufferPointer(start: source.base, count: source.count)) }
    }

    /// Calls `body` with the elements in row-major order. They are copied first only if the layout is another.
    public func withSpan<Result, Failure: Error>(
        _ body: (borrowing Span<Scalar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        requireElements()
        let source = contiguous()
        defer { withExtendedLifetime(source) {} }
        return try body(UnsafeBufferPointer(start: source.base, count: source.count).span)
    }

    /// Calls `body` with the elements in row-major order for writing in place.
    ///
    /// The memory is copied first if other tensors share it or the layout is another. A recorded tensor loses its
    /// history: elements written by hand cannot be differentiated.
    public mutating func withMutableSpan<Result, Failure: Error>(
        _ body: (inout MutableSpan<Scalar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        makeUniqueAndContiguous()
        defer { withExtendedLifetime(storage) {} }
        var span = UnsafeMutableBufferPointer(start: storage.base + offset, count: count).mutableSpan
        return try body(&span)
    }

    /// Returns this tensor in row-major layout: itself if it has that already, otherwise a copy.
    package func contiguous() -> Tensor {
        isContiguous ? self : copied()
    }

    /// Returns a row-major copy in memory of its own, without history.
    package func copied() -> Tensor {
        requireElements()
        let storage = Storage<Scalar>(count: count)
        Backend.current.kernels.copy(self, to: storage.base)
        return Tensor(storage: storage, shape: shape)
    }

    /// Makes the storage unshared and row-major, copying the elements if necessary, and drops the history. Later writes
    /// to the elements are then seen by no other tensor.
    package mutating func makeUniqueAndContiguous() {
        requireElements()
        node = nil
        if !isContiguous || !isKnownUniquelyReferenced(&storage) { self = copied() }
        layout.strides = nil
    }
}

extension Tensor: Equatable {
    /// Returns whether the shapes and all elements are equal. As for scalars, NaN equals nothing.
    public static func == (lhs: Tensor, rhs: Tensor) -> Bool {
        lhs.shape == rhs.shape && lhs.scalars == rhs.scalars
    }
}

extension Tensor: Hashable {
    /// Hashes the shape and all elements; 0 and −0 are equal and have the same hash value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(shape)
        withSpan { elements in
            for index in elements.indices { hasher.combine(elements[index]) }
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns whether the shapes are equal and every element is within `absoluteTolerance + relativeTolerance ·
    /// |other|` of the other tensor's. Two NaN, or two infinities of the same sign, are close.
    public func isClose(
        to other: Tensor, relativeTolerance: Scalar = Scalar.ulpOfOne.squareRoot(), absoluteTolerance: Scalar = 0
    ) -> Bool {
        guard shape == other.shape else { return false }
        return zip(scalars, other.scalars).allSatisfy { a, b in
            if a == b || (a.isNaN && b.isNaN) { return true }
            return a.isFinite && b.isFinite && Swift.abs(a - b) <= absoluteTolerance + relativeTolerance * Swift.abs(b)
        }
    }
}
