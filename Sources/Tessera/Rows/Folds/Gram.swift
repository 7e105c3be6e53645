/// The Gram matrix (cross-product matrix) of the rows in double precision: ZᵀZ with Z = [X 1 Y]. It contains XᵀX, XᵀY,
/// YᵀY, the sums of the columns and the number of rows, all weighted if rows have weights: everything that the mean
/// squared error of a linear model depends on.
package struct Gram<Scalar: RealScalar>: RowFold {
    /// The Gram matrix of some of the rows.
    package struct Partial: Sendable {
        /// The upper triangle of ZᵀZ in row-major order, padded with columns of zeros to `width`.
        fileprivate var matrix: [Double]
        /// The number of columns of Z: features + 1 + targets.
        package let order: Int
        fileprivate var width: Int { padded(order) }

        /// Returns the Gram matrix of the first `count` columns of Z, of shape [count, count].
        package func square(_ count: Int) -> Tensor<Double> {
            let upper = Tensor(matrix, shape: [width, width])[0..<count, 0..<count].upperTriangle()
            return upper + upper.upperTriangle(1).transposed()
        }

        /// The inner product of two columns of Z.
        package subscript(row: Int, column: Int) -> Double {
            matrix[min(row, column) * width + max(row, column)]
        }
    }

    private let order: Int
    private let features: Int
    /// The shifts and scales of the features, (x − shift) · scale; nil if features are used unchanged.
    private let scaling: (shifts: [Double], scales: [Double])?

    /// - Parameters:
    ///   - rowShape: The shape of the rows.
    ///   - shifts: The value subtracted from each feature; nil for zeros.
    ///   - scales: The factor by which each feature is multiplied afterwards; nil for ones.
    package init(_ rowShape: RowShape, shifts: [Double]? = nil, scales: [Double]? = nil) {
        features = rowShape.features
        order = rowShape.features + 1 + rowShape.targets
        guard shifts != nil || scales != nil else {
            scaling = nil
            return
        }
        let (zeros, ones) = (Array(repeating: 0.0, count: features), Array(repeating: 1.0, count: features))
        scaling = (shifts ?? zeros, scales ?? ones)
    }

    package var empty: Partial {
        Partial(matrix: Array(repeating: 0, count: padded(order) * padded(order)), order: order)
    }
    package var partialBytes: Int { padded(order) * padded(order) * 8 }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (kernels, width) = (Backend.current.kernels, padded(order))
        // The rows in double precision should fit in the L1 cache (28 KiB), but be enough to amortise loading and
        // storing every sum: between 64 and 128 rows, a multiple of 8.
        let length = min(max(64, (28 << 10) / (width * 8)), 128) & ~7
        // A vector that straddles two cache lines costs two loads, so rows and sums are aligned to cache lines. An
        // array is not: up to a width of 256 the sums are accumulated in an aligned buffer and added to it afterwards.
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

    /// Adds the Gram matrix of the rows of a tile to `sums`.
    ///
    /// - Parameter z: Memory for `length` rows of Z.
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
            // Without weights the constants remain valid for the following rows; weights scale them.
            if first == 0 || tile.rowShape.hasWeights { fillConstants(z, width, rows: count) }
            fillTargets(z, width, tile.columns[1] + first * (order - features - 1), rows: count)
            if tile.rowShape.hasWeights { scale(z, width, by: tile.columns[2] + first, rows: count) }
            let next = UnsafeRawBufferPointer(
                start: x + (first + count) * features,
                count: min(length, tile.rows.count - first - count) * features * MemoryLayout<Scalar>.stride)
            kernels.addGram(rows: count, columns: width, z, to: sums, prefetching: next)
        }
    }

    /// Fills the column of ones and the zero padding.
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

    /// Multiplies every row by the square root of its weight.
    private func scale(
        _ z: UnsafeMutablePointer<Double>, _ width: Int, by weights: UnsafePointer<Scalar>, rows: Int
    ) {
        for row in 0..<rows {
            let root = weights[row].scalarValue.squareRoot()
            for column in 0..<order { z[row * width + column] *= root }
        }
    }

    package func merge(_ later: Partial, into partial: inout Partial) {
        for index in partial.matrix.indices { partial.matrix[index] += later.matrix[index] }
    }
}

/// The padded width of a row of Z and of the Gram matrix. It is a multiple of 4, the number of doubles of a vector, and
/// not of 64: rows a multiple of 512 bytes apart would map to few sets of the L1 cache (conflict misses).
private func padded(_ columns: Int) -> Int {
    let width = (columns + 3) & ~3
    return width % 64 == 0 ? width + 4 : width
}
