import Tessera

/// The mean loss of rows and its slope, for the free coefficients.
final class LogisticObjective {
    private let rows: any RowSource<Double>
    private let hasIntercept: Bool
    private let weight: Double
    /// Of the square of each feature's coefficient in the mean loss, twice.
    let shares: [Double]
    /// What the rows last said, and of which coefficients.
    private var last: (coefficients: [Double], tally: LogisticTally)?

    init(_ rows: some RowSource<Double>, intercept: Bool, weight: Double, penalties: [Double]) {
        (self.rows, hasIntercept, self.weight) = (rows, intercept, weight)
        shares = penalties.map { $0 / weight }
    }

    private var features: Int { rows.rowShape.features }
    /// Free coefficients.
    var count: Int { features + (hasIntercept ? 1 : 0) }

    func coefficients(_ x: [Double]) -> [Double] { hasIntercept ? x : x + [0] }

    func valueAndGradient(at x: [Double]) throws -> (value: Double, gradient: [Double]) {
        let coefficients = coefficients(x)
        let sums = try rows.fold(LogisticSlope(at: coefficients))
        last = (coefficients, sums.tally)
        let penalty = zip(shares, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2
        return (penalty - sums.tally.logLikelihood / weight, mean(sums.slope, x))
    }

    func slope(of packed: PackedRows, at x: [Double]) throws -> [Double] {
        let fold = PackedLogisticSlope(packed, at: coefficients(x))
        return mean(fold.slope(try rows.fold(fold)), x)
    }

    func tally(at coefficients: [Double]) throws -> LogisticTally {
        if let last, last.coefficients == coefficients { return last.tally }
        return try rows.fold(LogisticSlope(at: coefficients)).tally
    }

    private func mean(_ slope: [Double], _ x: [Double]) -> [Double] {
        x.indices.map { slope[$0] / weight + ($0 < features ? shares[$0] * x[$0] : 0) }
    }
}
