#if OpenBLAS
    internal import COpenBLAS

    extension LAPACK {
        func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
            let (rows, columns, stride) = Self.extents(a)
            let info =
                if S.self == Float.self {
                    LAPACKE_sgetrf_work(LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, pivots)
                } else {
                    LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, pivots)
                }
            for index in 0..<min(a.rows, a.columns) { pivots[index] -= 1 }
            return Self.place(info).map { $0 - 1 }
        }

        func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
            let (rows, _, stride) = Self.extents(a)
            let lower = CChar(UInt8(ascii: "L"))
            return Self.place(
                S.self == Float.self
                    ? LAPACKE_spotrf_work(LAPACK_COL_MAJOR, lower, rows, rebound(a.base), stride)
                    : LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, rows, rebound(a.base), stride))
        }

        func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleForm, _ b: ColumnMajor<S>) {
            if b.rows == 0 || b.columns == 0 { return }
            let (rows, columns, stride) = Self.extents(b)
            let (half, form) = (
                triangle.isUpper ? CblasUpper : CblasLower, triangle.isTransposed ? CblasTrans : CblasNoTrans
            )
            let diagonal = triangle.isUnit ? CblasUnit : CblasNonUnit
            if S.self == Float.self {
                cblas_strsm(
                    CblasColMajor, CblasLeft, half, form, diagonal, rows, columns, 1, rebound(UnsafePointer(a.base)),
                    Int32(a.stride), rebound(b.base), stride)
            } else {
                cblas_dtrsm(
                    CblasColMajor, CblasLeft, half, form, diagonal, rows, columns, 1, rebound(UnsafePointer(a.base)),
                    Int32(a.stride), rebound(b.base), stride)
            }
        }

        /// The place that a positive `info` tells, counted from 1; nil for success.
        static func place(_ info: Int32) -> Int? {
            precondition(info >= 0, "LAPACK refuses argument \(-info)")
            return info == 0 ? nil : Int(info)
        }
    }
#endif
