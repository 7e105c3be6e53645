#if OpenBLAS
    internal import COpenBLAS

    /// The eigenvectors of large symmetric matrices: LAPACK reduces the matrix to a tridiagonal one and decomposes that
    /// by divide and conquer (sytrd, stedc); our products transform the vectors back, on the workers.
    enum BlockedSymmetricEigen {
        /// Returns whether a matrix is decomposed here rather than by LAPACK's syevd, which scales matrices whose
        /// squares overflow or underflow.
        static func takes<S: RealScalar>(_ a: ColumnMajor<S>) -> Bool {
            a.rows >= 128 && MagnitudeRange.isModerate(a, lowerTriangle: true)
        }

        /// Decomposes A = V·diag(λ)·Vᵀ; V replaces A.
        ///
        /// - Returns: LAPACK's `info`: not 0 where values have not converged.
        static func decompose<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>) -> Int {
            let order = a.rows
            let vectors = Columns<S>(rows: order, columns: order)
            let factors = Columns<S>(rows: order, columns: 2)
            let (offDiagonal, tau) = (factors.matrix.column(0), factors.matrix.column(1))
            tridiagonalize(a, values, offDiagonal, tau)
            let info = decomposeTridiagonal(values, offDiagonal, vectors.matrix)
            if info != 0 { return info }
            // The reflections stand below the first subdiagonal, as those of a QR factorisation below the diagonal.
            let reflections = BlockedQR(factors: a[1..<order, 0..<order - 1], tau: tau)
            reflections.applyQ(transposed: false, to: vectors.matrix[1..<order, 0..<order])
            for column in 0..<order { a.column(column).update(from: vectors.matrix.column(column), count: order) }
            return 0
        }

        /// LAPACK's sytrd.
        private static func tridiagonalize<S: RealScalar>(
            _ a: ColumnMajor<S>, _ diagonal: UnsafeMutablePointer<S>, _ offDiagonal: UnsafeMutablePointer<S>,
            _ tau: UnsafeMutablePointer<S>
        ) {
            let (order, lower) = (Int32(a.rows), CChar(UInt8(ascii: "L")))
            if S.self == Float.self {
                LAPACK.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_ssytrd_work(
                        LAPACK_COL_MAJOR, lower, order, rebound(a.base), Int32(a.stride), rebound(diagonal),
                        rebound(offDiagonal), rebound(tau), work, size)
                }
            } else {
                LAPACK.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dsytrd_work(
                        LAPACK_COL_MAJOR, lower, order, rebound(a.base), Int32(a.stride), rebound(diagonal),
                        rebound(offDiagonal), rebound(tau), work, size)
                }
            }
        }

        /// LAPACK's stedc.
        private static func decomposeTridiagonal<S: RealScalar>(
            _ diagonal: UnsafeMutablePointer<S>, _ offDiagonal: UnsafeMutablePointer<S>, _ z: ColumnMajor<S>
        ) -> Int {
            let (order, own) = (Int32(z.rows), CChar(UInt8(ascii: "I")))
            let info = LAPACK.withIntegers(3 + 5 * z.rows) { integers, count in
                if S.self == Float.self {
                    LAPACK.withWorkspace(least: 1 + 4 * z.rows + z.rows * z.rows) {
                        (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_sstedc_work(
                            LAPACK_COL_MAJOR, own, order, rebound(diagonal), rebound(offDiagonal), rebound(z.base),
                            Int32(z.stride), work, size, integers, count)
                    }
                } else {
                    LAPACK.withWorkspace(least: 1 + 4 * z.rows + z.rows * z.rows) {
                        (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dstedc_work(
                            LAPACK_COL_MAJOR, own, order, rebound(diagonal), rebound(offDiagonal), rebound(z.base),
                            Int32(z.stride), work, size, integers, count)
                    }
                }
            }
            return Int(info)
        }
    }

    /// The range of magnitudes within which LAPACK's drivers do not scale a matrix.
    enum MagnitudeRange {
        /// Returns whether squares of the largest element neither overflow nor underflow.
        @specialized(where S == Float)
        @specialized(where S == Double)
        static func isModerate<S: RealScalar>(_ a: ColumnMajor<S>, lowerTriangle: Bool) -> Bool {
            var largest: S = 0
            for column in 0..<a.columns {
                let elements = a.column(column)
                for row in (lowerTriangle ? column : 0)..<a.rows { largest = max(largest, abs(elements[row])) }
            }
            let limit = Int(S.greatestFiniteMagnitude.exponent) * 2 / 5
            return largest > 0 && abs(Int(largest.exponent)) < limit
        }
    }
#endif
