/// The way in which indices name parts of a tensor. Negative indices count from the end of their axis.
package enum IndexingForm: Hashable, Sendable {
    /// Each index is a position along one axis and names everything there (`take` of NumPy).
    case positions(axis: Int)
    /// Each index is a position along one axis, and names the element there whose other positions are those of the
    /// index itself (`take_along_axis` of NumPy, `gather` of PyTorch).
    case elements(axis: Int)
    /// The last axis of the indices holds a position for each of the axes that follow `batch` leading ones, which the
    /// tensor and the indices share (`gather_nd` of TensorFlow).
    case tuples(batch: Int)
}

/// The axes of a shape around one of them: element (o, i, k) lies at (o·length + i)·inner + k.
struct AxisLayout {
    let (outer, length, inner): (Int, Int, Int)

    init(_ shape: Shape, axis: Int) {
        outer = shape[..<axis].reduce(1, *)
        length = shape[axis]
        inner = shape[(axis + 1)...].reduce(1, *)
    }
}

/// The parts of a tensor that indices name: what a gather reads and a scatter writes. A part consists of `width`
/// consecutive elements, and part i begins at element `width` times its position.
struct IndexedParts {
    let operation: String
    let form: IndexingForm
    /// The shape of the tensor that is indexed.
    let whole: Shape
    let indices: Shape
    /// The shape of all parts together.
    let shape: Shape
    /// The axes that the components of an index count, in order; one unless the form is `tuples`.
    let axes: Range<Int>
    let width: Int

    /// - Throws: `ShapeError` if there is no such axis, or the shapes do not fit each other.
    init(_ form: IndexingForm, of whole: Shape, at indices: Shape, _ operation: String) throws(ShapeError) {
        (self.operation, self.form, self.whole, self.indices) = (operation, form, whole, indices)
        switch form {
        case .positions(let axis):
            let axis = try Axes(operation: operation, requested: [axis]).resolved(in: whole)[0]
            axes = axis..<(axis + 1)
            shape = Shape(whole[..<axis] + indices.dimensions + whole[(axis + 1)...])
            width = whole[(axis + 1)...].reduce(1, *)
        case .elements(let axis):
            let axis = try Axes(operation: operation, requested: [axis]).resolved(in: whole)[0]
            guard indices.rank == whole.rank, indices.resized(axis, to: whole[axis]) == whole else {
                throw ShapeError(operation, [whole, indices], "only the extents along axis \(axis) may differ")
            }
            axes = axis..<(axis + 1)
            shape = indices
            width = 1
        case .tuples(let batch):
            guard batch >= 0, indices.rank > batch, batch + indices[indices.rank - 1] <= whole.rank else {
                throw ShapeError(
                    operation, [whole, indices],
                    "the last axis of the indices needs a position for each of at most "
                        + "\(max(0, whole.rank - batch)) axes after \(batch) shared ones")
            }
            guard whole.dimensions.prefix(batch) == indices.dimensions.prefix(batch) else {
                throw ShapeError(operation, [whole, indices], "the first \(batch) extents must be equal")
            }
            axes = batch..<(batch + indices[indices.rank - 1])
            shape = Shape(indices.dropLast() + whole[axes.upperBound...])
            width = whole[axes.upperBound...].reduce(1, *)
        }
    }

    /// The number of parts.
    var count: Int {
        switch form {
        case .positions: whole[..<axes.lowerBound].reduce(1, *) * indices.elementCount
        case .elements: indices.elementCount
        case .tuples: indices.dropLast().reduce(1, *)
        }
    }

    /// Throws if an index is out of its axis.
    func check(_ tensor: Tensor<Int32>) throws(ShapeError) {
        let tensor = tensor.contiguous()
        defer { withExtendedLifetime(tensor.storage) {} }
        let components = axes.count
        guard components > 0 else { return }
        for (component, axis) in axes.enumerated() {
            let extent = whole[axis]
            if Self.allWithin(extent, tensor.base + component, step: components, tensor.count / components) { continue }
            for index in stride(from: component, to: tensor.count, by: components)
            where !(-extent..<extent).contains(Int(tensor.base[index])) {
                throw ShapeError(
                    operation, [], "index \(tensor.base[index]) is out of axis \(axis), whose extent is \(extent)")
            }
        }
    }

    /// Whether all indices are at least −extent and less than the extent.
    private static func allWithin(_ extent: Int, _ indices: UnsafePointer<Int32>, step: Int, _ count: Int) -> Bool {
        var (lowest, highest) = (Int32.max, Int32.min)
        if step == 1 {
            for index in 0..<count {
                lowest = min(lowest, indices[index])
                highest = max(highest, indices[index])
            }
        } else {
            for index in 0..<count {
                lowest = min(lowest, indices[index &* step])
                highest = max(highest, indices[index &* step])
            }
        }
        return count == 0 || (Int(lowest) >= -extent && Int(highest) < extent)
    }

