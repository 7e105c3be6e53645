import Tessera

/// The smallest ½·wᵀMw + b·w + Σ pᵢ·|wᵢ|, one element of w after another (J. Friedman, T. Hastie, R. Tibshirani,
/// "Regularization paths for generalized linear models via coordinate descent", 2010). Rounds find out which elements are not
/// 0; where these stand, a linear system has them at once, however alike the columns are.
struct CoordinateDescent {
    let matrix: [[Double]]
    let penalties: [Double]

    private static let mostRounds = 100_000
    private static let roundsBetweenSystems = 50

    /// - Parameters:
    ///   - slopes: the derivatives of the part without penalties at the start.
    ///   - tolerance: of what the quadratic part changes by in a round, for the largest share of an element in it.
    func minimize(
        from start: [Double], slopes: [Double], tolerance: (_ largest: Double) -> Double
    ) throws(LinearAlgebraError) -> [Double] {
        var (w, slopes) = (start, slopes)
        for round in 0..<Self.mostRounds {
            if round % Self.roundsBetweenSystems == Self.roundsBetweenSystems - 1, settle(&w, &slopes) { return w }
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

    /// Goes to where the elements that are not 0 make the function smallest, or as far on the way as none of them changes
    /// its sign.
    ///
    /// - Returns: whether that is the minimum.
    private func settle(_ w: inout [Double], _ slopes: inout [Double]) -> Bool {
        let active = w.indices.filter { (w[$0] != 0 || penalties[$0] == 0) && matrix[$0][$0] > 0 }
        guard let step = step(w, slopes, active) else { return false }
        let crossings = zip(active, step).map { index, change in
            penalties[index] > 0 && (w[index] + change) * w[index] <= 0 ? -w[index] / change : .infinity
        }
        let share = min(1, crossings.min() ?? 1)
        for (place, index) in active.enumerated() {
            let change = crossings[place] <= share ? -w[index] : share * step[place]
            w[index] += change
            for other in slopes.indices { slopes[other] += change * matrix[index][other] }
        }
        return share == 1 && w.indices.allSatisfy { w[$0] != 0 || abs(slopes[$0]) <= penalties[$0] * (1 + 1e-12) }
    }

    private func step(_ w: [Double], _ slopes: [Double], _ active: [Int]) -> [Double]? {
        if active.isEmpty { return nil }
        let system = Tensor(active.flatMap { row in active.map { matrix[row][$0] } })
        let side = active.map { -slopes[$0] - (w[$0] == 0 ? 0 : w[$0] < 0 ? -penalties[$0] : penalties[$0]) }
        let factor = try? EquilibratedCholesky(system.reshaped(to: [active.count, active.count]))
        let step = try? factor?.solve(side)
        return step?.allSatisfy(\.isFinite) == true ? step : nil
    }
}
