#if OpenBLAS
    internal import COpenBLAS
#endif

/// Gaussian elimination, its symmetric form, and the solution of triangular systems.
package protocol LURoutines: Sendable {
    /// Factorises P·A = L·U with partial pivoting: each step takes the largest remaining element of its column. Row i
    /// has been exchanged with row `pivots[i]`, one exchange after another (LAPACK's ipiv, counted from 0). getrf.
    ///
    /// - Returns: the index of the first pivot that is 0, nil if there is none.
    func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int?

    /// Stores A⁻¹ in X, from the factors of a matrix that is not singular. getri.
    func invert<S: RealScalar>(
        _ factors: ColumnMajor<S>, pivots: UnsafePointer<Int32>, to x: ColumnMajor<S>)

    /// Exchanges rows of B by pivots that `lu` has stored, one after another, or in reverse order. laswp.
    func exchangeRows<S: RealScalar>(
        _ b: ColumnMajor<S>, pivots: UnsafeBufferPointer<Int32>, reversed: Bool)

    /// Factorises A = L·Lᵀ. L replaces the lower triangle, the only part of A that is read; elements above the diagonal
    /// may be overwritten. potrf.
    ///
    /// - Returns: the order of the first leading block that is not positive definite, nil if there is none.
    func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int?

    /// Overwrites B with T⁻¹·B, where T is a triangle of A. trsm.
    func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>)
}

extension LURoutines {
    package func invert<S: RealScalar>(
        _ factors: ColumnMajor<S>, pivots: UnsafePointer<Int32>, to x: ColumnMajor<S>
    ) {
        solveForIdentity(factors, pivots: pivots, to: x)
    }

    /// Solves A·X = I.
    func solveForIdentity<S: RealScalar>(
        _ factors: ColumnMajor<S>, pivots: UnsafePointer<Int32>, to x: ColumnMajor<S>
    ) {
        x.setIdentity()
        exchangeRows(x, pivots: UnsafeBufferPointer(start: pivots, count: x.rows), reversed: false)
        solveTriangular(factors, TriangleFlags(isUpper: false, hasUnitDiagonal: true), x)
        solveTriangular(factors, TriangleFlags(isUpper: true), x)
    }

    package func exchangeRows<S: RealScalar>(
        _ b: ColumnMajor<S>, pivots: UnsafeBufferPointer<Int32>, reversed: Bool
    ) {
        for step in pivots.indices {
            let row = reversed ? pivots.count - 1 - step : step
            let other = Int(pivots[row])
            if other == row { continue }
            for column in 0..<b.columns {
                let element = b[row, column]
                b[row, column] = b[other, column]
                b[other, column] = element
            }
        }
    }
}

#if OpenBLAS
    extension LAPACK {
        /// Computes the LU factorisation with partial pivoting; `pivots` are counted from 0. LAPACK's getrf.
        func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
            if BlockedLU.takes(rows: a.rows, columns: a.columns) { return BlockedLU.factorize(a, pivots: pivots) }
            let (rows, columns, stride) = Self.extents(a)
            let info =
                if S.self == Float.self {
                    LAPACKE_sgetrf_work(LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, pivots)
                } else {
                    LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, pivots)
                }
            for index in 0..<min(a.rows, a.columns) { pivots[index] -= 1 }
            return Self.oneBasedIndex(info).map { $0 - 1 }
        }

        func invert<S: RealScalar>(
            _ factors: ColumnMajor<S>, pivots: UnsafePointer<Int32>, to x: ColumnMajor<S>
        ) {
            if BlockedTriangularSolve.takes(order: x.rows, columns: x.columns) {
                BlockedLU.invert(factors, pivots: pivots, to: x)
            } else {
                solveForIdentity(factors, pivots: pivots, to: x)
            }
        }

        func exchangeRows<S: RealScalar>(
            _ b: ColumnMajor<S>, pivots: UnsafeBufferPointer<Int32>, reversed: Bool
        ) {
            guard let base = pivots.baseAddress else { return }
            CurrentExecutor.value.forEachRange(b.columns, length: 64) { range, _ in
                PanelKernels.exchangeRows(b[0..<b.rows, range], pivots.indices, base, reversed: reversed)
            }
        }

        /// Computes the Cholesky factor in the lower triangle. LAPACK's potrf.
        func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
            if a.rows >= BlockedCholesky.leastOrder { return BlockedCholesky.factorize(a) }
            let (rows, _, stride) = Self.extents(a)
            let lower = CChar(UInt8(ascii: "L"))
            return Self.oneBasedIndex(
                S.self == Float.self
                    ? LAPACKE_spotrf_work(LAPACK_COL_MAJOR, lower, rows, rebound(a.base), stride)
                    : LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, rows, rebound(a.base), stride))
        }

        /// Solves a triangular system for all columns of `b`, in place. BLAS's trsm.
        func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>) {
            if b.rows == 0 || b.columns == 0 { return }
            if BlockedTriangularSolve.takes(order: b.rows, columns: b.columns) {
                return BlockedTriangularSolve.solve(a, triangle, b)
            }
            let (rows, columns, stride) = Self.extents(b)
            let (uplo, trans) = (
                triangle.isUpper ? CblasUpper : CblasLower, triangle.isTransposed ? CblasTrans : CblasNoTrans
            )
            let diag = triangle.hasUnitDiagonal ? CblasUnit : CblasNonUnit
            if S.self == Float.self {
                cblas_strsm(
                    CblasColMajor, CblasLeft, uplo, trans, diag, rows, columns, 1, rebound(UnsafePointer(a.base)),
                    Int32(a.stride), rebound(b.base), stride)
            } else {
                cblas_dtrsm(
                    CblasColMajor, CblasLeft, uplo, trans, diag, rows, columns, 1, rebound(UnsafePointer(a.base)),
                    Int32(a.stride), rebound(b.base), stride)
            }
        }

        /// Returns the one-based index that a positive `info` reports, or nil on success. A negative `info` stops the
        /// program.
        static func oneBasedIndex(_ info: Int32) -> Int? {
            precondition(info >= 0, "LAPACK refuses argument \(-info)")
            return info == 0 ? nil : Int(info)
        }
    }
