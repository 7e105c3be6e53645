import RealModule

/// How likely the rows are with given coefficients of a logistic regression, and targets that are no classes.
package struct LogisticTally: RowFold {
    package struct Partial: Sendable {
        package fileprivate(set) var logLikelihood = 0.0
        /// Rows of a weight above 0, the sum of the weights, and that of those of class 1.
        package fileprivate(set) var count = 0
        package fileprivate(set) var weight = 0.0
        package fileprivate(set) var ones = 0.0
        /// Rows whose class is the less likely one.
        package fileprivate(set) var misses = 0
        package fileprivate(set) var largestMargin = 0.0
        /// The first target that is neither 0 nor 1.
        package fileprivate(set) var other: (row: Int, value: Double)?
    }

    /// One for each feature, then the intercept.
    private let coefficients: [Double]

    package init(_ coefficients: [Double]) {
        self.coefficients = coefficients
    }

    package var empty: Partial { Partial() }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        rate(tile, &partial) { _, _, _ in }
    }

    /// Adds the rows of a tile, and hands `body` what each says of the coefficients: its weight p·(1 − p) in the information
    /// matrix, and what gives its share of the gradient when it is multiplied with that.
    @inline(__always)
    func rate(
        _ tile: borrowing RowTile<Double>, _ partial: inout Partial,
        _ body: (_ row: Int, _ residual: Double, _ weight: Double) -> Void
    ) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        let (isWeighted, bias, first) = (tile.rowShape.hasWeights, coefficients[features], tile.rows.lowerBound)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: rows) { buffer in
            guard let margins = buffer.baseAddress else { return }
            coefficients.withUnsafeBufferPointer { w in
                Backend.current.kernels.rowDots(rows: rows, columns: features, columns[0], w.baseAddress!, margins)
            }
            for row in 0..<rows {
                let target = columns[1][row]
                if target != 0, target != 1, partial.other == nil { partial.other = (first + row, target) }
                let (residual, weight) = partial.rate(
                    margins[row] + bias, isOne: target == 1, count: isWeighted ? columns[2][row] : 1)
                body(row, residual, weight)
            }
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) { partial.merge(later) }
}

extension LogisticTally.Partial {
    /// What a row of a margin z = w·x + b adds.
    @inline(__always)
    fileprivate mutating func rate(_ z: Double, isOne: Bool, count: Double) -> (residual: Double, weight: Double) {
        if count == 0 { return (0, 0) }
        let own = isOne ? z : -z
        let small = Double.exp(-abs(z))
        let likely = 1 / (1 + small)
        let (miss, hit) = own > 0 ? (small * likely, likely) : (likely, small * likely)
        self.count += 1
        weight += count
        if isOne { ones += count }
        logLikelihood += count * (min(own, 0) - Double.log(onePlus: small))
        if own <= 0 { misses += 1 }
        largestMargin = max(largestMargin, own)
        // A share below rounding would lose the gradient of a row that is predicted wrongly.
        let share = max(miss * hit, 1e-12)
        return ((isOne ? miss : -miss) / share, share * count)
    }

    mutating func merge(_ later: LogisticTally.Partial) {
        logLikelihood += later.logLikelihood
        count += later.count
        weight += later.weight
        ones += later.ones
        misses += later.misses
        largestMargin = max(largestMargin, later.largestMargin)
        other = other ?? later.other
    }
}
