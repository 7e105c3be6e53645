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
}
