/// The real Schur form of a square matrix, A = Q·T·Qᵀ with Q orthogonal and T quasi-triangular.
struct SchurForm<Scalar: RealScalar> {
    let q: Tensor<Scalar>
    let t: QuasiTriangular<Scalar>

    /// Reduces a matrix, which is overwritten.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`.
    init(_ a: borrowing Columns<Scalar>, _ kernels: any Factorizations) throws(LinearAlgebraError) {
        let order = a.matrix.rows
        let vectors = Columns<Scalar>(rows: order, columns: order)
        let missing = order == 0 ? 0 : kernels.schur(a.matrix, vectors: vectors.matrix)
        if missing > 0 { throw .notConverged(missing: missing) }
        t = QuasiTriangular(a.matrix)
        q = Tensor(copying: vectors.matrix)
    }

    /// Returns Q·X·Qᵀ, for the elements of X in row-major order.
    func transformed(_ x: [Scalar]) -> Tensor<Scalar> {
        q.matmul(Tensor(x, shape: [t.order, t.order])).matmul(q.transposed())
    }
}

extension Tensor where Scalar: RealScalar {
    /// Creates a copy of a column-major matrix.
    init(copying matrix: ColumnMajor<Scalar>) {
        let elements = Array(UnsafeBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns))
        self = Tensor(elements, shape: [matrix.columns, matrix.rows]).transposed()
    }
}
