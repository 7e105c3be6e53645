/// The Cholesky factorisation of a symmetric positive definite matrix with diagonal equilibration, M = D·L·Lᵀ·D, where
/// D is diagonal and L·Lᵀ has ones on its diagonal. It handles cross-product matrices of columns of any magnitude.
package struct EquilibratedCholesky {
    private let lower: Tensor<Double>
    /// The square roots of the diagonal of M: the diagonal of D.
    private let scales: Tensor<Double>

    /// - Throws: `LinearAlgebraError.rankDeficient`, whose rank is the index of the first column that depends on those
    ///   before it.
    package init(_ matrix: Tensor<Double>) throws(LinearAlgebraError) {
        let diagonal = matrix.diagonal()
        scales = select(diagonal .> 0, diagonal, otherwise: Tensor(1)).sqrt()
        do {
            lower = try (matrix / scales / scales.expandingDimensions(at: 1)).cholesky()
        } catch .notPositiveDefinite(let order) {
            throw .rankDeficient(rank: order - 1)
        }
    }

    /// Factorises as above, and refuses also a pivot that is within rounding error of 0.
    ///
    /// - Throws: `LinearAlgebraError.rankDeficient`.
    package init(independent matrix: Tensor<Double>) throws(LinearAlgebraError) {
        try self.init(matrix)
        let minimumPivot = 0.1 * Double.ulpOfOne.squareRoot() * Double(scales.count)
        if let column = lower.diagonal().scalars.firstIndex(where: { $0 < minimumPivot }) {
            throw .rankDeficient(rank: column)
        }
    }

    /// The upper triangle R = Lᵀ·D with M = Rᵀ·R.
    var upper: Tensor<Double> { lower.transposed() * scales }

    /// Returns R⁻ᵀ·B.
    package func solveLower(_ side: Tensor<Double>) throws(LinearAlgebraError) -> Tensor<Double> {
        try lower.solveTriangular(side / scales.expandingDimensions(at: 1), upper: false)
    }

    /// Returns M⁻¹·b.
    package func solve(_ side: [Double]) throws(LinearAlgebraError) -> [Double] {
        let half = try solveLower(Tensor(side, shape: [side.count, 1]))
        return (try lower.solveTriangular(half, upper: false, transposed: true).flattened() / scales).scalars
    }
}
