/// The factor R of a QR factorisation of all rows [X − shift, 1, Y] times the square roots of their weights, by TSQR
/// (J. Demmel et al., "Communication-optimal parallel and sequential QR and LU factorizations", 2012): within a chunk,
/// the rows of a tile are stacked below the triangle of those before and factorised again; the triangles of chunks are
/// merged pairwise.
package struct TriangularFactor: RowFold {
    package struct Partial: Sendable {
        /// A matrix in column-major order: a triangle, followed by rows that are not reduced yet.
        fileprivate var matrix: [Double]
        fileprivate var rows = 0
    }

    private let features: Int
    private let targets: Int
    private let shifts: [Double]
    private var order: Int { features + 1 + targets }
    private var height: Int { order + max(256, 3 * order) }

    package init(_ rowShape: RowShape, shifts: [Double]) {
        (features, targets, self.shifts) = (rowShape.features, rowShape.targets, shifts)
    }

    package var empty: Partial { Partial(matrix: Array(repeating: 0, count: height * order)) }
    package var partialBytes: Int { height * order * 8 }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        var first = 0
        while first < tile.rows.count {
            if partial.rows == height { reduce(&partial) }
            let count = min(tile.rows.count - first, height - partial.rows)
            append(tile, first..<first + count, to: &partial)
            first += count
        }
    }

    private func append(_ tile: borrowing RowTile<Double>, _ rows: Range<Int>, to partial: inout Partial) {
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        for row in rows {
            let root = isWeighted ? columns[2][row].squareRoot() : 1
            let index = partial.rows + row - rows.lowerBound
            for column in 0..<features {
                partial.matrix[index + column * height] = (columns[0][row * features + column] - shifts[column]) * root
            }
            partial.matrix[index + features * height] = root
            for target in 0..<targets {
                partial.matrix[index + (features + 1 + target) * height] = columns[1][row * targets + target] * root
            }
        }
        partial.rows += rows.count
    }

    /// Replaces the stored rows by their triangular factor.
    private func reduce(_ partial: inout Partial) {
        let (rows, order, height) = (partial.rows, order, height)
        let kernels = Backend.current.kernels.factorizations
        partial.matrix.withUnsafeMutableBufferPointer { matrix in
            guard let base = matrix.baseAddress else { return }
            withTau(min(rows, order)) { tau in
                kernels.qr(ColumnMajor(base, rows: rows, columns: order, stride: height), tau: tau)
            }
            for column in 0..<order {
                for row in min(rows, column + 1)..<rows { base[row + column * height] = 0 }
            }
        }
        partial.rows = min(rows, order)
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        var later = later
        reduce(&later)
        reduce(&partial)
        for row in 0..<later.rows {
            for column in 0..<order {
                partial.matrix[partial.rows + row + column * height] = later.matrix[row + column * height]
            }
        }
        partial.rows += later.rows
    }

    /// Returns R in row-major order, a square matrix; missing rows are 0.
    package func result(_ partial: Partial) -> Tensor<Double> {
        var partial = partial
        reduce(&partial)
        var elements = [Double](repeating: 0, count: order * order)
        for row in 0..<min(order, partial.rows) {
            for column in 0..<order { elements[row * order + column] = partial.matrix[row + column * height] }
        }
        return Tensor(elements, shape: [order, order])
    }
}
