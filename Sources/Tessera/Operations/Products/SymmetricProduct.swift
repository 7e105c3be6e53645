/// Products XᵀX and XXᵀ of a matrix with its own transpose (BLAS: syrk). The upper triangle is computed, by panels of
/// rows, and copied to the lower one. An element is the same sum as in the whole product.
extension MatrixProduct where Scalar: RealScalar {
    /// Whether the right operand is the left one transposed, in the same memory.
    var isSymmetric: Bool {
        a.base == b.base && rows == columns && a.rowStride == b.columnStride && a.columnStride == b.rowStride
            && !accumulates
    }

    /// Computes a symmetric product on the workers of the current executor. The panels depend on the extents alone.
    func runOneTriangle(_ kernels: any Kernels) {
        if kernels.multiply(self, isSymmetric: true, on: CurrentExecutor.value) { return }
        // Of eight panels nine sixteenths of the product are computed. The longest comes first.
        let height = max(64, (rows + 8 * 24 - 1) / (8 * 24) * 24)
        CurrentExecutor.value.forEachRange(rows, length: height) { range, _ in
            let width = columns - range.lowerBound
            let memory = Storage<Scalar>(count: range.count * width)
            var panel = self
            (panel.rows, panel.columns, panel.c) = (range.count, width, memory.base)
            panel.a.base += range.lowerBound * a.rowStride
            panel.b.base += range.lowerBound * b.columnStride
            kernels.multiply(panel)
            Self.store(
                UnsafePointer(memory.base), rows: range.count, columns: width, at: range.lowerBound, in: c, columns)
            withExtendedLifetime(memory) {}
        }
    }

    /// Stores a panel that begins on the diagonal, at row and column `first` of a square matrix, and its transpose.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private static func store(
        _ panel: UnsafePointer<Scalar>, rows: Int, columns: Int, at first: Int, in c: UnsafeMutablePointer<Scalar>,
        _ order: Int
    ) {
        let corner = c + first * (order + 1)
        for row in 0..<rows { (corner + row * order).update(from: panel + row * columns, count: columns) }
        for column in rows..<max(rows, columns) {
            let target = corner + column * order
            for row in 0..<rows { target[row] = panel[row &* columns &+ column] }
        }
    }
}
