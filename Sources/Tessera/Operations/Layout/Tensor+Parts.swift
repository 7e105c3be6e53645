/// Tensors divided into parts, and made of parts.
extension Tensor {
    /// Returns the parts of the given extents along an axis, one after another. They are views, which copy nothing. Stops
    /// if there is no such axis, or the extents do not add up to its extent.
    public func split(sizes: [Int], axis: Int = 0) -> [Tensor] {
        let axis = resolvedAxis(axis, "split")
        guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == shape[axis] else {
            stop("split", "the sizes \(sizes) do not add up to the extent of axis \(axis)")
        }
        var start = 0
        return sizes.map { size in
            defer { start += size }
            return sliced(axis: axis, start..<(start + size))
        }
    }

    /// Returns the tensor in a number of parts along an axis, as equal as they can be: if the extent is no multiple of
    /// the number, the first parts have one position more. They are views, which copy nothing. Stops if there is no such
    /// axis, or the number is not positive.
    public func split(into parts: Int, axis: Int = 0) -> [Tensor] {
        let axis = resolvedAxis(axis, "split")
        guard parts > 0 else { stop("split", "cannot make \(parts) parts") }
        let (size, rest) = shape[axis].quotientAndRemainder(dividingBy: parts)
        return split(sizes: (0..<parts).map { $0 < rest ? size + 1 : size }, axis: axis)
    }

    /// Returns the tensors at each position along an axis, which they lack: the inverse of `init(stacking:axis:)`. They
    /// are views, which copy nothing. Stops if there is no such axis.
    public func unstacked(axis: Int = 0) -> [Tensor] {
        let axis = resolvedAxis(axis, "unstacked")
        return (0..<shape[axis]).map { sliced(axis: axis, $0..<($0 + 1)).squeezed(axes: [axis]) }
    }

    /// Creates the matrix with the given matrices on its diagonal, one after another, and zeros elsewhere. A vector is a
    /// matrix of one row, a single value one of one element. Stops if an operand has more axes.
    public init(blockDiagonal blocks: [Tensor]) {
        let matrices = blocks.map { block in
            guard block.rank <= 2 else { block.stop("blockDiagonal", "needs matrices") }
            return block.rank == 2 ? block : block.reshaped(to: [1, block.count])
        }
        let columns = matrices.map { $0.shape[1] }
        let total = columns.reduce(0, +)
        var before = 0
        let rows = zip(matrices, columns).map { matrix, width in
            defer { before += width }
            return matrix.padded([(0, 0), (before, total - before - width)])
        }
        self = rows.isEmpty ? Tensor(zeros: [0, 0]) : Tensor(concatenating: rows, axis: 0)
    }
}

/// Returns tensors broadcast to one shape: axes are aligned at the last, and axes of extent 1 are repeated. They are views,
/// which copy nothing. Stops if the shapes do not fit.
public func broadcast<Scalar: TensorScalar>(_ tensors: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    if tensors.isEmpty { return [] }
    let shape = stopping { () throws(ShapeError) in try broadcastShape("broadcast", tensors.map(\.shape)) }
    return tensors.map { $0.expanded(to: shape) }
}

/// The order of the axes of a grid.
public enum GridIndexing: Sendable {
    /// Axis i of the grid belongs to vector i.
    case matrix
    /// The first axis of the grid belongs to the second vector and the second axis to the first, as rows belong to y and
    /// columns to x.
    case cartesian
}

/// Returns the coordinates of the points of a grid: a tensor for each vector, which has its elements along one axis and
/// repeats them along the axes of the others. They are views, which copy nothing. Stops if an operand is not a vector.
///
/// ```swift
/// let axes = meshgrid([x, y])                             // [x.count, y.count] each
/// ```
public func meshgrid<Scalar: TensorScalar>(
    _ vectors: [Tensor<Scalar>], indexing: GridIndexing = .matrix
) -> [Tensor<Scalar>] {
    var axes = Array(vectors.indices)
    if indexing == .cartesian, axes.count > 1 { axes.swapAt(0, 1) }
    let aligned = zip(vectors, axes).map { vector, axis in
        guard vector.rank == 1 else { vector.stop("meshgrid", "needs vectors") }
        var shape = [Int](repeating: 1, count: vectors.count)
        shape[axis] = vector.count
        return vector.reshaped(to: Shape(shape))
    }
    return broadcast(aligned)
}
