/// The sums of products of all pairs of columns, in double precision: with Z = [X 1 Y], the matrix ZᵀZ. It holds XᵀX,
/// XᵀY, YᵀY, the sums of the columns and the number of rows, weighted where rows have weights: all that the mean squared
/// error of a linear model depends on.
public struct Gram<Scalar: RealScalar>: RowFold {
    public struct Partial: Sendable {
        /// The upper triangle of ZᵀZ, row-major, with columns of zeros at the end.
        fileprivate var matrix: [Double]
        /// The columns of Z: features + 1 + targets.
        public let order: Int
        fileprivate var width: Int { padded(order) }

        /// The sums of the products of the first columns of Z with each other: shape [count, count].
        package func square(_ count: Int) -> Tensor<Double> {
            let upper = Tensor(matrix, shape: [width, width])[0..<count, 0..<count].upperTriangle()
            return upper + upper.upperTriangle(1).transposed()
        }

        /// The sum of the products of two columns of Z.
        public subscript(row: Int, column: Int) -> Double {
            matrix[min(row, column) * width + max(row, column)]
        }
    }

    private let order: Int
    private let features: Int
    /// Each feature less its shift, times its scale; nil where features are taken as they are.
    private let scaling: (shifts: [Double], scales: [Double])?

    /// - Parameters:
    ///   - shifts: subtracted from each feature; nil for zeros.
    ///   - scales: what each feature is multiplied with after that; nil for ones.
    public init(_ rowShape: RowShape, shifts: [Double]? = nil, scales: [Double]? = nil) {
        features = rowShape.features
        order = rowShape.features + 1 + rowShape.targets
        guard shifts != nil || scales != nil else {
            scaling = nil
            return
        }
        let (zeros, ones) = (Array(repeating: 0.0, count: features), Array(repeating: 1.0, count: features))
        scaling = (shifts ?? zeros, scales ?? ones)
    }

    public var empty: Partial {
        Partial(matrix: Array(repeating: 0, count: padded(order) * padded(order)), order: order)
    }
    public var partialBytes: Int { padded(order) * padded(order) * 8 }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (kernels, width) = (Backend.current.kernels, padded(order))
        // As many rows in double precision as the nearest cache holds, but enough to be worth a look at every sum.
        let length = min(max(64, (28 << 10) / (width * 8)), 128) & ~7
        // A vector across two cache lines is read twice: rows and, where they are not too many, sums begin with a line,
        // as an array does not.
        let sumCount = width <= 256 ? width * width : 0
        withUnsafeTemporaryAllocation(byteCount: (length * width + sumCount) * 8, alignment: 64) { buffer in
            guard let z = buffer.baseAddress?.assumingMemoryBound(to: Double.self) else { return }
            partial.matrix.withUnsafeMutableBufferPointer { matrix in
                guard let total = matrix.baseAddress else { return }
                if sumCount == 0 { return addRows(tile, z, length, to: total, kernels) }
                let sums = z + length * width
                sums.update(repeating: 0, count: sumCount)
                addRows(tile, z, length, to: sums, kernels)
                kernels.binary(
                    .add, sumCount, Operand(UnsafePointer(total)), Operand(UnsafePointer(sums)), total)
            }
        }
    }

    /// - Parameters:
    ///   - z: memory for `length` rows at a time.
    private func addRows(
        _ tile: borrowing RowTile<Scalar>, _ z: UnsafeMutablePointer<Double>, _ length: Int,
        to sums: UnsafeMutablePointer<Double>, _ kernels: any Kernels
    ) {
        let (x, width) = (tile.columns[0], padded(order))
        for first in Swift.stride(from: 0, to: tile.rows.count, by: length) {
            let count = min(length, tile.rows.count - first)
            kernels.widen(
                rows: count, columns: features, x + first * features, shifts: scaling?.shifts, scales: scaling?.scales,
                to: z, stride: width)
            // Without weights the constants stay as they are for the rows that follow.
            if first == 0 || tile.rowShape.hasWeights { fillConstants(z, width, rows: count) }
            fillTargets(z, width, tile.columns[1] + first * (order - features - 1), rows: count)
            if tile.rowShape.hasWeights { scale(z, width, by: tile.columns[2] + first, rows: count) }
            let next = UnsafeRawBufferPointer(
                start: x + (first + count) * features,
                count: min(length, tile.rows.count - first - count) * features * MemoryLayout<Scalar>.stride)
            kernels.addGram(rows: count, columns: width, z, to: sums, ahead: next)
        }
    }

    /// The column of ones, and the zeros at the end.
    private func fillConstants(_ z: UnsafeMutablePointer<Double>, _ width: Int, rows: Int) {
        for row in 0..<rows {
            z[row * width + features] = 1
            for column in order..<width { z[row * width + column] = 0 }
        }
    }

    private func fillTargets(
        _ z: UnsafeMutablePointer<Double>, _ width: Int, _ y: UnsafePointer<Scalar>, rows: Int
    ) {
        let targets = order - features - 1
        for row in 0..<rows {
            for target in 0..<targets {
                z[row * width + features + 1 + target] = y[row * targets + target].scalarValue
            }
        }
    }

    /// Multiplies every row with the root of its weight.
    private func scale(
        _ z: UnsafeMutablePointer<Double>, _ width: Int, by weights: UnsafePointer<Scalar>, rows: Int
    ) {
        for row in 0..<rows {
            let root = weights[row].scalarValue.squareRoot()
            for column in 0..<order { z[row * width + column] *= root }
        }
    }

    public func merge(_ later: Partial, into partial: inout Partial) {
        for index in partial.matrix.indices { partial.matrix[index] += later.matrix[index] }
    }
}

/// Gram matrices are added up by vectors of 4 columns; rows a multiple of 512 bytes apart would share a few sets of the
/// nearest cache.
private func padded(_ columns: Int) -> Int {
    let width = (columns + 3) & ~3
    return width % 64 == 0 ? width + 4 : width
}
