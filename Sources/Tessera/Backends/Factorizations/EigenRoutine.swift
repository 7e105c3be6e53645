#if OpenBLAS
    internal import COpenBLAS
#endif

/// The eigenvalues and eigenvectors of general square matrices, and their real Schur form.
package protocol EigenRoutine: Sendable {
    /// Computes A·v = λ·v for any square A. Of a conjugate pair, the value with the positive imaginary part comes
    /// first; two columns of `vectors` then hold the real and the imaginary part of its vector. Each vector has norm 1.
    /// A is overwritten. geev.
    ///
    /// - Returns: the number of values that have not converged.
    func eigen<S: RealScalar>(
        _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
        vectors: ColumnMajor<S>?
    ) -> Int

    /// Computes the real Schur form A = Q·T·Qᵀ of any square A, which T overwrites. gees.
    ///
    /// - Returns: the number of eigenvalues that have not converged.
    func schur<S: RealScalar>(_ a: ColumnMajor<S>, vectors q: ColumnMajor<S>) -> Int
}

#if OpenBLAS
    extension LAPACK {
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

        /// Computes the Schur form without an order of its eigenvalues. LAPACK's gees.
        func schur<S: RealScalar>(_ a: ColumnMajor<S>, vectors q: ColumnMajor<S>) -> Int {
            let (rows, _, stride) = Self.extents(a)
            let (compute, unordered) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "N")))
            let values = Columns<S>(rows: a.rows, columns: 2)
            let (real, imaginary) = (values.matrix.column(0), values.matrix.column(1))
            var selected: Int32 = 0
            let info =
                if S.self == Float.self {
                    Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_sgees_work(
                            LAPACK_COL_MAJOR, compute, unordered, nil, rows, rebound(a.base), stride, &selected,
                            rebound(real), rebound(imaginary), rebound(q.base), Int32(q.stride), work, size, nil)
                    }
                } else {
                    Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dgees_work(
                            LAPACK_COL_MAJOR, compute, unordered, nil, rows, rebound(a.base), stride, &selected,
                            rebound(real), rebound(imaginary), rebound(q.base), Int32(q.stride), work, size, nil)
                    }
                }
            return Int(info)
        }
    }
#endif

extension SwiftFactorizations {
    /// The eigenvalues and right eigenvectors by the real Schur form; see `RealSchur`. The matrix is scaled by a power
    /// of 2 first, so that nothing overflows.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func eigen<S: RealScalar>(
        _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
        vectors: ColumnMajor<S>?
    ) -> Int {
        let scale = Self.normalize(a)
        let schur = RealSchur(a, real: real, imaginary: imaginary)
        schur.reduceToHessenberg()
        let unconverged = schur.iterate()
        if unconverged == 0, let vectors { schur.storeVectors(to: vectors) }
        for index in 0..<a.rows {
            real[index] *= scale
            imaginary[index] *= scale
        }
        return unconverged
    }
    /// The Schur form by the QR algorithm; see `RealSchur`. The matrix is scaled by a power of 2 first.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func schur<S: RealScalar>(_ a: ColumnMajor<S>, vectors q: ColumnMajor<S>) -> Int {
        let scale = Self.normalize(a)
        let values = Columns<S>(rows: a.rows, columns: 2)
        let schur = RealSchur(
            a, real: values.matrix.column(0), imaginary: values.matrix.column(1), isBalanced: false)
        schur.reduceToHessenberg()
        let unconverged = schur.iterate()
        for column in 0..<a.columns {
            for row in 0..<a.rows {
                a[row, column] = row > column + 1 ? 0 : a[row, column] * scale
                q[row, column] = schur.vectors[row, column]
            }
        }
        return unconverged
    }
}
