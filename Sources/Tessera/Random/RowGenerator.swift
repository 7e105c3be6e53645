/// Generates synthetic rows, each of which depends on its own index alone.
///
/// Pointers are those of a `RowBlock`, valid for as many rows as are asked for.
package struct RowGenerator<Scalar: RealScalar>: Sendable {
    private let weights: Tensor<Scalar>
    private let bias: Scalar

    package init(weights: Tensor<Scalar>, bias: Scalar) {
        self.weights = weights.contiguous()
        self.bias = bias
    }

    private var kernels: any Kernels { Backend.current.kernels }

    /// Writes standard normal numbers, `width` for each row.
    package func normal(
        _ out: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, each width: Int, _ seed: UInt64, _ stream: UInt64
    ) {
        kernels.fill(out, draw(.normal, rows, width, seed, stream))
    }

    /// Writes w·x + b to `y` for each row x.
    package func addProducts(of x: UnsafeMutablePointer<Scalar>, _ rows: Int, to y: UnsafeMutablePointer<Scalar>) {
        kernels.gemv(
            rows: rows, columns: weights.count, UnsafePointer(x), weights.base, y)
        withExtendedLifetime(weights.storage) {}
        for row in 0..<rows { y[row] += bias }
    }

    /// Adds `scale` times standard normal noise to `y`.
    package func addNoise(
        _ scale: Scalar, to y: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, _ seed: UInt64, _ stream: UInt64
    ) {
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows.count) { buffer in
            guard let noise = buffer.baseAddress else { return }
            kernels.fill(noise, draw(.normal, rows, 1, seed, stream))
            for row in 0..<rows.count { y[row] += scale * noise[row] }
        }
    }

    /// Replaces each y by a Bernoulli sample: 1 with probability σ(y), else 0.
    package func draw(_ y: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, _ seed: UInt64, _ stream: UInt64) {
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows.count) { buffer in
            guard let threshold = buffer.baseAddress else { return }
            kernels.fill(threshold, draw(.uniform, rows, 1, seed, stream))
            kernels.unary(.sigmoid, rows.count, UnsafePointer(y), y)
            for row in 0..<rows.count { y[row] = threshold[row] < y[row] ? 1 : 0 }
        }
    }

    private func draw(
        _ distribution: RandomDraw.Distribution, _ rows: Range<Int>, _ width: Int, _ seed: UInt64, _ stream: UInt64
    ) -> RandomDraw {
        RandomDraw(
            distribution, seed: seed, stream: stream, first: UInt64(rows.lowerBound) * UInt64(width),
            count: rows.count * width)
    }
}
