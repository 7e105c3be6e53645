/// The layout of a tensor in memory: element (i₀, i₁, …) lies at `offset + i₀·strides[0] + i₁·strides[1] + …`, counted
/// in elements from the start of the storage.
///
/// Every question about a layout is answered by this type, for operations that are computed at once and for the steps
/// of a plan alike: which views exist, which axes merge into one loop (`LoopNest`), how an operand is broadcast
/// (`BroadcastPattern`), which matrices a product reads (`MatrixBatch`) and which runs a reduction reads
/// (`ReductionLayout`).
package struct StridedLayout: Sendable {
    /// The extents along each axis.
    package var shape: Shape
    /// The distances in elements between neighbours along each axis; nil for the row-major layout.
    package var strides: [Int]?
    /// The index in the storage of the first element.
    package var offset: Int

    package init(_ shape: Shape, strides: [Int]? = nil, offset: Int = 0) {
        self.shape = shape
        self.strides = strides
        self.offset = offset
    }

    package var rank: Int { shape.rank }

    /// Whether the elements are consecutive in memory in row-major order.
    package var isRowMajor: Bool {
        guard let strides else { return true }
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) where shape[axis] != 1 {
            if strides[axis] != step { return false }
            step *= shape[axis]
        }
        return true
    }

    /// The strides, also of a row-major layout.
    package var resolvedStrides: [Int] { strides ?? shape.rowMajorStrides }
}

/// The views of a layout: other layouts over the same memory.
extension StridedLayout {
    /// Returns the layout with its axes in another order: axis i of the result is axis `order[i]` of this layout.
    func permuted(_ order: [Int]) -> StridedLayout {
        let strides = resolvedStrides
        return StridedLayout(Shape(order.map { shape[$0] }), strides: order.map { strides[$0] }, offset: offset)
    }

    /// Returns the layout broadcast to a larger shape: axes of extent 1 are repeated, and axes are added in front, both
    /// with a stride of 0.
    func broadcast(to target: Shape) -> StridedLayout {
        StridedLayout(target, strides: broadcastStrides(to: target), offset: offset)
    }

    /// Returns the strides of the layout broadcast to a larger shape.
    func broadcastStrides(to target: Shape) -> [Int] {
        let own = resolvedStrides
        let shift = target.rank - rank
        return target.indices.map { axis in
            axis < shift || (shape[axis - shift] == 1 && target[axis] != 1) ? 0 : own[axis - shift]
        }
    }

    /// Returns the layout of a part: one slice for each axis.
    func sliced(_ slices: [AxisSlice]) -> StridedLayout {
        let strides = resolvedStrides
        let start = zip(slices, strides).reduce(0) { $0 + ($1.0.count == 0 ? 0 : $1.0.start * $1.1) }
        return StridedLayout(
            Shape(slices.map(\.count)), strides: zip(slices, strides).map { $0.step * $1 }, offset: offset + start)
    }

    /// Returns the layout of the same elements, in row-major order, in another shape; nil if axes that are merged do
    /// not have one common stride in memory. Groups of source and target axes with the same number of elements are
    /// matched from the front, as NumPy does.
    func reshaped(to target: Shape) -> StridedLayout? {
        if isRowMajor { return StridedLayout(target, offset: offset) }
        guard shape.elementCount > 0 else { return nil }
        let source = zip(shape, resolvedStrides).filter { $0.0 != 1 }
        var strides = [Int](repeating: 1, count: target.rank)
        var (from, to) = (0, 0)
        while from < source.count, to < target.rank {
            var (fromEnd, toEnd) = (from + 1, to + 1)
            var (available, used) = (source[from].0, target[to])
            while available != used {
                if used < available {
                    used *= target[toEnd]
                    toEnd += 1
                } else {
                    guard source[fromEnd - 1].1 == source[fromEnd].1 * source[fromEnd].0 else { return nil }
                    available *= source[fromEnd].0
                    fromEnd += 1
                }
            }
            var step = source[fromEnd - 1].1
            for axis in (to..<toEnd).reversed() {
                strides[axis] = step
                step *= target[axis]
            }
            (from, to) = (fromEnd, toEnd)
        }
        return StridedLayout(target, strides: strides, offset: offset)
    }
}

/// Returns the memory offset of an element, in elements, from its index in row-major order.
///
/// - Parameters:
///   - position: the index in row-major order.
///   - extents: the extents of the tensor.
///   - strides: the strides of the memory.
func stridedOffset(of position: Int, _ extents: some RandomAccessCollection<Int>, _ strides: [Int]) -> Int {
    var (remainder, offset, axis) = (position, 0, extents.count - 1)
    for extent in extents.reversed() {
        offset += remainder % extent * strides[axis]
        remainder /= extent
        axis -= 1
    }
    return offset
}
