import Synchronization

/// Copies between the row-major order of tensors and the column-major order of factorisations, on the workers of the
/// current executor.
enum TransposedCopy {
    /// The number of elements from which a copy is divided.
    static let leastElements = 1 << 14

    /// Copies the transpose of a matrix: element (i, j) to `out[j + i * stride]`.
    ///
    /// - Returns: whether all elements are finite.
    static func copy<Scalar: RealScalar>(
        _ x: ColumnMajor<Scalar>, to out: UnsafeMutablePointer<Scalar>, stride: Int
    ) -> Bool {
        let kernels = Backend.current.kernels.factorizations
        // At least a cache line of elements, so that no line is read twice.
        let length = max(16, (leastElements / max(1, x.columns) + 15) / 16 * 16)
        let nonFinite = Atomic(false)
        CurrentExecutor.value.forEachRange(x.rows, length: length) { range, _ in
            let part = ColumnMajor(x.base + range.lowerBound, rows: range.count, columns: x.columns, stride: x.stride)
            if !kernels.transpose(part, to: out + range.lowerBound * stride, stride: stride) {
                nonFinite.store(true, ordering: .relaxed)
            }
        }
        return !nonFinite.load(ordering: .relaxed)
    }
}
