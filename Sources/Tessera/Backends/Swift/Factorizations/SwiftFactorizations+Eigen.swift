extension SwiftFactorizations {
    @specialized(where S == Float)
    @specialized(where S == Double)
    func eigen<S: RealScalar>(
        _ a: ColumnMajor<S>, real: UnsafeMutablePointer<S>, imaginary: UnsafeMutablePointer<S>,
        vectors: ColumnMajor<S>?
    ) -> Int {
        let unit = Self.normalize(a)
        let schur = RealSchur(a, real: real, imaginary: imaginary)
        schur.reduceToHessenberg()
        let missing = schur.iterate()
        if missing == 0, let vectors { schur.storeVectors(to: vectors) }
        for index in 0..<a.rows {
            real[index] *= unit
            imaginary[index] *= unit
        }
        return missing
    }
}
