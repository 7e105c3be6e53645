/// Rows R with M = Rᵀ·R for a symmetric positive semidefinite matrix of any rank, by Cholesky's factorisation with pivoting
/// of the matrix at unit diagonal (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2002, §10.3): what is left
/// of a column is rounding, and is left out, once it is below some units of that.
package struct SemidefiniteFactor {
    /// As many rows as independent columns.
    package private(set) var rows: PreciseColumns

    package init(_ matrix: Tensor<Double>) {
        let count = matrix.shape[0]
        let all = matrix.scalars
        let units = (0..<count).map { all[$0 * count + $0] > 0 ? all[$0 * count + $0].squareRoot() : 1 }
        var rest = (0..<count).map { row in (0..<count).map { all[row * count + $0] / units[row] / units[$0] } }
        var factor: [[Double]] = []
        let least = 16 * Double.ulpOfOne * Double(count)
        while factor.count < count, let pivot = rest.indices.max(by: { rest[$0][$0] < rest[$1][$1] }),
            rest[pivot][pivot] > least
        {
            let root = rest[pivot][pivot].squareRoot()
            let row = rest[pivot].map { $0 / root }
            factor.append(row)
            for index in rest.indices {
                let share = row[index]
                for column in 0..<count { rest[index][column] -= share * row[column] }
            }
            // Rounding of what is used up must not be chosen again.
            for index in rest.indices { (rest[index][pivot], rest[pivot][index]) = (0, 0) }
        }
        var columns = PreciseColumns(rows: factor.count)
        for column in 0..<count { columns.append(factor.map { $0[column] * units[column] }) }
        rows = columns
    }
}
