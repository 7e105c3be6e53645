import Tessera

/// Regressions by steps along gradients of the mean loss, on columns of mean 0 and variance 1, until the gradient is 0 to a
/// tolerance.
struct SteppedRegression {
    enum Loss { case squares, logistic }

    private let loss: Loss
    /// The features, standardised, then ones: shape [rows, features + 1].
    private let x: Tensor<Double>
    /// Shape [rows].
    private let y: Tensor<Double>
    /// Of mean 1, shape [rows].
    private let weights: Tensor<Double>
    private let (means, scales): (Tensor<Double>, Tensor<Double>)
    /// Of each column, the root of its weighted mean square.
    private let lengths: Tensor<Double>
    /// Of the columns, shape [features + 1, rows].
    private let magnitudes: Tensor<Double>

    private var v: Tensor<Double>
    private(set) var iterations = 0
    private(set) var violation = Double.infinity
    private let tolerance: Double

    init(_ table: RowTable<Double>, _ loss: Loss, tolerance: Double) {
        (self.loss, self.tolerance) = (loss, tolerance)
        let rows = table.rowCount
        let given = table.weights ?? Tensor(ones: [rows])
        // Their sum may overflow, or their quotients by it may.
        let relative = given / given.max()
        weights = relative / relative.mean()
        y = table.targets.flattened()
        let column = weights.expandingDimensions(at: 1)
        means = (table.features * column).mean(axis: 0)
        let centred = table.features - means
        let spreads = (centred.squared() * column).mean(axis: 0).sqrt()
        scales = select(spreads .> 0, spreads, otherwise: Tensor(1))
        x = concatenate([centred / scales, Tensor(ones: [rows, 1])], axis: 1)
        lengths = (x.squared() * column).mean(axis: 0).sqrt()
        magnitudes = x.abs().transposed()
        v = Tensor(zeros: [x.shape[1]])
        if loss == .squares { v[x.shape[1] - 1] = (y * weights).mean() }
    }

    /// One for each feature, then the intercept.
    var coefficients: [Double] {
        let features = means.count
        let own = v[0..<features] / scales
        return own.scalars + [(v[features] - (own * means).sum()).item]
    }

    private func residuals(_ v: Tensor<Double>, _ x: Tensor<Double>, _ y: Tensor<Double>) -> Tensor<Double> {
        let predicted = x.matmul(v)
        return (loss == .squares ? predicted : predicted.sigmoid()) - y
    }

    /// Of the mean loss; notes by how much it differs from 0.
    private mutating func gradient(_ v: Tensor<Double>) -> Tensor<Double> {
        let residuals = residuals(v, x, y)
        let gradient = x.transposed().matmul(residuals * weights) / Tensor(Double(y.count))
        // Relative to what cancels in it; a fit that is exact to rounding leaves nothing to compare with.
        let terms = magnitudes.matmul(residuals.abs() * weights) / Tensor(Double(y.count))
        let rounding = lengths * Tensor(1e-14 * y.abs().max().item)
        violation = (gradient.abs() / (terms + rounding + Tensor(.leastNormalMagnitude))).max().item
        return gradient
    }

    /// The largest eigenvalue of the mean of x·xᵀ, by the power iteration, with a margin for what that lacks.
    private var largestCurvature: Double {
        var (direction, value) = (Tensor<Double>(uniform: [x.shape[1]], seed: 1) + 0.5, 1.0)
        for _ in 0..<50 {
            let image = x.transposed().matmul(x.matmul(direction) * weights) / Tensor(Double(y.count))
            value = image.squared().sum().sqrt().item
            guard value > 0, value.isFinite else { return 1 }
            direction = image / Tensor(value)
        }
        return 1.1 * value * (loss == .squares ? 1 : 0.25)
    }

    /// Accelerated gradient descent (Y. Nesterov, 1983) that forgets its momentum where it leads up again (B. O'Donoghue,
    /// E. Candès, "Adaptive restart for accelerated gradient schemes", 2015).
    mutating func descend(maximumIterations: Int) {
        let step = Tensor(1 / largestCurvature)
        var (ahead, momentum) = (v, 1.0)
        while iterations < maximumIterations {
            let slope = gradient(ahead)
            if violation <= tolerance {
                v = ahead
                return
            }
            iterations += 1
            let next = ahead - slope * step
            if (slope * (next - v)).sum().item > 0 { momentum = 1 }
            let after = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
            ahead = next + (next - v) * Tensor((momentum - 1) / after)
            (v, momentum) = (next, after)
        }
        _ = gradient(v)
    }

    /// Stochastic gradient descent with reduced variance: steps on batches are corrected by the gradient of all rows at the
    /// epoch's start (R. Johnson, T. Zhang, "Accelerating stochastic gradient descent using predictive variance
    /// reduction", 2013). An iteration is an epoch.
    mutating func descendStochastically(maximumIterations: Int) {
        let size = max(1, min(256, y.count / 16))
        // No batch bends more than its longest row.
        let longest = (x.squared().sum(axis: 1) * weights).max().item
        let largest = min(longest, 4 * largestCurvature + longest / Double(size)) * (loss == .squares ? 1 : 0.25)
        let step = Tensor(0.3 / max(largest, .leastNormalMagnitude))
        while iterations < maximumIterations {
            let whole = gradient(v)
            if violation <= tolerance { return }
            let start = v
            let order = Self.order(y.count, epoch: iterations)
            for first in stride(from: 0, to: y.count, by: size) {
                let picked = Tensor(order[first..<min(first + size, y.count)].map { Int32($0) })
                let (rows, targets) = (x.gatheringRows(picked), y.gatheringRows(picked))
                let change = residuals(v, rows, targets) - residuals(start, rows, targets)
                let correction = rows.transposed().matmul(change * weights.gatheringRows(picked))
                v = v - (correction / Tensor(Double(picked.count)) + whole) * step
            }
            iterations += 1
        }
        _ = gradient(v)
    }

    /// The rows in an order that depends on the epoch alone.
    private static func order(_ count: Int, epoch: Int) -> [Int] {
        let keys = Tensor<Double>(uniform: [count], seed: UInt64(epoch)).scalars
        return (0..<count).sorted { keys[$0] < keys[$1] }
    }
}
