/// Approximate minimisation of the lasso objective ½‖b − A·w‖² − qᵀw + Σ pᵢ·|wᵢ| by cyclic coordinate descent with
/// residual updates (J. Friedman, T. Hastie, R. Tibshirani, "Regularization paths for generalized linear models via
/// coordinate descent", 2010, §2.1). It supplies the start of an exact method; strongly correlated columns make it
/// slow, not wrong.
package struct LassoCoordinateDescent {
    private let rows: Int
    /// A in column-major order.
    private let a: [Double]
    private let linear: [Double]
    private let penalties: [Double]
    private let squaredNorms: [Double]
    private var residual: [Double]
    package private(set) var w: [Double]

    /// The limit on multiplications, some tenths of a second.
    private static let maximumProducts = 100_000_000
    private static let maximumSweeps = 500

    package init(
        _ a: [Double], rows: Int, _ b: [Double], linear: [Double]? = nil, penalties: [Double], start: [Double]? = nil
    ) {
        (self.a, self.rows, self.penalties) = (a, rows, penalties)
        let count = penalties.count
        self.linear = linear ?? Array(repeating: 0, count: count)
        w = start ?? Array(repeating: 0, count: count)
        squaredNorms = (0..<count).map { column in
            a[column * rows..<(column + 1) * rows].reduce(0) { $0 + $1 * $1 }
        }
        residual = b
        for column in 0..<count where w[column] != 0 { updateResidual(column, -w[column], changesCoefficient: false) }
    }

    /// Runs sweeps over the columns until they change little or a limit is reached.
    ///
    /// - Returns: coefficients that may be far from the minimum where columns are strongly correlated; zeros if they
    ///   are not finite.
    package mutating func approach() -> [Double] {
        let sweeps = min(Self.maximumSweeps, max(2, Self.maximumProducts / max(1, a.count)))
        for _ in 0..<sweeps {
            var (largestChange, largest) = (0.0, 0.0)
            for column in w.indices where squaredNorms[column] > 0 {
                let change = step(column)
                if change != 0 { updateResidual(column, change, changesCoefficient: true) }
                largestChange = max(largestChange, change * change * squaredNorms[column])
                largest = max(largest, w[column] * w[column] * squaredNorms[column])
            }
            if largestChange <= 1e-16 * largest || !largest.isFinite { break }
        }
        return w.allSatisfy(\.isFinite) ? w : w.map { _ in 0 }
    }

    /// Returns the change of a coefficient that minimises the objective along its axis: soft thresholding.
    private func step(_ column: Int) -> Double {
        let product = a.withUnsafeBufferPointer { a in
            residual.withUnsafeBufferPointer { residual in
                var sum = 0.0
                for row in 0..<rows { sum += a[column * rows + row] * residual[row] }
                return sum
            }
        }
        let correlation = squaredNorms[column] * w[column] + product + linear[column]
        let shrunk = max(abs(correlation) - penalties[column], 0) / squaredNorms[column]
        return (correlation < 0 ? -shrunk : shrunk) - w[column]
    }

    /// Updates the residual for a change of a coefficient.
    ///
    /// - Parameter changesCoefficient: true to change the coefficient too; false to subtract its contribution from the
    ///   residual only, where `change` is the negated coefficient.
    private mutating func updateResidual(_ column: Int, _ change: Double, changesCoefficient: Bool) {
        if changesCoefficient { w[column] += change }
        let rows = rows
        let factor = changesCoefficient ? change : -change
        a.withUnsafeBufferPointer { a in
            residual.withUnsafeMutableBufferPointer { residual in
                for row in 0..<rows { residual[row] -= factor * a[column * rows + row] }
            }
        }
    }
}
