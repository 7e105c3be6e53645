import Tessera

/// The gradient of the negative log-likelihood of a logistic regression from bfloat16 rows, in single
/// precision within a tile.
struct BFloat16LogisticGradientFold: RowFold {
    struct Partial: Sendable {
        /// Σ r·x of the bfloat16 columns, then Σ r, where r = p − y is the weighted residual.
        fileprivate var sums: [Double]
    }

    private let bfloat16Rows: BFloat16Rows
    private let weights: [Float]
    private let bias: Double

    /// - Parameter coefficients: one per feature, then the intercept.
    init(_ bfloat16Rows: BFloat16Rows, at coefficients: [Double]) {
        self.bfloat16Rows = bfloat16Rows
        let features = bfloat16Rows.shifts.count
        bias = zip(bfloat16Rows.shifts, coefficients).reduce(coefficients[features]) { $0 + $1.0 * $1.1 }
        weights =
            coefficients.prefix(features).map { Float($0) } + Array(repeating: 0, count: bfloat16Rows.width - features)
    }

    var empty: Partial { Partial(sums: Array(repeating: 0, count: bfloat16Rows.width + 1)) }
    var partialBytes: Int { (bfloat16Rows.width + 1) * 8 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (rows, width, kernels) = (tile.rows.count, bfloat16Rows.width, Backend.current.kernels)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows + width) { buffer in
            guard let residuals = buffer.baseAddress else { return }
            let sums = residuals + rows
            sums.initialize(repeating: 0, count: width)
            bfloat16Rows.withRows(from: tile.rows.lowerBound) { x in
                weights.withUnsafeBufferPointer {
                    kernels.bfloat16Gemv(rows: rows, columns: width, x, $0.baseAddress!, residuals)
                }
                for row in 0..<rows { residuals[row] += Float(bias) }
                kernels.unary(.sigmoid, rows, UnsafePointer(residuals), residuals)
                partial.sums[width] += Self.subtractTargets(tile, residuals)
                kernels.addBFloat16GemvTransposed(rows: rows, columns: width, x, residuals, to: sums)
            }
            for column in 0..<width { partial.sums[column] += Double(sums[column]) }
        }
    }

    /// Turns probabilities into residuals p − y times the case weights, and returns their sum.
    private static func subtractTargets(
        _ tile: borrowing RowTile<Double>, _ residuals: UnsafeMutablePointer<Float>
    ) -> Double {
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        var sum = 0.0
        for row in 0..<tile.rows.count {
            let residual = (residuals[row] - Float(columns[1][row])) * (isWeighted ? Float(columns[2][row]) : 1)
            residuals[row] = residual
            sum += Double(residual)
        }
        return sum
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in partial.sums.indices { partial.sums[index] += later.sums[index] }
    }

    /// Returns the gradient: one element per feature, then the intercept.
    func gradient(_ partial: Partial) -> [Double] {
        let total = partial.sums[bfloat16Rows.width]
        return zip(partial.sums, bfloat16Rows.shifts).map { $0 + total * $1 } + [total]
    }
}

/// A copy of the features of a table in 16 bits per element (bfloat16), after subtraction of a shift per column. A pass
/// over it takes a quarter of the time where memory bandwidth is the limit.
struct BFloat16Rows: Sendable {
    let shifts: [Double]
    /// The number of elements of a row, padding included.
    let width: Int
    private let storage: Storage<Int32>

    init(_ table: RowTable<Double>, shifts: [Double], on executor: any TileExecutor = WorkerPool.shared) {
        let columns = table.rowShape.features
        (self.shifts, width) = (shifts, bfloat16Width(columns))
        storage = Storage(count: table.rowCount * width / 2)
        let (out, width, kernels) = (base, width, Backend.current.kernels)
        shifts.withUnsafeBufferPointer { shifts in
            guard let shifts = shifts.baseAddress else { return }
            executor.forEachRange(table.rowCount, length: max(1, 32768 / width)) { rows, _ in
                kernels.convertToBFloat16(
                    rows: rows.count, columns: columns, UnsafePointer(table.features.base) + rows.lowerBound * columns,
                    shifts: shifts, to: out + rows.lowerBound * width)
            }
        }
        withExtendedLifetime(table.features.storage) {}
    }

    private var base: UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(storage.base).assumingMemoryBound(to: UInt16.self)
    }

    /// Calls `body` with a pointer to the rows from `row` on.
    func withRows<Result>(from row: Int, _ body: (UnsafePointer<UInt16>) -> Result) -> Result {
        defer { withExtendedLifetime(storage) {} }
        return body(UnsafePointer(base + row * width))
    }
}
