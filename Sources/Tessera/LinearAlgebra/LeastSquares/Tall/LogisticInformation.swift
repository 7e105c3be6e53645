import RealModule

/// What the rows say of a logistic regression's coefficients: how likely they are, the gradient of the logarithm of the
/// likelihood, and the information matrix Σ p·(1 − p)·x·xᵀ over the features and the intercept.
package struct LogisticInformation: RowFold {
    package struct Partial: Sendable {
        fileprivate var gram: Gram<Double>.Partial
        package fileprivate(set) var tally = LogisticTally()
        /// The sums of the magnitudes of what cancels in the gradient.
        package fileprivate(set) var terms: [Double]

        /// Along each feature, then the intercept.
        package var gradient: [Double] {
            let target = gram.order - 1
            return (0..<target).map { gram[$0, target] }
        }

        /// Over the features and the intercept.
        package var information: Tensor<Double> { gram.square(gram.order - 1) }
    }

    private let gram: Gram<Double>
    /// One for each feature, then the intercept.
    private let coefficients: [Double]

    package init(_ rowShape: RowShape, at coefficients: [Double]) {
        gram = Gram(RowShape(features: rowShape.features, targets: 1, hasWeights: true))
        self.coefficients = coefficients
    }

    package var empty: Partial {
        Partial(gram: gram.empty, terms: Array(repeating: 0, count: coefficients.count))
    }
    package var partialBytes: Int { gram.partialBytes + coefficients.count * 8 }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let rows = tile.rows.count
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rows) { buffer in
            guard let margins = buffer.baseAddress else { return }
            let losses = margins + rows
            LogisticTally.margins(tile, coefficients, to: margins)
            Backend.current.kernels.binary(
                .crossEntropyOfLogits, rows, Operand(UnsafePointer(margins)), Operand(tile.columns[1]), losses)
            partial.tally.add(tile, margins: UnsafePointer(margins), losses: UnsafePointer(losses))
            Self.rate(tile, residuals: margins, weights: losses)
            let shape = RowShape(features: tile.rowShape.features, targets: 1, hasWeights: true)
            let weighted = RowTile<Double>(
                rows: tile.rows, rowShape: shape,
                columns: [tile.columns[0], UnsafePointer(margins), UnsafePointer(losses)])
            gram.add(weighted, to: &partial.gram)
            partial.terms.withUnsafeMutableBufferPointer { Self.addTerms(weighted, to: $0) }
        }
    }

    /// Makes margins what each row says of the coefficients: its weight p·(1 − p) in the information matrix, and what gives
    /// its share of the gradient when it is multiplied with that.
    private static func rate(
        _ tile: borrowing RowTile<Double>, residuals: UnsafeMutablePointer<Double>,
        weights: UnsafeMutablePointer<Double>
    ) {
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        for row in 0..<tile.rows.count {
            let (count, isOne) = (isWeighted ? columns[2][row] : 1, columns[1][row] == 1)
            let own = isOne ? residuals[row] : -residuals[row]
            let small = Double.exp(-abs(own))
            let likely = 1 / (1 + small)
            let (miss, hit) = own > 0 ? (small * likely, likely) : (likely, small * likely)
            // A share of 0 would lose the gradient of a row that is predicted wrongly.
            let least = max(hit, 1e-100)
            residuals[row] = count == 0 ? 0 : (isOne ? 1 : -1) / least
            weights[row] = miss * least * count
        }
    }

    private static func addTerms(_ tile: borrowing RowTile<Double>, to terms: UnsafeMutableBufferPointer<Double>) {
        let features = tile.rowShape.features
        for row in 0..<tile.rows.count {
            let (own, size) = (tile.columns[0] + row * features, abs(tile.columns[1][row] * tile.columns[2][row]))
            for feature in 0..<features { terms[feature] += size * abs(own[feature]) }
            terms[features] += size
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        gram.merge(later.gram, into: &partial.gram)
        partial.tally.merge(later.tally)
        for index in partial.terms.indices { partial.terms[index] += later.terms[index] }
    }
}
