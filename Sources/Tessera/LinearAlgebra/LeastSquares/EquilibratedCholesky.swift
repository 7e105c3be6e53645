/// M = U·L·Lᵀ·U for a symmetric positive definite matrix, where U is diagonal and L·Lᵀ has ones on its diagonal: sums of
/// products of columns of any size.
package struct EquilibratedCholesky {
    private let lower: Tensor<Double>
    /// The roots of M's diagonal.
    private let units: Tensor<Double>

    /// - Throws: `LinearAlgebraError.rankDeficient` with the column that depends on those before.
    package init(_ matrix: Tensor<Double>) throws(LinearAlgebraError) {
        let diagonal = matrix.diagonal()
        units = select(diagonal .> 0, diagonal, otherwise: Tensor(1)).sqrt()
        do {
            lower = try (matrix / units / units.expandingDimensions(at: 1)).cholesky()
        } catch .notPositiveDefinite(let order) {
            throw .rankDeficient(rank: order - 1)
        }
    }

    /// The same, where a pivot that is rounding is refused too.
    package init(independent matrix: Tensor<Double>) throws(LinearAlgebraError) {
        try self.init(matrix)
        let least = 0.1 * Double.ulpOfOne.squareRoot() * Double(units.count)
        if let column = lower.diagonal().scalars.firstIndex(where: { $0 < least }) {
            throw .rankDeficient(rank: column)
        }
    }

    /// R = Lᵀ·U, an upper triangle with M = Rᵀ·R.
    var upper: Tensor<Double> { lower.transposed() * units }

    /// R⁻ᵀ·B.
    package func solveLower(_ side: Tensor<Double>) throws(LinearAlgebraError) -> Tensor<Double> {
        try lower.solveTriangular(side / units.expandingDimensions(at: 1), upper: false)
    }

    /// M⁻¹·b.
    package func solve(_ side: [Double]) throws(LinearAlgebraError) -> [Double] {
        let half = try solveLower(Tensor(side, shape: [side.count, 1]))
        return (try lower.solveTriangular(half, upper: false, transposed: true).flattened() / units).scalars
    }
}
