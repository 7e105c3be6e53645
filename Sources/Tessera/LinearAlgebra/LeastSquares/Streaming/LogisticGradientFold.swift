/// The log-likelihood of a logistic regression with given coefficients and the gradient of its negative.
package struct LogisticGradientFold: RowFold {
    package struct Partial: Sendable {
        package fileprivate(set) var tally = LogisticSums()
        /// The gradient of the negative log-likelihood: one element per feature, then the intercept.
        package fileprivate(set) var slope: [Double]
    }

    /// The coefficients: one per feature, then the intercept.
    private let coefficients: [Double]

    package init(at coefficients: [Double]) { self.coefficients = coefficients }

    package var empty: Partial { Partial(slope: Array(repeating: 0, count: coefficients.count)) }
    package var partialBytes: Int { coefficients.count * 8 + 64 }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (rows, features, columns) = (tile.rows.count, tile.rowShape.features, tile.columns)
        let kernels = Backend.current.kernels
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rows) { buffer in
            guard let residuals = buffer.baseAddress else { return }
            let losses = residuals + rows
            LogisticSums.margins(tile, coefficients, to: residuals)
            let (linearPredictor, targets) = (Operand(UnsafePointer(residuals)), Operand(columns[1]))
            kernels.binary(.crossEntropyOfLogits, rows, linearPredictor, targets, losses)
            partial.tally.add(tile, margins: UnsafePointer(residuals), losses: UnsafePointer(losses))
            kernels.binary(.sigmoidDifference, rows, linearPredictor, targets, residuals)
            partial.slope[features] += Self.applyWeights(tile, residuals)
            partial.slope.withUnsafeMutableBufferPointer { gradient in
                kernels.multiply(
                    MatrixProduct(
                        rows: 1, columns: features, depth: rows,
                        a: .init(base: UnsafePointer(residuals), rowStride: rows, columnStride: 1),
                        b: .init(base: columns[0], rowStride: features, columnStride: 1),
                        c: gradient.baseAddress!, accumulates: true))
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

    package func merge(_ later: Partial, into partial: inout Partial) {
        partial.tally.merge(later.tally)
        for index in partial.slope.indices { partial.slope[index] += later.slope[index] }
    }
}
