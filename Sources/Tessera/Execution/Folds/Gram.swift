/// The sums of products of all pairs of columns, in double precision: with Z = [X 1 Y], the matrix ZᵀZ. It holds XᵀX,
/// XᵀY, YᵀY, the sums of the columns and the number of rows, weighted where rows have weights: all that the mean squared
/// error of a linear model depends on.
public struct Gram<Scalar: RealScalar>: RowFold {
    public struct Partial: Sendable {
        /// The upper triangle of ZᵀZ, row-major with features + 1 + targets rows.
        fileprivate(set) var matrix: [Double]
        /// The order of Z: features + 1 + targets.
        public let order: Int

        /// The sum of the products of two columns of Z.
        public subscript(row: Int, column: Int) -> Double {
            matrix[min(row, column) * order + max(row, column)]
        }
    }

    private let order: Int
    private let features: Int
    /// Each feature less its shift, times its scale.
    private let shifts: [Double]
    private let scales: [Double]

    /// - Parameters:
    ///   - shifts: subtracted from each feature; nil for zeros.
    ///   - scales: what each feature is multiplied with after that; nil for ones.
    public init(_ rowShape: RowShape, shifts: [Double]? = nil, scales: [Double]? = nil) {
        features = rowShape.features
        order = rowShape.features + 1 + rowShape.targets
        self.shifts = shifts ?? Array(repeating: 0, count: rowShape.features)
        self.scales = scales ?? Array(repeating: 1, count: rowShape.features)
    }

    public var empty: Partial { Partial(matrix: Array(repeating: 0, count: order * order), order: order) }
    public var partialBytes: Int { order * order * 8 }

    public func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let kernels = Backend.current.kernels
        let (x, y, targets) = (tile.columns[0], tile.columns[1], order - features - 1)
        let weights = tile.rowShape.hasWeights ? tile.columns[2] : nil
        // As many rows in double precision as leave room in the second-level cache.
        let length = max(32, (96 << 10) / (order * 8))
        withUnsafeTemporaryAllocation(of: Double.self, capacity: length * order) { buffer in
            guard let z = buffer.baseAddress else { return }
            for first in Swift.stride(from: 0, to: tile.rows.count, by: length) {
                let count = min(length, tile.rows.count - first)
                widen(
                    x + first * features, features, y + first * targets, targets, weights.map { $0 + first }, count,
                    shifts, scales, into: z)
                partial.matrix.withUnsafeMutableBufferPointer { matrix in
                    kernels.addGram(rows: count, columns: order, z, to: matrix.baseAddress!)
                }
            }
        }
    }

    public func merge(_ later: Partial, into partial: inout Partial) {
        for index in partial.matrix.indices { partial.matrix[index] += later.matrix[index] }
    }
}

/// Rows of [x 1 y] in double precision, times the root of their weight.
@specialized(where S == Float)
@specialized(where S == Double)
private func widen<S: RealScalar>(
    _ x: UnsafePointer<S>, _ features: Int, _ y: UnsafePointer<S>, _ targets: Int, _ weights: UnsafePointer<S>?,
    _ rows: Int, _ shifts: [Double], _ scales: [Double], into z: UnsafeMutablePointer<Double>
) {
    let width = features + 1 + targets
    shifts.withUnsafeBufferPointer { shifts in
        scales.withUnsafeBufferPointer { scales in
            for row in 0..<rows {
                let (from, to) = (x + row * features, z + row * width)
                for column in 0..<features {
                    to[column] = (from[column].scalarValue - shifts[column]) * scales[column]
                }
                to[features] = 1
                for target in 0..<targets { to[features + 1 + target] = y[row * targets + target].scalarValue }
                guard let weights else { continue }
                let root = weights[row].scalarValue.squareRoot()
                for column in 0..<width { to[column] *= root }
            }
        }
    }
}
