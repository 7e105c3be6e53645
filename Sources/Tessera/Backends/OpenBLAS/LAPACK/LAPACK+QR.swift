#if OpenBLAS
    internal import COpenBLAS

    extension LAPACK {
        /// Computes the Householder QR factorisation. LAPACK's geqrf.
        func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>) {
            let (rows, columns, stride) = Self.extents(a)
            if S.self == Float.self {
                let (x, scalars) = (rebound(a.base, to: Float.self), rebound(tau, to: Float.self))
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sgeqrf_work(LAPACK_COL_MAJOR, rows, columns, x, stride, scalars, work, size)
                }
            } else {
                let (x, scalars) = (rebound(a.base, to: Double.self), rebound(tau, to: Double.self))
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, rows, columns, x, stride, scalars, work, size)
                }
            }
        }

        /// Computes the QR factorisation with column pivoting; `permutation` receives jpvt, counted from 0. LAPACK's
        /// geqp3.
        func pivotedQR<S: RealScalar>(
            _ a: ColumnMajor<S>, permutation: UnsafeMutablePointer<Int32>, tau: UnsafeMutablePointer<S>
        ) {
            let (rows, columns, stride) = Self.extents(a)
            // An entry of jpvt that is not 0 would fix its column at the front.
            permutation.update(repeating: 0, count: a.columns)
            if S.self == Float.self {
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sgeqp3_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, permutation, rebound(tau), work, size)
                }
            } else {
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dgeqp3_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, permutation, rebound(tau), work, size)
                }
            }
            for column in 0..<a.columns {
                permutation[column] = min(a.rows, a.columns) == 0 ? Int32(column) : permutation[column] - 1
            }
        }

        /// Multiplies by Q or Qᵀ from the left. LAPACK's ormqr.
        func applyQ<S: RealScalar>(
            _ a: ColumnMajor<S>, tau: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>
        ) {
            let side = CChar(UInt8(ascii: "L")), trans = CChar(UInt8(ascii: transposed ? "T" : "N"))
            let (rows, columns, stride) = Self.extents(c)
            let count = Int32(min(a.rows, a.columns))
            if S.self == Float.self {
                let (x, scalars) = (rebound(a.base, to: Float.self), rebound(tau, to: Float.self))
                let y = rebound(c.base, to: Float.self)
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sormqr_work(
                        LAPACK_COL_MAJOR, side, trans, rows, columns, count, x, Int32(a.stride), scalars, y, stride,
                        work,
                        size)
                }
            } else {
                let (x, scalars) = (rebound(a.base, to: Double.self), rebound(tau, to: Double.self))
                let y = rebound(c.base, to: Double.self)
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dormqr_work(
                        LAPACK_COL_MAJOR, side, trans, rows, columns, count, x, Int32(a.stride), scalars, y, stride,
                        work,
                        size)
                }
            }
        }
    }
#endif
