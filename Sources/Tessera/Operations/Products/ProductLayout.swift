/// The operands of a product as matrices, or batches of matrices, of two layouts.
struct ProductLayout {
    /// The operands with at least two axes each: a vector on the left is a row, on the right a column.
    let (a, b): (StridedLayout, StridedLayout)
    let extents: ProductExtents

    init(_ a: StridedLayout, _ b: StridedLayout) {
        var a = a.rank > 1 ? a : a.vector(asRow: true)
        let b = b.rank > 1 ? b : b.vector(asRow: false)
        // A batch of matrices times one matrix is a single product: their rows are stacked.
        let rows = a.shape.dropLast().reduce(1, *)
        if a.rank > 2, b.rank == 2, a.isRowMajor, rows <= Int(Int32.max) {
            a = StridedLayout([rows, a.shape[a.rank - 1]], offset: a.offset)
        }
        (self.a, self.b) = (a, b)
        extents = ProductExtents(a.shape, b.shape)
    }

    /// Whether this is the product of two matrices, not of batches.
    var isSingle: Bool { a.rank == 2 && b.rank == 2 }

    /// The extents that the batches of both operands are broadcast to.
    var batch: Shape { extents.aBatch.broadcast(with: extents.bBatch) ?? [] }
}

extension StridedLayout {
    /// Returns the layout of a vector as a matrix of one row or of one column.
    fileprivate func vector(asRow isRow: Bool) -> StridedLayout {
        let (extent, step) = (shape[0], resolvedStrides[0])
        return StridedLayout(
            isRow ? [1, extent] : [extent, 1], strides: isRow ? [0, step] : [step, 0], offset: offset)
    }
}

/// The extents of a product of two shapes: those of the matrices and those of the batches.
struct ProductExtents {
    let (rows, depth, otherDepth, columns): (Int, Int, Int, Int)
    let (aBatch, bBatch): (Shape, Shape)

    init(_ a: Shape, _ b: Shape) {
        (rows, depth) = a.rank > 1 ? (a[a.rank - 2], a[a.rank - 1]) : (1, a[0])
        (otherDepth, columns) = b.rank > 1 ? (b[b.rank - 2], b[b.rank - 1]) : (b[0], 1)
        aBatch = Shape(Array(a.dropLast(2)))
        bBatch = Shape(Array(b.dropLast(2)))
    }

    /// Whether the extents fit the 32 bits in which BLAS counts.
    var fitsBLAS: Bool { max(rows, columns, depth) <= Int(Int32.max) }

    /// The role of an operand's axis in the product; batch axes are counted from the end, from 1.
    enum AxisRole { case batch(Int), outer, depth }

    /// Returns the role of an axis of the left or the right operand.
    func role(ofAxis axis: Int?, _ shape: Shape, left: Bool) -> AxisRole? {
        guard let axis else { return nil }
        if shape.rank == 1 { return .depth }
        if axis < shape.rank - 2 { return .batch(shape.rank - 2 - axis) }
        return (axis == shape.rank - 1) == left ? .depth : .outer
    }
}
