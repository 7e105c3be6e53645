import Tessera

/// The log-likelihood of a logistic regression with given coefficients and the gradient of its negative.
struct LogisticGradientFold: RowFold {
    struct Partial: Sendable {
        fileprivate(set) var likelihood = LikelihoodSums()
        /// The gradient of the negative log-likelihood: one element per feature, then the intercept.
        fileprivate(set) var gradient: [Double]
    }

    /// The coefficients: one per feature, then the intercept.
    private let coefficients: [Double]

    init(at coefficients: [Double]) { self.coefficients = coefficients }

    var empty: Partial { Partial(gradient: Array(repeating: 0, count: coefficients.count)) }
    var partialBytes: Int { coefficients.count * 8 + 64 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        let kernels = Backend.current.kernels
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rows) { buffer in
            guard let residuals = buffer.baseAddress else { return }
            let losses = residuals + rows
            LikelihoodSums.linearPredictor(of: tile, coefficients, to: residuals)
            let (linearPredictor, targets) = (Operand(UnsafePointer(residuals)), Operand(columns[1]))
            kernels.binary(.crossEntropyOfLogits, rows, linearPredictor, targets, losses)
            partial.likelihood.add(tile, linearPredictor: UnsafePointer(residuals), losses: UnsafePointer(losses))
            kernels.binary(.sigmoidDifference, rows, linearPredictor, targets, residuals)
            partial.gradient[features] += Self.applyWeights(tile, residuals)
            partial.gradient.withUnsafeMutableBufferPointer {
                tile.addTransposedProduct(of: UnsafePointer(residuals), to: $0.baseAddress!)
            }
        }
    }

    /// Multiplies the residuals by the case weights of their rows, and returns their sum.
    private static func applyWeights(
        _ tile: borrowing RowTile<Double>, _ residuals: UnsafeMutablePointer<Double>
    ) -> Double {
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        var sum = 0.0
        for row in 0..<tile.rows.count {
            if isWeighted { residuals[row] *= columns[2][row] }
            sum += residuals[row]
        }
        return sum
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.likelihood.merge(later.likelihood)
        for index in partial.gradient.indices { partial.gradient[index] += later.gradient[index] }
    }
}
