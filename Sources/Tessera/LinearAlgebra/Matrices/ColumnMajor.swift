/// A mutable view of a matrix in column-major order, the layout of LAPACK. A factorisation may overwrite it.
package struct ColumnMajor<Scalar: RealScalar> {
    package var base: UnsafeMutablePointer<Scalar>
    package var rows: Int
    package var columns: Int
    /// The distance from one column to the next, in elements (LAPACK's leading dimension).
    package var stride: Int

    package init(_ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil) {
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? max(1, rows)
    }

    @inline(__always)
    package subscript(row: Int, column: Int) -> Scalar {
        get { base[row + column * stride] }
        nonmutating set { base[row + column * stride] = newValue }
    }

    @inline(__always)
    package func column(_ index: Int) -> UnsafeMutablePointer<Scalar> { base + index * stride }

    /// Fills the matrix with zeros, but for ones on the diagonal that begins at `firstRow`.
    func setIdentity(firstRow: Int = 0) {
        setZero()
        for column in 0..<max(0, min(columns, rows - firstRow)) { self[firstRow + column, column] = 1 }
    }

    /// Fills the matrix with zeros.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func setZero() {
        for column in 0..<columns { self.column(column).update(repeating: 0, count: rows) }
    }

    /// Fills the elements above the diagonal with zeros.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func setZeroAboveDiagonal() {
        for column in 1..<max(1, columns) { self.column(column).update(repeating: 0, count: min(rows, column)) }
    }
}
