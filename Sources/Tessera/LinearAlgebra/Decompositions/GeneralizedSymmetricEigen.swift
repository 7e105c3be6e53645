extension Tensor where Scalar: RealScalar {
    /// Returns the eigenvalues λ, ascending, and eigenvectors v of the generalised symmetric problem A·v = λ·B·v, where
    /// this is A, of shape […, n, n], by the Cholesky factor of B (LAPACK's sygv). Only the lower triangles count.
    ///
    /// - Parameter b: the symmetric positive definite B, shape […, n, n].
    /// - Returns: the values, shape […, n], and the vectors V as columns, shape […, n, n], with Vᵀ·B·V = I.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` if B is not, `notConverged`, `nonFinite`.
    public func symmetricEigen(relativeTo b: Tensor) throws(LinearAlgebraError) -> (values: Tensor, vectors: Tensor) {
        let lower = try b.cholesky()
        let symmetric = lowerTriangle() + lowerTriangle(-1).transposed()
        // C = L⁻¹·A·L⁻ᵀ has the same values, and the vectors Lᵀ·v.
        let half = try lower.solveTriangular(symmetric, upper: false)
        let reduced = try lower.solveTriangular(half.transposed(), upper: false)
        let (values, vectors) = try reduced.symmetricEigen()
        return (values, try lower.solveTriangular(vectors, upper: false, transposed: true))
    }
}
