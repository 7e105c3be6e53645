/// The matrix factorisations of a backend, which work in place. Callers check the extents and that all elements are
/// finite. Each method ends with the name of the BLAS or LAPACK routine that does the same.
package protocol Factorizations: Sendable {
    /// Factorises A = Q·R by Householder reflections. R replaces the upper triangle, the reflectors replace the
    /// elements below it, and `tau` receives their scalar factors. geqrf.
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>)

    /// Factorises A·P = Q·R with column pivoting: each step takes the remaining column of the largest norm. Column i of
    /// A·P is column `permutation[i]` of A (LAPACK's jpvt, counted from 0). geqp3.
    func pivotedQR<S: RealScalar>(
        _ a: ColumnMajor<S>, permutation: UnsafeMutablePointer<Int32>, tau: UnsafeMutablePointer<S>)

    /// Overwrites C with Q·C, or with Qᵀ·C where `transposed`, from the reflectors and their scalar factors `tau` that
    /// `qr` has stored. ormqr.
    func applyQ<S: RealScalar>(
        _ a: ColumnMajor<S>, tau: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>)

    /// Factorises P·A = L·U with partial pivoting: each step takes the largest remaining element of its column. Row i
    /// has been exchanged with row `pivots[i]`, one exchange after another (LAPACK's ipiv, counted from 0). getrf.
    ///
    /// - Returns: the index of the first pivot that is 0, nil if there is none.
    func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int?

    /// Factorises A = L·Lᵀ. L replaces the lower triangle, the only part of A that is read. potrf.
    ///
    /// - Returns: the order of the first leading block that is not positive definite, nil if there is none.
    func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int?

    /// Overwrites B with T⁻¹·B, where T is a triangle of A. trsm.
    func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>)

    /// Decomposes A = V·diag(λ)·Vᵀ from the lower triangle, with eigenvalues in ascending order. The eigenvectors
    /// replace A if `vectors` is set. syevd.
    ///
    /// - Returns: the number of values that have not converged.
    func symmetricEigen<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool) -> Int

    /// Decomposes A = U·diag(σ)·Vᵀ with singular values in descending order. The extents of `u` and `vTransposed`
    /// choose the full or the thin decomposition: U has m or min(m, n) columns, Vᵀ has n or min(m, n) rows. Both are
    /// nil where only the values are wanted. A is overwritten. gesdd.
    ///
    /// - Returns: the number of values that have not converged.
    func svd<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int

    /// Computes A·v = λ·v for any square A. Of a conjugate pair, the value with the positive imaginary part comes
    /// first; two columns of `vectors` then hold the real and the imaginary part of its vector. Each vector has norm 1.
    /// A is overwritten. geev.
    ///
    /// - Returns: the number of values that have not converged.
    func eigen<S: RealScalar>(
        _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
        vectors: ColumnMajor<S>?
    ) -> Int

    /// Computes the Cholesky factors L of `count` small matrices that are consecutive in memory, in row-major order,
    /// with zeros above the diagonal.
    ///
    /// - Returns: the number of leading matrices that were factorised; the caller passes the others to `cholesky`, one
    ///   by one.
    func batchedCholesky<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int

    /// Solves A·X = B for `count` small systems that are consecutive in memory, in row-major order.
    ///
    /// - Returns: the number of leading systems that were solved; the caller passes the others to `lu`, one by one.
    func batchedSolve<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int
}

extension Factorizations {
    package func batchedCholesky<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }

    package func batchedSolve<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }
}

/// The limits of batched factorisations of small matrices.
enum SmallMatrices {
    static let largestOrder = 32

    /// The number of matrices that are best factorised in one call: the lane count of the widest vector registers.
    static func together(_ order: Int) -> Int { order <= largestOrder ? 16 : 1 }
}

/// The triangle of a matrix that a routine reads, and whether transposed or with ones on its diagonal.
package struct TriangleFlags: Hashable, Sendable {
    /// True if the upper triangle is read, not the lower one (BLAS: uplo).
    package var isUpper: Bool
    /// True if the triangle is transposed (BLAS: trans).
    package var isTransposed = false
    /// True if the diagonal is taken to be ones, whatever is stored there (BLAS: diag).
    package var hasUnitDiagonal = false
}
