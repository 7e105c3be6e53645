/// What the rows say of coefficients: in double-double, the sums of the residuals, of their squares, and of their products
/// with each feature; weighted where rows have weights.
struct ResidualFold: RowFold {
    struct Partial: Sendable {
        /// For each feature Σ r·x, then Σ r.
        fileprivate(set) var products: Pairs<[Double]>
        fileprivate(set) var squares = DoubleDouble.zero

        func product(_ column: Int) -> DoubleDouble { DoubleDouble(products.high[column], products.low[column]) }
    }

    /// For each feature, then the intercept.
    private let coefficients: Pairs<[Double]>
    private let target: Int

    /// - Parameters:
    ///   - coefficients: one for each feature, then the intercept.
    ///   - target: which of the targets.
    init(_ coefficients: [DoubleDouble], target: Int) {
        self.coefficients = Pairs(coefficients.map(\.high), coefficients.map(\.low))
        self.target = target
    }

    var empty: Partial {
        let zeros = [Double](repeating: 0, count: coefficients.high.count)
        return Partial(products: Pairs(zeros, zeros))
    }
    var partialBytes: Int { coefficients.high.count * 16 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
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
                let weighted = isWeighted ? residual * columns[2][row] : residual
                partial.squares += residual * weighted
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

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.squares += later.squares
        for column in partial.products.high.indices {
            partial.setProduct(column, partial.product(column) + later.product(column))
        }
    }
}

extension ResidualFold.Partial {
    fileprivate mutating func addProducts(
        _ rows: Int, _ features: Int, _ x: UnsafePointer<Double>, _ residuals: Pairs<UnsafeMutablePointer<Double>>,
        _ kernels: any Kernels
    ) {
        let r = Pairs(UnsafePointer(residuals.high), UnsafePointer(residuals.low))
        products.high.withUnsafeMutableBufferPointer { high in
            products.low.withUnsafeMutableBufferPointer { low in
                guard let high = high.baseAddress, let low = low.baseAddress else { return }
                kernels.addResidualProducts(rows: rows, columns: features, x, r, to: Pairs(high, low))
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
