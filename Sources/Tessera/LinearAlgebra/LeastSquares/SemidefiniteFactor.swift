/// A factor R with M = Rᵀ·R for a symmetric positive semidefinite matrix of any rank, by Cholesky factorisation with
/// complete pivoting of the matrix scaled to unit diagonal (N. Higham, "Accuracy and Stability of Numerical
/// Algorithms", 2002, §10.3). The factorisation ends when the largest remaining diagonal element is at most 16·n·ε,
/// which is rounding.
package struct SemidefiniteFactor {
    /// R, with one row per independent column of M.
    package private(set) var rows: PreciseColumns

    package init(_ matrix: Tensor<Double>) {
        let count = matrix.shape[0]
        let all = matrix.scalars
        let scales = (0..<count).map { all[$0 * count + $0] > 0 ? all[$0 * count + $0].squareRoot() : 1 }
        var remainder = (0..<count).map { row in (0..<count).map { all[row * count + $0] / scales[row] / scales[$0] } }
        var factor: [[Double]] = []
        let tolerance = 16 * Double.ulpOfOne * Double(count)
        while factor.count < count, let pivot = remainder.indices.max(by: { remainder[$0][$0] < remainder[$1][$1] }),
            remainder[pivot][pivot] > tolerance
        {
            let root = remainder[pivot][pivot].squareRoot()
            let row = remainder[pivot].map { $0 / root }
            factor.append(row)
            for index in remainder.indices {
                let element = row[index]
                for column in 0..<count { remainder[index][column] -= element * row[column] }
            }
            // The eliminated row and column are set to 0, so that their rounding errors cannot become a pivot.
            for index in remainder.indices { (remainder[index][pivot], remainder[pivot][index]) = (0, 0) }
        }
        var columns = PreciseColumns(rows: factor.count)
        for column in 0..<count { columns.append(factor.map { $0[column] * scales[column] }) }
        rows = columns
    }
}
