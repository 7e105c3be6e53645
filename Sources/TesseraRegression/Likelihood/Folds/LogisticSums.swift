import Tessera

/// The log-likelihood and the counts of a logistic regression with given coefficients, summed over rows, and the first
/// invalid target.
struct LogisticSums: Sendable {
    private(set) var logLikelihood = 0.0
    /// The number of rows with a weight above 0, the sum of all weights, and the sum of the weights of class 1.
    private(set) var count = 0
    private(set) var weight = 0.0
    private(set) var ones = 0.0
    /// The number of misclassified rows, whose margin (the linear predictor, negated for class 0) is at most 0.
    private(set) var misclassified = 0
    /// The largest margin of a row towards its own class.
    private(set) var largestMargin = 0.0
    /// The first target that is neither 0 nor 1.
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
            let (target, weight) = (columns[1][row], isWeighted ? columns[2][row] : 1)
            if target != 0, target != 1, other == nil { other = (first + row, target) }
            let margin = target == 1 ? linearPredictor[row] : -linearPredictor[row]
            add(own: margin, isOne: target == 1, count: weight, loss: losses[row])
        }
    }

    /// Adds a row, given its margin towards its own class and its weight `count`.
    @inline(__always)
    mutating func add(own: Double, isOne: Bool, count: Double, loss: Double) {
        if count == 0 { return }
        self.count += 1
        weight += count
        if isOne { ones += count }
        logLikelihood -= count * loss
        if own <= 0 { misclassified += 1 }
        largestMargin = max(largestMargin, own)
    }

    mutating func merge(_ later: LogisticSums) {
        logLikelihood += later.logLikelihood
        count += later.count
        weight += later.weight
        ones += later.ones
        misclassified += later.misclassified
        largestMargin = max(largestMargin, later.largestMargin)
        other = other ?? later.other
    }
}
