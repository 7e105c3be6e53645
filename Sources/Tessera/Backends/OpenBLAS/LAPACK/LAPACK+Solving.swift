#if OpenBLAS
    internal import COpenBLAS

    extension LAPACK {
        /// Computes the LU factorisation with partial pivoting; `pivots` are counted from 0. LAPACK's getrf.
        func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
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

        /// Computes the Cholesky factor in the lower triangle. LAPACK's potrf.
        func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
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
