/// The matrices of a tensor, read one at a time: a matrix is the last two axes at one position of the batch axes, which
/// are broadcast to `batch`.
struct MatrixOperand<Scalar: RealScalar> {
    private let tensor: Tensor<Scalar>
    private let matrices: MatrixBatch
    var rows: Int { matrices.rows }
    var columns: Int { matrices.columns }

    init(_ tensor: Tensor<Scalar>, batch: Shape) {
        self.tensor = tensor
        matrices = MatrixBatch(tensor.layout, batch: batch)
    }

    /// Copies matrix `index` of the batch to column-major order.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func copy(_ index: Int, to out: ColumnMajor<Scalar>) throws(LinearAlgebraError) {
        let source = tensor.base + matrices.offset(of: index)
        let (rows, columns, strides) = (matrices.rows, matrices.columns, matrices.strides)
        if strides.column == 1, rows * columns >= TransposedCopy.leastElements {
            let rowMajor = ColumnMajor(
                UnsafeMutablePointer(mutating: source), rows: columns, columns: rows, stride: strides.row)
            let isFinite = TransposedCopy.copy(rowMajor, to: out.base, stride: out.stride)
            withExtendedLifetime(tensor.storage) {}
            if !isFinite { try refuseNonFinite(out) }
            return
        }
        // x − x is 0 for finite x and NaN otherwise, so that one comparison after the loop checks all elements.
        var nonFinite: Scalar = 0
        // Transposes in strips of 16 columns, for locality of both the reads and the writes.
        for left in stride(from: 0, to: columns, by: 16) {
            for row in 0..<rows {
                for column in left..<min(columns, left + 16) {
                    let element = source[row &* strides.row &+ column &* strides.column]
                    nonFinite += element - element
                    out.base[row &+ column &* out.stride] = element
                }
            }
        }
        withExtendedLifetime(tensor.storage) {}
        if nonFinite != 0 { try refuseNonFinite(out) }
    }

    /// Returns a copy of matrix `index` of the batch.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    func columns(_ index: Int) throws(LinearAlgebraError) -> Columns<Scalar> {
        let copy = Columns<Scalar>(rows: rows, columns: columns)
        try self.copy(index, to: copy.matrix)
        return copy
    }

    private func refuseNonFinite(_ a: ColumnMajor<Scalar>) throws(LinearAlgebraError) {
        for row in 0..<rows {
            for column in 0..<columns where !a[row, column].isFinite { throw .nonFinite(row: row, column: column) }
        }
    }
}

extension ColumnMajor {
    /// Copies the matrix to row-major order.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func store(to out: UnsafeMutablePointer<Scalar>) {
        if rows * columns >= TransposedCopy.leastElements {
            _ = TransposedCopy.copy(self, to: out, stride: columns)
            return
        }
        for left in Swift.stride(from: 0, to: columns, by: 16) {
            for row in 0..<rows {
                for column in left..<min(columns, left + 16) {
                    out[row &* columns &+ column] = base[row &+ column &* stride]
                }
            }
        }
    }
}

extension ColumnMajor {
    /// Copies the upper triangle of the first rows to row-major order, with zeros below the diagonal.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func storeUpperTriangle(rows: Int, to out: UnsafeMutablePointer<Scalar>) {
        for row in 0..<rows {
            for column in 0..<columns { out[row * columns + column] = column < row ? 0 : self[row, column] }
        }
    }
}
