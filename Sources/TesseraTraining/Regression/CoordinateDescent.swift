import Tessera

/// The smallest ½·wᵀMw + b·w + Σ pᵢ·|wᵢ|, one element of w after another (J. Friedman, T. Hastie, R. Tibshirani,
/// "Regularization paths for generalized linear models via coordinate descent", 2010).
struct CoordinateDescent {
    let matrix: [[Double]]
    let penalties: [Double]

    private static let mostRounds = 100_000

    /// - Parameters:
    ///   - slopes: the derivatives of the part without penalties at the start.
    ///   - tolerance: of what the quadratic part changes by in a round, for the largest share of an element in it.
    func minimize(
        from start: [Double], slopes: [Double], tolerance: (_ largest: Double) -> Double
    ) throws(LinearAlgebraError) -> [Double] {
        var (w, slopes) = (start, slopes)
        for _ in 0..<Self.mostRounds {
            var (moved, largest) = (0.0, 0.0)
            for index in w.indices where matrix[index][index] > 0 {
                let own = matrix[index][index]
                let pull = own * w[index] - slopes[index]
                let shrunk = max(abs(pull) - penalties[index], 0) / own
                let change = (pull < 0 ? -shrunk : shrunk) - w[index]
                if change != 0 {
                    w[index] += change
                    for other in slopes.indices { slopes[other] += change * matrix[index][other] }
                }
                moved = max(moved, change * change * own)
                largest = max(largest, w[index] * w[index] * own)
            }
            if !largest.isFinite { throw .overflow }
            if moved <= tolerance(largest) { return w }
        }
        throw .notConverged(missing: w.count)
    }
}
