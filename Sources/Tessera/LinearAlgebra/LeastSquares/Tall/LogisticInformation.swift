import RealModule

/// What the rows say of a logistic regression's coefficients: the logarithm of the likelihood, its gradient, and the
/// information matrix Σ p·(1 − p)·x·xᵀ over the features and the intercept.
package struct LogisticInformation: RowFold {
    package struct Partial: Sendable {
        fileprivate var gram: Gram<Double>.Partial
        package fileprivate(set) var logLikelihood = 0.0
        /// Rows whose class is the less likely one.
        package fileprivate(set) var misses = 0
        package fileprivate(set) var largestMargin = 0.0
        /// Rows of a weight above 0, the sum of the weights, and that of those of class 1.
        package fileprivate(set) var count = 0
        package fileprivate(set) var weight = 0.0
        package fileprivate(set) var ones = 0.0
    }

    private let gram: Gram<Double>
    /// One for each feature, then the intercept.
    private let coefficients: [Double]

    package init(_ rowShape: RowShape, at coefficients: [Double]) {
        gram = Gram(RowShape(features: rowShape.features, targets: 1, hasWeights: true))
        self.coefficients = coefficients
    }

    package var empty: Partial { Partial(gram: gram.empty) }
    package var partialBytes: Int { gram.partialBytes }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        let isWeighted = tile.rowShape.hasWeights
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * rows) { buffer in
            guard let margins = buffer.baseAddress else { return }
            let (residuals, weights) = (margins + rows, margins + 2 * rows)
            coefficients.withUnsafeBufferPointer { w in
                Backend.current.kernels.rowDots(rows: rows, columns: features, columns[0], w.baseAddress!, margins)
            }
            for row in 0..<rows {
                let (residual, weight) = partial.rate(
                    margins[row] + coefficients[features], isOne: columns[1][row] == 1,
                    count: isWeighted ? columns[2][row] : 1)
                (residuals[row], weights[row]) = (residual, weight)
            }
            let shape = RowShape(features: features, targets: 1, hasWeights: true)
            let weighted = RowTile(
                rows: tile.rows, rowShape: shape,
                columns: [columns[0], UnsafePointer(residuals), UnsafePointer(weights)])
            gram.add(weighted, to: &partial.gram)
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        gram.merge(later.gram, into: &partial.gram)
        partial.logLikelihood += later.logLikelihood
        partial.misses += later.misses
        partial.largestMargin = max(partial.largestMargin, later.largestMargin)
        partial.count += later.count
        partial.weight += later.weight
        partial.ones += later.ones
    }
}

extension LogisticInformation.Partial {
    /// What a row of a margin z = w·x + b adds to the sums.
    ///
    /// - Returns: its weight p·(1 − p) in the information matrix, and what gives its share of the gradient when it is
    ///   multiplied with that.
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

    /// Along each feature, then the intercept.
    package var gradient: [Double] {
        let target = gram.order - 1
        return (0..<target).map { gram[$0, target] }
    }

    /// Over the features and the intercept.
    package var information: [[Double]] {
        (0..<gram.order - 1).map { row in (0..<gram.order - 1).map { gram[row, $0] } }
    }
}
