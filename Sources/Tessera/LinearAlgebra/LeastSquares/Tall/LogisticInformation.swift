/// What the rows say of a logistic regression's coefficients: how likely they are, the gradient of the logarithm of the
/// likelihood, and the information matrix Σ p·(1 − p)·x·xᵀ over the features and the intercept.
package struct LogisticInformation: RowFold {
    package struct Partial: Sendable {
        fileprivate var gram: Gram<Double>.Partial
        package fileprivate(set) var tally: LogisticTally.Partial

        /// Along each feature, then the intercept.
        package var gradient: [Double] {
            let target = gram.order - 1
            return (0..<target).map { gram[$0, target] }
        }

        /// Over the features and the intercept.
        package var information: Tensor<Double> { gram.square(gram.order - 1) }
    }

    private let gram: Gram<Double>
    private let tally: LogisticTally

    /// - Parameter coefficients: one for each feature, then the intercept.
    package init(_ rowShape: RowShape, at coefficients: [Double]) {
        gram = Gram(RowShape(features: rowShape.features, targets: 1, hasWeights: true))
        tally = LogisticTally(coefficients)
    }

    package var empty: Partial { Partial(gram: gram.empty, tally: tally.empty) }
    package var partialBytes: Int { gram.partialBytes }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let rows = tile.rows.count
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rows) { buffer in
            guard let residuals = buffer.baseAddress else { return }
            let weights = residuals + rows
            tally.rate(tile, &partial.tally) { row, residual, weight in
                (residuals[row], weights[row]) = (residual, weight)
            }
            let shape = RowShape(features: tile.rowShape.features, targets: 1, hasWeights: true)
            let weighted = RowTile<Double>(
                rows: tile.rows, rowShape: shape,
                columns: [tile.columns[0], UnsafePointer(residuals), UnsafePointer(weights)])
            gram.add(weighted, to: &partial.gram)
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        gram.merge(later.gram, into: &partial.gram)
        partial.tally.merge(later.tally)
    }
}
