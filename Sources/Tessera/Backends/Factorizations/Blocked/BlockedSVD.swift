#if OpenBLAS
    internal import COpenBLAS

    /// The singular vectors of large matrices: LAPACK reduces the matrix to a bidiagonal one and decomposes that by
    /// divide and conquer (gebrd, bdsdc); our products transform the vectors back, on the workers. Tall matrices are
    /// factorised as Q·R first (Chan, "An improved algorithm for computing the singular value decomposition", 1982).
    enum BlockedSVD {
        /// Returns whether a matrix is decomposed here rather than by LAPACK's gesdd, which scales matrices whose
        /// squares overflow or underflow.
        static func takes<S: RealScalar>(_ a: ColumnMajor<S>) -> Bool {
            min(a.rows, a.columns) >= 128 && MagnitudeRange.isModerate(a, lowerTriangle: false)
        }

        /// Decomposes A = U·diag(σ)·Vᵀ as `SVDRoutine.svd` does.
        ///
        /// - Returns: LAPACK's `info`: not 0 where values have not converged.
        static func decompose<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>, vTransposed: ColumnMajor<S>
        ) -> Int {
            if a.rows < a.columns {
                return decomposeTransposed(a, values: values, u: u, vTransposed: vTransposed)
            }
            if a.rows * 6 < a.columns * 11 {
                return decomposeDirectly(a, values: values, u: u, vTransposed: vTransposed)
            }
            let order = a.columns
            let tau = Columns<S>(rows: order, columns: 1)
            let reflections = BlockedQR(factorizing: a, tau: tau.matrix.base)
            let r = Columns<S>.zeros(rows: order, columns: order)
            for column in 0..<order { r.matrix.column(column).update(from: a.column(column), count: column + 1) }
            let inner = Columns<S>(rows: order, columns: order)
            let info = decomposeDirectly(r.matrix, values: values, u: inner.matrix, vTransposed: vTransposed)
            if info == 0 {
                embed(inner.matrix, in: u)
                reflections.applyQ(transposed: false, to: u)
            }
            return info
        }

        private static func decomposeTransposed<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>, vTransposed: ColumnMajor<S>
        ) -> Int {
            let transposed = Columns<S>(rows: a.columns, columns: a.rows)
            let left = Columns<S>(rows: vTransposed.columns, columns: vTransposed.rows)
            let right = Columns<S>(rows: u.columns, columns: u.rows)
            _ = TransposedCopy.copy(a, to: transposed.matrix.base, stride: a.columns)
            let info = decompose(transposed.matrix, values: values, u: left.matrix, vTransposed: right.matrix)
            _ = TransposedCopy.copy(left.matrix, to: vTransposed.base, stride: vTransposed.stride)
            _ = TransposedCopy.copy(right.matrix, to: u.base, stride: u.stride)
            return info
        }

        /// Decomposes a matrix that has no fewer rows than columns.
        private static func decomposeDirectly<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>, vTransposed: ColumnMajor<S>
        ) -> Int {
            let order = a.columns
            let factors = Columns<S>(rows: order, columns: 3)
            let (superdiagonal, tauQ, tauP) = (
                factors.matrix.column(0), factors.matrix.column(1), factors.matrix.column(2)
            )
            bidiagonalize(a, values, superdiagonal, tauQ, tauP)
            let left = Columns<S>(rows: order, columns: order)
            let right = Columns<S>(rows: order, columns: order)
            let info = decomposeBidiagonal(values, superdiagonal, left.matrix, right.matrix)
            if info != 0 { return info }
            embed(left.matrix, in: u)
            let reflections = BlockedQR(factors: a, tau: tauQ)
            reflections.applyQ(transposed: false, to: u)
            transformRightVectors(right.matrix, a, tauP, to: vTransposed)
            return 0
        }

        /// Transforms the bidiagonal matrix's right vectors, the rows of `inner`, back. Their reflections stand in the
        /// rows of A, right of the superdiagonal: transposed, they are those of a QR factorisation.
        private static func transformRightVectors<S: RealScalar>(
            _ inner: ColumnMajor<S>, _ a: ColumnMajor<S>, _ tau: UnsafePointer<S>, to out: ColumnMajor<S>
        ) {
            let order = inner.rows
            let v = Columns<S>(rows: order, columns: order)
            let rows = Columns<S>(rows: order - 1, columns: order - 1)
            _ = TransposedCopy.copy(inner, to: v.matrix.base, stride: order)
            _ = TransposedCopy.copy(a[0..<order - 1, 1..<order], to: rows.matrix.base, stride: order - 1)
            let reflections = BlockedQR(factors: rows.matrix, tau: tau)
            reflections.applyQ(transposed: false, to: v.matrix[1..<order, 0..<order])
            _ = TransposedCopy.copy(v.matrix, to: out.base, stride: out.stride)
        }

        /// Stores a square matrix in the first rows and columns of the identity.
        private static func embed<S: RealScalar>(_ square: ColumnMajor<S>, in u: ColumnMajor<S>) {
            u.setIdentity()
            for column in 0..<square.columns {
                u.column(column).update(from: square.column(column), count: square.rows)
            }
        }

        /// LAPACK's gebrd.
        private static func bidiagonalize<S: RealScalar>(
            _ a: ColumnMajor<S>, _ diagonal: UnsafeMutablePointer<S>, _ superdiagonal: UnsafeMutablePointer<S>,
            _ tauQ: UnsafeMutablePointer<S>, _ tauP: UnsafeMutablePointer<S>
        ) {
            let (rows, columns, stride) = LAPACK.extents(a)
            if S.self == Float.self {
                LAPACK.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sgebrd_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, rebound(diagonal),
                        rebound(superdiagonal), rebound(tauQ), rebound(tauP), work, size)
                }
            } else {
                LAPACK.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dgebrd_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, rebound(diagonal),
                        rebound(superdiagonal), rebound(tauQ), rebound(tauP), work, size)
                }
            }
        }

        /// LAPACK's bdsdc.
        private static func decomposeBidiagonal<S: RealScalar>(
            _ diagonal: UnsafeMutablePointer<S>, _ superdiagonal: UnsafeMutablePointer<S>, _ u: ColumnMajor<S>,
            _ vTransposed: ColumnMajor<S>
        ) -> Int {
            let (order, upper, own) = (u.rows, CChar(UInt8(ascii: "U")), CChar(UInt8(ascii: "I")))
            let work = Columns<S>(rows: order, columns: 3 * order + 4)
            let info = LAPACK.withIntegers(8 * order) { integers, _ in
                if S.self == Float.self {
                    LAPACKE_sbdsdc_work(
                        LAPACK_COL_MAJOR, upper, own, Int32(order), rebound(diagonal), rebound(superdiagonal),
                        rebound(u.base), Int32(u.stride), rebound(vTransposed.base), Int32(vTransposed.stride), nil,
                        nil, rebound(work.matrix.base), integers)
                } else {
                    LAPACKE_dbdsdc_work(
                        LAPACK_COL_MAJOR, upper, own, Int32(order), rebound(diagonal), rebound(superdiagonal),
                        rebound(u.base), Int32(u.stride), rebound(vTransposed.base), Int32(vTransposed.stride), nil,
                        nil, rebound(work.matrix.base), integers)
                }
            }
            return Int(info)
        }
    }
#endif