    /// Stores the positions of a range of the parts.
    func fill(_ positions: UnsafeMutablePointer<Int>, _ range: Range<Int>, _ indices: UnsafePointer<Int32>) {
        switch form {
        case .positions:
            let (length, run) = (whole[axes.lowerBound], self.indices.elementCount)
            forEachRun(range, run) { block, within, out in
                let start = block * length
                for index in within.indices {
                    positions[out + index] = start &+ resolved(indices[within.lowerBound + index], length)
                }
            }
        case .elements:
            let layout = AxisLayout(whole, axis: axes.lowerBound)
            let own = self.indices[axes.lowerBound]
            let (inner, length) = (layout.inner, layout.length)
            forEachRun(range, inner == 1 ? max(1, own) : inner) { block, within, out in
                let start = inner == 1 ? block * length : block / own * length
                for index in within.indices {
                    let position = start &+ resolved(indices[range.lowerBound + out + index], length)
                    positions[out + index] = inner == 1 ? position : position &* inner &+ within.lowerBound &+ index
                }
            }
        case .tuples(let batch):
            fillTuples(positions, range, indices, batch)
        }
    }

    private func fillTuples(
        _ positions: UnsafeMutablePointer<Int>, _ range: Range<Int>, _ indices: UnsafePointer<Int32>, _ batch: Int
    ) {
        let components = axes.count
        let run = max(1, self.indices.dropLast().dropFirst(batch).reduce(1, *))
        let size = axes.map { whole[$0] }.reduce(1, *)
        forEachRun(range, run) { block, within, out in
            for index in within.indices {
                let tuple = indices + (range.lowerBound + out + index) * components
                var position = 0
                for component in 0..<components {
                    let extent = whole[axes.lowerBound + component]
                    position = position &* extent &+ resolved(tuple[component], extent)
                }
                positions[out + index] = block * size + position
            }
        }
    }

    /// Divides a range at the multiples of `run`: calls `body` with the number of the run, the range within the run,
    /// and the distance from the start of the whole range.
    @inline(__always)
    private func forEachRun(_ range: Range<Int>, _ run: Int, _ body: (Int, RunRange, Int) -> Void) {
        var start = range.lowerBound
        while start < range.upperBound {
            let (block, first) = start.quotientAndRemainder(dividingBy: run)
            let count = min(run - first, range.upperBound - start)
            body(block, RunRange(lowerBound: first, count: count), start - range.lowerBound)
            start += count
        }
    }

    private struct RunRange {
        let lowerBound: Int
        let count: Int
        var indices: Range<Int> { 0..<count }
    }

    @inline(__always)
    private func resolved(_ index: Int32, _ extent: Int) -> Int {
        let index = Int(index)
        return index &+ (index &>> 63) & extent
    }

    /// The number of parts whose positions are computed at once: 8 KiB of them.
    static let chunk = 1024

    /// Calls `body` with the first part and the positions of each chunk of a range of the parts.
    func forEachChunk(
        of range: Range<Int>, _ indices: UnsafePointer<Int32>, _ body: (Int, UnsafeBufferPointer<Int>) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.chunk) { positions in
            guard let base = positions.baseAddress else { return }
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
                let end = min(start + Self.chunk, range.upperBound)
                fill(base, start..<end, indices)
                body(start, UnsafeBufferPointer(start: base, count: end - start))
            }
        }
    }
}

/// The row rules of gathers and scatters.
extension IndexedParts {
    /// Returns the axis of the parts that continues an axis of the whole tensor which no index counts; nil if indices
    /// count it, or if it is an axis that the indices share.
    func partAxis(ofWhole axis: Int) -> Int? {
        switch form {
        case .positions:
            axis == axes.lowerBound ? nil : (axis < axes.lowerBound ? axis : axis - 1 + indices.rank)
        case .elements: nil
        case .tuples: axis < axes.upperBound ? nil : axis - axes.upperBound + indices.rank - 1
        }
    }

    /// Returns the axis of the whole tensor which an axis of the parts continues, with the same exceptions.
    func wholeAxis(ofPart axis: Int) -> Int? { whole.indices.first { partAxis(ofWhole: $0) == axis } }

    /// Returns whether an axis is shared by the whole tensor, the indices and the parts, position by position.
    func isShared(_ axis: Int) -> Bool {
        switch form {
        case .positions: false
        case .elements: axis != axes.lowerBound
        case .tuples(let batch): axis < batch
        }
    }

    /// Returns the axis of the parts that continues an axis of the indices, along which each index stands alone; nil
    /// if there is none.
    func partAxis(ofIndices axis: Int) -> Int? {
        switch form {
        case .positions: axes.lowerBound + axis
        case .elements: axis == axes.lowerBound ? axis : nil
        case .tuples(let batch): axis >= batch && axis < indices.rank - 1 ? axis : nil
        }
    }
}
