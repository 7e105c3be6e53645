/// What a backend factorises: matrices in memory, in place. Extents are checked and elements finite before. The routine
/// of LAPACK that does the same is named with each.
package protocol Factorizations: Sendable {
    /// A = Q·R by Householder's reflections: R in the upper triangle, the reflections below it, and their factors. geqrf.
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, factors: UnsafeMutablePointer<S>)

    /// A·P = Q·R with the largest column that is left first: column i of A·P is column `order[i]` of A. geqp3.
    func pivotedQR<S: RealScalar>(
        _ a: ColumnMajor<S>, order: UnsafeMutablePointer<Int32>, factors: UnsafeMutablePointer<S>)

    /// C ← Q·C or, transposed, Qᵀ·C, with what `qr` has left. ormqr.
    func applyQ<S: RealScalar>(
        _ a: ColumnMajor<S>, factors: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>)

    /// P·A = L·U with the largest element that is left first: row i has been exchanged with row `pivots[i]`, one after
    /// another. getrf.
    ///
    /// - Returns: the first pivot that is 0.
    func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int?

    /// A = L·Lᵀ, from the lower triangle and into it. potrf.
    ///
    /// - Returns: the order of the first leading block that is not positive definite.
    func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int?

    /// B ← T⁻¹·B with a triangle T of A. trsm.
    func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleForm, _ b: ColumnMajor<S>)

    /// A = V·diag(λ)·Vᵀ from the lower triangle, values in rising order; the vectors replace A where they are wanted. syevd.
    ///
    /// - Returns: how many values have not converged.
    func symmetricEigen<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool) -> Int

    /// A = U·diag(σ)·Vᵀ, values in falling order. U and Vᵀ have as many columns and rows as are wanted, all or the smaller
    /// extent of A; nil where only values are. A is lost. gesdd.
    ///
    /// - Returns: how many values have not converged.
    func svd<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int

    /// A·v = λ·v for any square A. Of a pair of conjugate values that with the positive imaginary part comes first; the
    /// columns of `vectors` are then its real and its imaginary part. Each vector has length 1. A is lost. geev.
    ///
    /// - Returns: how many values have not converged.
    func eigen<S: RealScalar>(
        _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
        vectors: ColumnMajor<S>?
    ) -> Int

    /// Factors L of consecutive small matrices in row-major order, with zeros above the diagonal.
    ///
    /// - Returns: how many are done, in their order; the others are left to `cholesky`, one by one.
    func choleskyOfSmall<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int

    /// Solutions X of A·X = B for consecutive small matrices in row-major order.
    ///
    /// - Returns: how many are done, in their order; the others are left to `lu`, one by one.
    func solveSmall<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int
}

extension Factorizations {
    package func choleskyOfSmall<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }

    package func solveSmall<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }
}

/// Matrices that are factorised many at a time.
enum SmallMatrices {
    static let largestOrder = 32

    /// How many are best done in one go: what the lanes of the widest vectors hold.
    static func together(_ order: Int) -> Int { order <= largestOrder ? 16 : 1 }
}

/// Which triangle of a matrix is meant, and how.
package struct TriangleForm: Hashable, Sendable {
    package var isUpper: Bool
    package var isTransposed = false
    /// Whether its diagonal counts as ones, whatever stands there.
    package var isUnit = false
}
