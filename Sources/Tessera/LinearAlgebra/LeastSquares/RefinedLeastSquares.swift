/// Least squares to full double precision: Householder QR of the equilibrated columns, then iterative refinement of the
/// solution and the residual together, through Björck's augmented system
///
///     r + A·x = b,  Aᵀ·r = c
///
/// whose own residuals are computed in double-double (Björck, "Iterative refinement of linear least squares solutions
/// I", 1967; "Numerical Methods for Least Squares Problems", 1996, §2.9). It converges if the condition number of the
/// scaled columns is some way below 1e16.
package struct RefinedLeastSquares: Sendable {
    package struct Solution {
        package var x: [DoubleDouble]
        package var residual: [DoubleDouble]
    }

    package let columns: PreciseColumns
    /// The power of 2 by which each column has been multiplied.
    private let scales: [Double]
    private let factorization: HouseholderQR

    private static let maximumSteps = 20

    /// - Throws: `LinearAlgebraError.rankDeficient` if there are fewer rows than columns or a column depends on those
    ///   before it, in which case `dependence` returns the columns involved; `nonFinite`, `tooLarge`.
    package init(_ matrix: PreciseColumns) throws(LinearAlgebraError) {
        if let index = matrix.high.firstIndex(where: { !$0.isFinite }) {
            throw .nonFinite(row: index % matrix.rows, column: index / matrix.rows)
        }
        var scaled = matrix
        scales = (0..<matrix.columns).map { column in
            let norm = HouseholderQR.length(matrix.high[column * matrix.rows..<(column + 1) * matrix.rows])
            return norm == 0 ? 1 : 1 / Double(sign: .plus, exponent: norm.exponent + 1, significand: 1)
        }
        for (column, scale) in scales.enumerated() { scaled.scale(column, by: scale) }
        columns = scaled
        factorization = try HouseholderQR(scaled.high, rows: matrix.rows, columns: matrix.columns)
        if let dependence = factorization.firstDependence { throw .rankDeficient(rank: dependence.column) }
    }

    /// Returns what makes a matrix rank-deficient: the first column that depends linearly on those before it, and the
    /// indices of the columns of which it is a combination; nil if there is none.
    package static func dependence(_ matrix: PreciseColumns) -> (column: Int, parts: [Int])? {
        guard matrix.rows >= matrix.columns else { return nil }
        return (try? HouseholderQR(matrix.high, rows: matrix.rows, columns: matrix.columns))?.firstDependence
    }

    /// Returns the least-squares solution for a right-hand side.
    ///
    /// - Throws: `LinearAlgebraError.notConverged` if the matrix is singular to rounding.
    package func solve(_ b: [DoubleDouble]) throws(LinearAlgebraError) -> Solution {
        try solve(b, gradient: Array(repeating: .zero, count: columns.columns))
    }

    /// Returns the solution of r + A·x = b, Aᵀ·r = c, which is the minimum of ½‖b − A·x‖² + cᵀx.
    ///
    /// - Throws: `LinearAlgebraError.notConverged` if the matrix is singular to rounding.
    package func solve(
        _ b: [DoubleDouble], gradient c: [DoubleDouble]
    ) throws(LinearAlgebraError) -> Solution {
        var solution = try refined(b, zip(c, scales).map { $0 * $1 })
        unscale(&solution.x)
        return solution
    }

    /// Returns cᵀ·(AᵀA)⁻¹·c, the variance of the linear function cᵀx for residuals of unit variance.
    package func variance(of c: [DoubleDouble]) throws(LinearAlgebraError) -> Double {
        let zeros = [DoubleDouble](repeating: .zero, count: columns.rows)
        let found = try solve(zeros, gradient: c.map { -$0 })
        return zip(c, found.x).reduce(DoubleDouble.zero) { $0 + $1.0 * $1.1 }.value
    }

    /// Returns the diagonal of (AᵀA)⁻¹, refined; where that would take too long, the squared norms of the rows of R⁻¹.
    package func inverseGramDiagonal() throws(LinearAlgebraError) -> [Double] {
        let count = columns.columns
        let isAffordable = columns.rows * count * count <= 20_000_000
        let zeros = [DoubleDouble](repeating: .zero, count: columns.rows)
        let plain = isAffordable ? [] : factorization.inverseRowNorms()
        return try (0..<count).map { column throws(LinearAlgebraError) in
            let scale = scales[column]
            guard isAffordable else { return plain[column] * plain[column] * scale * scale }
            var c = [DoubleDouble](repeating: .zero, count: count)
            c[column] = DoubleDouble(-1)
            return (try refined(zeros, c).x[column] * (scale * scale)).value
        }
    }

    /// Returns the leverages, the diagonal of the hat matrix A·(AᵀA)⁻¹·Aᵀ.
    package func leverages() -> [Double] { factorization.leverages() }

    /// Returns the 2-norm condition number of the columns, each scaled to norm 1.
    package func conditionNumber() -> Double { factorization.conditionNumber() }

    private func unscale(_ x: inout [DoubleDouble]) {
        for column in x.indices { x[column] = x[column] * scales[column] }
    }

    private func refined(_ b: [DoubleDouble], _ c: [DoubleDouble]) throws(LinearAlgebraError) -> Solution {
        var solution = Solution(
            x: Array(repeating: .zero, count: columns.columns), residual: Array(repeating: .zero, count: columns.rows))
        var last = Double.infinity
        for _ in 0..<Self.maximumSteps {
            let f = zip(columns.residual(b, solution.x), solution.residual).map { ($0 - $1).value }
            let g = zip(c, columns.transposedProduct(solution.residual)).map { ($0 - $1).value }
            let (dx, dr) = factorization.solveAugmented(f, g)
            for column in dx.indices { solution.x[column] = solution.x[column] + dx[column] }
            for row in dr.indices { solution.residual[row] = solution.residual[row] + dr[row] }
            let size = HouseholderQR.length(dx[...])
            // The correction is below 1e-24 of the solution: two steps after double precision was reached, every
            // component is exact to double precision.
            if size <= 1e-24 * HouseholderQR.length(solution.x.map(\.high)[...]) || size == 0 { return solution }
            if size > last / 2 { return try settled(solution, size) }
            last = size
        }
        return solution
    }

    /// Accepts or refuses a solution whose corrections no longer shrink: they do so at the limit of double-double, or
    /// because the matrix is singular to rounding.
    private func settled(_ solution: Solution, _ size: Double) throws(LinearAlgebraError) -> Solution {
        guard size <= 1e-16 * HouseholderQR.length(solution.x.map(\.high)[...]) else {
            throw .notConverged(missing: columns.columns)
        }
        return solution
    }
}
