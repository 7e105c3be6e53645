/// How likely rows are with given coefficients of a logistic regression, and targets that are no classes.
package struct LogisticTally: Sendable {
    package private(set) var logLikelihood = 0.0
    /// Rows of a weight above 0, the sum of the weights, and that of those of class 1.
    package private(set) var count = 0
    package private(set) var weight = 0.0
    package private(set) var ones = 0.0
    /// Rows whose class is the less likely one.
    package private(set) var misses = 0
    package private(set) var largestMargin = 0.0
    /// The first target that is neither 0 nor 1.
    package private(set) var other: (row: Int, value: Double)?

    /// z = w·x + b of each row.
    static func margins(
        _ tile: borrowing RowTile<Double>, _ coefficients: [Double], to out: UnsafeMutablePointer<Double>
    ) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        coefficients.withUnsafeBufferPointer { w in
            Backend.current.kernels.rowDots(rows: rows, columns: features, columns[0], w.baseAddress!, out)
        }
        for row in 0..<rows { out[row] += coefficients[features] }
    }

    /// Adds the rows of a tile by their margins and their negative log-likelihoods.
    mutating func add(
        _ tile: borrowing RowTile<Double>, margins: UnsafePointer<Double>, losses: UnsafePointer<Double>
    ) {
        let (columns, isWeighted, first) = (tile.columns, tile.rowShape.hasWeights, tile.rows.lowerBound)
        for row in 0..<tile.rows.count {
            let (target, count) = (columns[1][row], isWeighted ? columns[2][row] : 1)
            if target != 0, target != 1, other == nil { other = (first + row, target) }
            add(own: target == 1 ? margins[row] : -margins[row], isOne: target == 1, count: count, loss: losses[row])
        }
    }

    /// Adds a row by the margin of its class.
    @inline(__always)
    mutating func add(own: Double, isOne: Bool, count: Double, loss: Double) {
        if count == 0 { return }
        self.count += 1
        weight += count
        if isOne { ones += count }
        logLikelihood -= count * loss
        if own <= 0 { misses += 1 }
        largestMargin = max(largestMargin, own)
    }

    mutating func merge(_ later: LogisticTally) {
        logLikelihood += later.logLikelihood
        count += later.count
        weight += later.weight
        ones += later.ones
        misses += later.misses
        largestMargin = max(largestMargin, later.largestMargin)
        other = other ?? later.other
    }
}
