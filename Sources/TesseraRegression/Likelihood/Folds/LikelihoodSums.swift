import Tessera

/// The log-likelihood and the counts of a regression with given coefficients, summed over rows; of two classes also how
/// well they are told apart, and the first invalid target.
struct LikelihoodSums: Sendable {
    private(set) var logLikelihood = 0.0
    /// The number of rows with a weight above 0.
    private(set) var count = 0
    /// The sum of all weights.
    private(set) var weight = 0.0
    /// The weighted sum of the targets: of two classes, the weight of class 1.
    private(set) var targetSum = 0.0
    /// The number of misclassified rows, whose margin (the linear predictor, negated for class 0) is at most 0.
    private(set) var misclassified = 0
    /// The largest margin of a row towards its own class.
    private(set) var largestMargin = 0.0
    /// The first target, of two classes, that is neither 0 nor 1.
    private(set) var other: (row: Int, value: Double)?

    /// Computes the linear predictor z = w·x + b of each row.
    static func linearPredictor(
        of tile: borrowing RowTile<Double>, _ coefficients: [Double], to out: UnsafeMutablePointer<Double>
    ) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        coefficients.withUnsafeBufferPointer { w in
            Backend.current.kernels.gemv(rows: rows, columns: features, columns[0], w.baseAddress!, out)
        }
        for row in 0..<rows { out[row] += coefficients[features] }
    }

    /// Adds the rows of a tile, given their linear predictors and their negative log-likelihoods.
    mutating func add(
        _ tile: borrowing RowTile<Double>, linearPredictor: UnsafePointer<Double>, losses: UnsafePointer<Double>
    ) {
        let (columns, isWeighted, first) = (tile.columns, tile.rowShape.hasWeights, tile.rows.lowerBound)
        for row in 0..<tile.rows.count {
            let (target, caseWeight) = (columns[1][row], isWeighted ? columns[2][row] : 1)
            if target != 0, target != 1, other == nil { other = (first + row, target) }
            if caseWeight == 0 { continue }
            count += 1
            weight += caseWeight
            targetSum += caseWeight * target
            logLikelihood -= caseWeight * losses[row]
            let margin = target == 1 ? linearPredictor[row] : -linearPredictor[row]
            if margin <= 0 { misclassified += 1 }
            largestMargin = max(largestMargin, margin)
        }
    }

    mutating func merge(_ later: LikelihoodSums) {
        logLikelihood += later.logLikelihood
        count += later.count
        weight += later.weight
        targetSum += later.targetSum
        misclassified += later.misclassified
        largestMargin = max(largestMargin, later.largestMargin)
        other = other ?? later.other
    }
}
