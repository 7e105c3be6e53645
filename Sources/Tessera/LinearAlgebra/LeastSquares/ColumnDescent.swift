/// A point near the minimum of ½‖b − A·w‖² − qᵀw + Σ pᵢ·|wᵢ| by coordinate descent with residuals (J. Friedman, T. Hastie,
/// R. Tibshirani, "Regularization paths for generalized linear models via coordinate descent", 2010, §2.1): where an exact
/// method starts from. Columns that are alike make it slow, not wrong.
package struct ColumnDescent {
    private let rows: Int
    /// Column by column.
    private let a: [Double]
    private let linear: [Double]
    private let penalties: [Double]
    private let squares: [Double]
    private var residual: [Double]
    package private(set) var w: [Double]

    /// Some tenths of a second.
    private static let mostProducts = 100_000_000
    private static let mostRounds = 500

    package init(
        _ a: [Double], rows: Int, _ b: [Double], linear: [Double]? = nil, penalties: [Double], start: [Double]? = nil
    ) {
        (self.a, self.rows, self.penalties) = (a, rows, penalties)
        let count = penalties.count
        self.linear = linear ?? Array(repeating: 0, count: count)
        w = start ?? Array(repeating: 0, count: count)
        squares = (0..<count).map { column in
            a[column * rows..<(column + 1) * rows].reduce(0) { $0 + $1 * $1 }
        }
        residual = b
        for column in 0..<count where w[column] != 0 { move(column, -w[column], counts: false) }
    }

    /// - Returns: coefficients that may be far from the minimum where columns are alike.
    package mutating func approach() -> [Double] {
        let most = min(Self.mostRounds, max(2, Self.mostProducts / max(1, a.count)))
        for _ in 0..<most {
            var (moved, largest) = (0.0, 0.0)
            for column in w.indices where squares[column] > 0 {
                let change = step(column)
                if change != 0 { move(column, change, counts: true) }
                moved = max(moved, change * change * squares[column])
                largest = max(largest, w[column] * w[column] * squares[column])
            }
            if moved <= 1e-16 * largest || !largest.isFinite { break }
        }
        return w.allSatisfy(\.isFinite) ? w : w.map { _ in 0 }
    }

    private func step(_ column: Int) -> Double {
        let product = a.withUnsafeBufferPointer { a in
            residual.withUnsafeBufferPointer { residual in
                var sum = 0.0
                for row in 0..<rows { sum += a[column * rows + row] * residual[row] }
                return sum
            }
        }
        let pull = squares[column] * w[column] + product + linear[column]
        let shrunk = max(abs(pull) - penalties[column], 0) / squares[column]
        return (pull < 0 ? -shrunk : shrunk) - w[column]
    }

    /// - Parameter counts: whether the coefficient itself changes, not the residual alone.
    private mutating func move(_ column: Int, _ change: Double, counts: Bool) {
        if counts { w[column] += change }
        let rows = rows
        let factor = counts ? change : -change
        a.withUnsafeBufferPointer { a in
            residual.withUnsafeMutableBufferPointer { residual in
                for row in 0..<rows { residual[row] -= factor * a[column * rows + row] }
            }
        }
    }
}
