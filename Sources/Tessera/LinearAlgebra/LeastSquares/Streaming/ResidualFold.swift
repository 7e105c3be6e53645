import RealModule

/// The sums of the residuals, of their squares, and of their products with each feature, for given coefficients, in
/// double-double and weighted by the case weights; and the sums of squares of the targets.
package struct ResidualFold: RowFold {
    package struct Partial: Sendable {
        /// Σ r·x for each feature, then Σ r.
        fileprivate(set) var products: Pairs<[Double]>
        /// The weighted sum of squared residuals.
        package fileprivate(set) var squares = DoubleDouble.zero
        /// The weighted sums of squares of the target.
        package fileprivate(set) var targets = CentredSquares()
        /// The number of rows with a weight above 0, and the sum of the logarithms of their weights.
        package fileprivate(set) var count = 0
        package fileprivate(set) var logWeight = 0.0

        /// Returns the sum of products of residuals with a feature, or the sum of residuals for the intercept.
        package func product(_ column: Int) -> DoubleDouble {
            DoubleDouble(products.high[column], products.low[column])
        }
    }

    /// One per feature, then the intercept.
    private let coefficients: Pairs<[Double]>
    private let target: Int

    /// - Parameters:
    ///   - coefficients: one per feature, then the intercept.
    ///   - target: the index of the target.
    package init(_ coefficients: [DoubleDouble], target: Int) {
        self.coefficients = Pairs(coefficients.map(\.high), coefficients.map(\.low))
        self.target = target
    }

    package var empty: Partial {
        let zeros = [Double](repeating: 0, count: coefficients.high.count)
        return Partial(products: Pairs(zeros, zeros))
    }
    package var partialBytes: Int { coefficients.high.count * 16 }

    package func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (rows, features, targets) = (tile.rows.count, tile.rowShape.features, tile.rowShape.targets)
        let (columns, kernels) = (tile.columns, Backend.current.kernels)
        let isWeighted = tile.rowShape.hasWeights
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * rows + 1) { buffer in
            guard let y = buffer.baseAddress else { return }
            let residuals = Pairs(y + rows, y + 2 * rows)
            for row in 0..<rows { y[row] = columns[1][row * targets + target] }
            withPointers { w in
                kernels.residuals(rows: rows, columns: features, columns[0], UnsafePointer(y), w, residuals)
            }
            for row in 0..<rows {
                let residual = DoubleDouble(residuals.high[row], residuals.low[row])
                let weight = isWeighted ? columns[2][row] : 1
                let weighted = residual * weight
                partial.addWeight(weight)
                partial.squares += residual * weighted
                partial.targets.add(y[row], weight: weight)
                (residuals.high[row], residuals.low[row]) = (weighted.high, weighted.low)
            }
            partial.addProducts(rows, features, columns[0], residuals, kernels)
        }
    }

    private func withPointers(_ body: (Pairs<UnsafePointer<Double>>) -> Void) {
        coefficients.high.withUnsafeBufferPointer { high in
            coefficients.low.withUnsafeBufferPointer { low in
                if let high = high.baseAddress, let low = low.baseAddress { body(Pairs(high, low)) }
            }
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        partial.squares += later.squares
        partial.targets.merge(later.targets)
        partial.count += later.count
        partial.logWeight += later.logWeight
        for column in partial.products.high.indices {
            partial.setProduct(column, partial.product(column) + later.product(column))
        }
    }
}

extension ResidualFold.Partial {
    fileprivate mutating func addWeight(_ value: Double) {
        if value == 0 { return }
        count += 1
        if value != 1 { logWeight += Double.log(value) }
    }

    fileprivate mutating func addProducts(
        _ rows: Int, _ features: Int, _ x: UnsafePointer<Double>, _ residuals: Pairs<UnsafeMutablePointer<Double>>,
        _ kernels: any Kernels
    ) {
        let r = Pairs(UnsafePointer(residuals.high), UnsafePointer(residuals.low))
        products.high.withUnsafeMutableBufferPointer { high in
            products.low.withUnsafeMutableBufferPointer { low in
                guard let high = high.baseAddress, let low = low.baseAddress else { return }
                kernels.addDoubleDoubleGemvTransposed(rows: rows, columns: features, x, r, to: Pairs(high, low))
            }
        }
        let sum = (0..<rows).reduce(product(features)) { $0 + DoubleDouble(r.high[$1], r.low[$1]) }
        setProduct(features, sum)
    }

    fileprivate mutating func setProduct(_ column: Int, _ value: DoubleDouble) {
        products.high[column] = value.high
        products.low[column] = value.low
    }
}
