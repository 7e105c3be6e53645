/// The loops over one layout, or over two layouts of the same extents. Adjacent axes are merged wherever every layout
/// traverses them with a single stride, and axes of extent 1 are dropped.
struct LoopNest {
    /// The number of iterations of each loop, the outermost first.
    private(set) var extents: [Int] = []
    /// The strides of the first layout.
    private(set) var first: [Int] = []
    /// The strides of the second layout; empty if there is none.
    private(set) var second: [Int] = []

    init(_ extents: Shape, _ first: [Int], _ second: [Int]? = nil) {
        for axis in extents.indices where extents[axis] != 1 {
            let (extent, step, other) = (extents[axis], first[axis], second?[axis])
            if let last = self.extents.indices.last, self.first[last] == step * extent,
                other.map({ self.second[last] == $0 * extent }) ?? true
            {
                self.extents[last] *= extent
                self.first[last] = step
                if let other { self.second[last] = other }
            } else {
                self.extents.append(extent)
                self.first.append(step)
                if let other { self.second.append(other) }
            }
        }
    }

    /// The pattern in which the elements of the only layout repeat.
    var pattern: BroadcastPattern {
        switch (extents.count, first.first, first.last) {
        case (0, _, _), (1, 1, _): .consecutive
        case (1, 0, _): .single
        case (2, 0, 1): .sameRow(width: extents[1])
        case (2, 1, 0): .onePerRow(width: extents[1])
        default: .other
        }
    }
}

/// The pattern in which the elements of an operand repeat over the larger shape that it is broadcast to.
enum BroadcastPattern {
    /// As many consecutive elements as the shape has.
    case consecutive
    /// One element for the whole shape.
    case single
    /// The same `width` elements for every row of the shape.
    case sameRow(width: Int)
    /// One element for each row of `width` elements.
    case onePerRow(width: Int)
    /// None of these.
    case other
}

/// The strides of a matrix in elements, and what BLAS calls them.
package struct MatrixStrides {
    package var row: Int
    package var column: Int

    /// Whether the matrix is the transpose of a row-major one (BLAS's `trans`).
    var isTransposed: Bool { column != 1 }

    /// The distance between the rows of the row-major matrix, or between those of the one that is transposed (BLAS's
    /// `lda`).
    var leadingDimension: Int { isTransposed ? column : row }
}

/// The matrices of a layout: its last two axes at each position of the axes before them, the batch.
struct MatrixBatch {
    let rows: Int
    let columns: Int
    let strides: MatrixStrides
    /// The extents that the batch axes are broadcast to.
    let batch: Shape
    private let batchStrides: [Int]

    /// - Parameters:
    ///   - layout: a layout of at least two axes.
    ///   - batch: the extents that the axes before the last two are broadcast to.
    init(_ layout: StridedLayout, batch: Shape) {
        (rows, columns) = layout.shape.matrix
        strides = layout.matrixStrides
        self.batch = batch
        let whole = Shape(batch.dimensions + [rows, columns])
        batchStrides = Array(layout.broadcastStrides(to: whole).dropLast(2))
    }

    /// Returns the distance in elements from the first matrix to the matrix at `index` of the batch.
    func offset(of index: Int) -> Int { stridedOffset(of: index, batch, batchStrides) }

    /// The distance in elements between consecutive matrices of the batch; nil if it is not the same throughout the
    /// batch, or if there are no batch axes.
    var batchStep: Int? {
        guard let last = batch.indices.last else { return nil }
        for axis in batch.indices.dropLast() where batch[axis] != 1 {
            let inner = batch[(axis + 1)...].reduce(1, *)
            guard batchStrides[axis] == batchStrides[last] * inner else { return nil }
        }
        return batchStrides[last]
    }
}

extension StridedLayout {
    /// The strides of the last two axes. Along an axis of extent 1, where any stride is valid, it is one that backends
    /// can read.
    var matrixStrides: MatrixStrides {
        let (rows, columns) = shape.matrix
        let all = resolvedStrides
        let (row, column) = (all[rank - 2], all[rank - 1])
        if rows == 1, columns == 1 { return MatrixStrides(row: 1, column: 1) }
        if columns == 1 { return MatrixStrides(row: row, column: 1) }
        if rows == 1 { return MatrixStrides(row: column == 1 ? columns : 1, column: column) }
        return MatrixStrides(row: row, column: column)
    }
}

extension Shape {
    /// The extents of the last two axes.
    var matrix: (rows: Int, columns: Int) { (self[rank - 2], self[rank - 1]) }

    /// The extents of the axes before the last two.
    var batch: Shape { Shape(Array(dropLast(2))) }
}

/// The layout that a reduction reads: `kept` runs of `reduced` consecutive elements each or, if the reduced axes vary
/// slowest in memory already, `reduced` rows of `kept` consecutive elements.
struct ReductionLayout {
    /// The operand with its axes in the order in which it is read. If it is not row-major, a row-major copy is read.
    let source: StridedLayout
    /// The number of elements of the result.
    let kept: Int
    /// The number of elements that are combined into one.
    let reduced: Int
    /// Whether whole rows are combined; then `source` is row-major.
    let byRows: Bool

    /// - Parameters:
    ///   - axes: the axes to reduce, counted from the front.
    ///   - acceptsRows: whether the reduction can combine whole rows.
    init(_ layout: StridedLayout, reducing axes: [Int], acceptsRows: Bool = true) {
        let others = layout.shape.indices.filter { !axes.contains($0) }
        reduced = axes.map { layout.shape[$0] }.reduce(1, *)
        kept = others.map { layout.shape[$0] }.reduce(1, *)
        let rowsFirst = layout.permuted(axes + others)
        byRows = acceptsRows && reduced > 1 && kept > 1 && rowsFirst.isRowMajor
        source = byRows ? rowsFirst : layout.permuted(others + axes)
    }
}
