import Tessera

/// Up to four numbers that a row of a generalised linear model adds to sums, from its target, weight and linear
/// predictor.
typealias RowTerms = @Sendable (_ target: Double, _ weight: Double, _ linearPredictor: Double) -> SIMD4<Double>

/// A fold that adds up what depends on the target, the weight and the linear predictor of each row alone.
struct RowSums: RowFold {
    /// The coefficients: one per feature, then the intercept.
    private let coefficients: [Double]
    private let terms: RowTerms

    init(at coefficients: [Double], _ terms: @escaping RowTerms) {
        (self.coefficients, self.terms) = (coefficients, terms)
    }

    var empty: CompensatedSums { CompensatedSums() }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout CompensatedSums) {
        let (rows, columns, isWeighted) = (tile.rows.count, tile.columns, tile.rowShape.hasWeights)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: rows) { linearPredictor in
            guard let base = linearPredictor.baseAddress else { return }
            LikelihoodSums.linearPredictor(of: tile, coefficients, to: base)
            for row in 0..<rows {
                let weight = isWeighted ? columns[2][row] : 1
                if weight > 0 { partial.add(terms(columns[1][row], weight, linearPredictor[row])) }
            }
        }
    }

    func merge(_ later: CompensatedSums, into partial: inout CompensatedSums) {
        partial.add(later.sums)
        partial.add(later.remainders)
    }
}

/// Sums with the rounding of each addition (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen", 1974).
struct CompensatedSums: Sendable {
    fileprivate var sums = SIMD4<Double>.zero
    fileprivate var remainders = SIMD4<Double>.zero

    var values: SIMD4<Double> { sums + remainders }

    mutating func add(_ terms: SIMD4<Double>) {
        for lane in terms.indices {
            let sum = DoubleDouble(sum: sums[lane], terms[lane])
            sums[lane] = sum.high
            if sum.low.isFinite { remainders[lane] += sum.low }
        }
    }
}