#endif

extension SwiftFactorizations {
    /// Gaussian elimination with partial pivoting, in the right-looking form: each step subtracts an outer product from
    /// the rest (Golub and Van Loan, "Matrix Computations", §3.4).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
        #if CKernels
            if kernels != nil, BlockedLU.takes(rows: a.rows, columns: a.columns) {
                return BlockedLU.factorize(a, pivots: pivots)
            }
        #endif
        var singular: Int?
        for step in 0..<min(a.rows, a.columns) {
            let column = a.column(step)
            var largest = step
            for row in step..<a.rows where abs(column[row]) > abs(column[largest]) { largest = row }
            pivots[step] = Int32(largest)
            if column[largest] == 0 {
                singular = singular ?? step
                continue
            }
            if largest != step { Self.exchangeRows(a, step, largest) }
            for row in (step + 1)..<max(step + 1, a.rows) { column[row] /= column[step] }
            for other in (step + 1)..<max(step + 1, a.columns) {
                let target = a.column(other)
                let factor = target[step]
                for row in (step + 1)..<max(step + 1, a.rows) { target[row] -= factor * column[row] }
            }
        }
        return singular
    }

    @inline(__always)
    private static func exchangeRows<S: RealScalar>(_ a: ColumnMajor<S>, _ first: Int, _ second: Int) {
        for column in 0..<a.columns {
            let element = a[first, column]
            a[first, column] = a[second, column]
            a[second, column] = element
        }
    }

    /// The Cholesky factorisation in the outer-product form (Golub and Van Loan, "Matrix Computations", §4.2).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
        #if CKernels
            if kernels != nil, a.rows >= BlockedCholesky.leastOrder { return BlockedCholesky.factorize(a) }
        #endif
        for step in 0..<a.rows {
            let column = a.column(step)
            guard column[step] > 0 else { return step + 1 }
            let pivot = column[step].squareRoot()
            for row in step..<a.rows { column[row] /= pivot }
            for other in (step + 1)..<max(step + 1, a.rows) {
                let (target, factor) = (a.column(other), column[other])
                for row in other..<a.rows { target[row] -= factor * column[row] }
            }
        }
        return nil
    }

    /// Forward or back substitution, which reads the triangle by columns (Golub and Van Loan, "Matrix Computations",
    /// §3.1).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>) {
        #if CKernels
            if kernels != nil, BlockedTriangularSolve.takes(order: b.rows, columns: b.columns) {
                return BlockedTriangularSolve.solve(a, triangle, b)
            }
        #endif
        let isBackward = triangle.isUpper != triangle.isTransposed
        for right in 0..<b.columns {
            let x = b.column(right)
            for index in 0..<a.rows {
                let step = isBackward ? a.rows - 1 - index : index
                let column = a.column(step)
                let others = triangle.isUpper ? 0..<step : (step + 1)..<max(step + 1, a.rows)
                if triangle.isTransposed {
                    for row in others { x[step] -= column[row] * x[row] }
                    if !triangle.hasUnitDiagonal { x[step] /= column[step] }
                } else {
                    if !triangle.hasUnitDiagonal { x[step] /= column[step] }
                    let factor = x[step]
                    for row in others { x[row] -= factor * column[row] }
                }
            }
        }
    }
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
