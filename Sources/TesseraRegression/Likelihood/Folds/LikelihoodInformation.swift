import Tessera

/// The sums of a Newton (IRLS) step of a generalised linear model: the log-likelihood, its gradient, and the
/// information matrix Σ w·x·xᵀ with the IRLS weights w, p·(1 − p) for logistic regression, over the features and the
/// intercept.
struct LikelihoodInformation: RowFold {
    struct Partial: Sendable {
        fileprivate var gram: Gram<Double>.Partial
        fileprivate(set) var likelihood = LikelihoodSums()
        /// The sums of the magnitudes of the terms that cancel in the gradient.
        fileprivate(set) var terms: [Double]
        /// The weighted sum of the squared working responses; 0 for logistic regression.
        fileprivate(set) var squaredResponse = 0.0

        /// The gradient of the log-likelihood: one element per feature, then the intercept.
        var gradient: [Double] {
            let target = gram.order - 1
            return (0..<target).map { gram[$0, target] }
        }

        /// The information matrix over the features and the intercept.
        var information: Tensor<Double> { gram.square(gram.order - 1) }
    }

    private let gram: Gram<Double>
    private let likelihood: Likelihood
    /// The coefficients: one per feature, then the intercept.
    private let coefficients: [Double]

    init(_ rowShape: RowShape, _ likelihood: Likelihood, at coefficients: [Double]) {
        gram = Gram(RowShape(features: rowShape.features, targets: 1, hasWeights: true))
        (self.likelihood, self.coefficients) = (likelihood, coefficients)
    }

    var empty: Partial {
        Partial(gram: gram.empty, terms: Array(repeating: 0, count: coefficients.count))
    }
    var partialBytes: Int { gram.partialBytes + coefficients.count * 8 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let rows = tile.rows.count
        let hasMagnitudes = !likelihood.family.isBinary
        withUnsafeTemporaryAllocation(of: Double.self, capacity: (hasMagnitudes ? 3 : 2) * rows) { buffer in
            guard let linearPredictor = buffer.baseAddress else { return }
            let losses = linearPredictor + rows
            let magnitudes: UnsafeMutablePointer<Double>? = hasMagnitudes ? losses + rows : nil
            LikelihoodSums.linearPredictor(of: tile, coefficients, to: linearPredictor)
            likelihood.computeLosses(tile, UnsafePointer(linearPredictor), to: losses)
            partial.likelihood.add(tile, linearPredictor: UnsafePointer(linearPredictor), losses: UnsafePointer(losses))
            partial.squaredResponse += likelihood.computeIRLSTerms(
                tile, residuals: linearPredictor, weights: losses, magnitudes: magnitudes)
            let shape = RowShape(features: tile.rowShape.features, targets: 1, hasWeights: true)
            let weighted = RowTile<Double>(
                rows: tile.rows, rowShape: shape,
                columns: [tile.columns[0], UnsafePointer(linearPredictor), UnsafePointer(losses)])
            gram.add(weighted, to: &partial.gram)
            partial.terms.withUnsafeMutableBufferPointer { Self.addTerms(weighted, UnsafePointer(magnitudes), to: $0) }
        }
    }

    /// Adds the magnitudes of the terms of the gradient.
    ///
    /// - Parameter magnitudes: of the terms that cancel in a score, see `Likelihood.magnitude`; nil for two classes,
    ///   whose residuals are never 0.
    private static func addTerms(
        _ tile: borrowing RowTile<Double>, _ magnitudes: UnsafePointer<Double>?,
        to terms: UnsafeMutableBufferPointer<Double>
    ) {
        let features = tile.rowShape.features
        for row in 0..<tile.rows.count {
            let x = tile.columns[0] + row * features
            var size = abs(tile.columns[1][row] * tile.columns[2][row])
            if let magnitudes { size += Likelihood.rounding * magnitudes[row] }
            for feature in 0..<features { terms[feature] += size * abs(x[feature]) }
            terms[features] += size
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        gram.merge(later.gram, into: &partial.gram)
        partial.likelihood.merge(later.likelihood)
        partial.squaredResponse += later.squaredResponse
        for index in partial.terms.indices { partial.terms[index] += later.terms[index] }
    }
}
