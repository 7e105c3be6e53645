#if OpenBLAS
    internal import COpenBLAS

    /// Eigenvalues, singular values and their vectors: the iterative routines, which return LAPACK's `info`, 0 on
    /// convergence.
    extension LAPACK {
        /// Computes the eigenvalues and, on request, the eigenvectors of a symmetric matrix by divide and conquer.
        /// LAPACK's syevd.
        func symmetricEigen<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool
        ) -> Int {
            let (rows, _, stride) = Self.extents(a)
            let (job, lower) = (CChar(UInt8(ascii: vectors ? "V" : "N")), CChar(UInt8(ascii: "L")))
            let least = vectors ? 1 + 6 * a.rows + 2 * a.rows * a.rows : 2 * a.rows + 1
            let info = Self.withIntegers(vectors ? 3 + 5 * a.rows : 1) { integers, count in
                if S.self == Float.self {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_ssyevd_work(
                            LAPACK_COL_MAJOR, job, lower, rows, rebound(a.base), stride, rebound(values), work, size,
                            integers, count)
                    }
                } else {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dsyevd_work(
                            LAPACK_COL_MAJOR, job, lower, rows, rebound(a.base), stride, rebound(values), work, size,
                            integers, count)
                    }
                }
            }
            return Int(info)
        }

        /// Computes the singular values and, if both are given, `u` and `vTransposed` by divide and conquer. LAPACK's
        /// gesdd.
        func svd<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
        ) -> Int {
            let (rows, columns, stride) = Self.extents(a)
            let isFull = u.map { $0.columns == a.rows } ?? false && vTransposed.map { $0.rows == a.columns } ?? false
            let job = CChar(UInt8(ascii: u == nil ? "N" : isFull ? "A" : "S"))
            // With job N, LAPACK does not access these.
            let (u, v) = (u ?? a, vTransposed ?? a)
            let inner = min(a.rows, a.columns)
            let least = 4 * inner * inner + 7 * inner + max(a.rows, a.columns)
            let info = Self.withIntegers(8 * min(a.rows, a.columns)) { integers, _ in
                if S.self == Float.self {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_sgesdd_work(
                            LAPACK_COL_MAJOR, job, rows, columns, rebound(a.base), stride, rebound(values),
                            rebound(u.base), Int32(u.stride), rebound(v.base), Int32(v.stride), work, size, integers)
                    }
                } else {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dgesdd_work(
                            LAPACK_COL_MAJOR, job, rows, columns, rebound(a.base), stride, rebound(values),
                            rebound(u.base), Int32(u.stride), rebound(v.base), Int32(v.stride), work, size, integers)
                    }
                }
            }
            return Int(info)
        }

        /// Computes the eigenvalues and, on request, the right eigenvectors of a general matrix. LAPACK's geev.
        func eigen<S: RealScalar>(
            _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
            vectors: ColumnMajor<S>?
        ) -> Int {
            let (rows, _, stride) = Self.extents(a)
            let (none, right) = (CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: vectors == nil ? "N" : "V")))
            let v = vectors ?? a
            let info =
                if S.self == Float.self {
                    Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_sgeev_work(
                            LAPACK_COL_MAJOR, none, right, rows, rebound(a.base), stride, rebound(real),
                            rebound(imaginary), rebound(v.base), Int32(v.stride), rebound(v.base), Int32(v.stride),
                            work, size)
                    }
                } else {
                    Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dgeev_work(
                            LAPACK_COL_MAJOR, none, right, rows, rebound(a.base), stride, rebound(real),
                            rebound(imaginary), rebound(v.base), Int32(v.stride), rebound(v.base), Int32(v.stride),
                            work, size)
                    }
                }
            return Int(info)
        }

        /// Calls `body` with an integer workspace of `count` elements, at least one.
        private static func withIntegers<Result>(
            _ count: Int, _ body: (UnsafeMutablePointer<Int32>, Int32) -> Result
        ) -> Result {
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) {
                body($0.baseAddress!, Int32($0.count))
            }
        }
    }
#endif
