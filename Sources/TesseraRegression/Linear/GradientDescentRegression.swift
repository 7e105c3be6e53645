import Tessera

/// Linear or logistic regression by gradient descent on the mean loss of standardised columns (mean 0 and variance 1),
/// until the gradient is 0 to a tolerance.
struct GradientDescentRegression {
    enum Loss { case squares, logistic }

    private let loss: Loss
    /// The standardised features, then ones: shape [rows, features + 1].
    private let x: Tensor<Double>
    /// The targets, of shape [rows].
    private let y: Tensor<Double>
    /// The weights of the rows, of mean 1 and shape [rows].
    private let weights: Tensor<Double>
    private let (means, scales): (Tensor<Double>, Tensor<Double>)
    /// The weighted root mean square of each column.
    private let rootMeanSquares: Tensor<Double>
    /// The magnitudes of the columns, of shape [features + 1, rows].
    private let magnitudes: Tensor<Double>

    private var v: Tensor<Double>
    private(set) var iterations = 0
    private(set) var violation = Double.infinity
    private let tolerance: Double

    init(_ table: RowTable<Double>, _ loss: Loss, tolerance: Double) {
        (self.loss, self.tolerance) = (loss, tolerance)
        let rows = table.rowCount
        let rawWeights = table.weights ?? Tensor(ones: [rows])
        // The weights are divided by the largest first: their sum may overflow, or their quotients by it may.
        let relative = rawWeights / rawWeights.max()
        weights = relative / relative.mean()
        y = table.targets.flattened()
        let column = weights.expandingDimensions(at: 1)
        means = (table.features * column).mean(axis: 0)
        let centred = table.features - means
        let standardDeviations = (centred.squared() * column).mean(axis: 0).sqrt()
        scales = select(standardDeviations .> 0, standardDeviations, otherwise: Tensor(1))
        x = Tensor(concatenating: [centred / scales, Tensor(ones: [rows, 1])], axis: 1)
        rootMeanSquares = (x.squared() * column).mean(axis: 0).sqrt()
        magnitudes = x.abs().transposed()
        v = Tensor(zeros: [x.shape[1]])
        if loss == .squares { v[x.shape[1] - 1] = (y * weights).mean() }
    }

    /// The coefficients of the original columns: one for each feature, then the intercept.
    var coefficients: [Double] {
        let features = means.count
        let own = v[0..<features] / scales
        return own.scalars + [(v[features] - (own * means).sum()).item]
    }

    /// Returns prediction minus target.
    private func residuals(_ v: Tensor<Double>, _ x: Tensor<Double>, _ y: Tensor<Double>) -> Tensor<Double> {
        let predicted = x.matmul(v)
        return (loss == .squares ? predicted : predicted.sigmoid()) - y
    }

    /// Returns the gradient of the mean loss, and records its violation of 0.
    private mutating func gradient(_ v: Tensor<Double>) -> Tensor<Double> {
        let residuals = residuals(v, x, y)
        let gradient = x.transposed().matmul(residuals * weights) / Tensor(Double(y.count))
        // The violation is relative to the terms that cancel; for a fit that is exact to rounding, the rounding of the
        // targets bounds them from below.
        let terms = magnitudes.matmul(residuals.abs() * weights) / Tensor(Double(y.count))
        let rounding = rootMeanSquares * Tensor(1e-14 * y.abs().max().item)
        violation = (gradient.abs() / (terms + rounding + Tensor(.leastNormalMagnitude))).max().item
        return gradient
    }

    /// The Lipschitz constant of the gradient: the largest eigenvalue of the mean of x·xᵀ by the power iteration, times
    /// 1.1 for what the iteration lacks, and times ¼, the bound of p(1 − p), for the logistic loss.
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

    /// Nesterov's accelerated gradient descent (Y. Nesterov, "A method for solving the convex programming problem with
    /// convergence rate O(1/k²)", 1983) with gradient-based restarts: the momentum is reset where it leads uphill (B.
    /// O'Donoghue, E. Candès, "Adaptive restart for accelerated gradient schemes", 2015).
    mutating func descend(maximumIterations: Int) {
        let step = Tensor(1 / largestCurvature)
        var (lookahead, momentum) = (v, 1.0)
        while iterations < maximumIterations {
            let gradient = gradient(lookahead)
            if violation <= tolerance {
                v = lookahead
                return
            }
            iterations += 1
            let next = lookahead - gradient * step
            if (gradient * (next - v)).sum().item > 0 { momentum = 1 }
            let nextMomentum = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
            lookahead = next + (next - v) * Tensor((momentum - 1) / nextMomentum)
            (v, momentum) = (next, nextMomentum)
        }
        _ = gradient(v)
    }

    /// Stochastic variance-reduced gradient descent (SVRG): gradients of batches are corrected by the gradient of all
    /// rows at the start of the epoch (R. Johnson, T. Zhang, "Accelerating stochastic gradient descent using predictive
    /// variance reduction", 2013). An iteration is an epoch.
    mutating func descendStochastically(maximumIterations: Int) {
        let batchSize = max(1, min(256, y.count / 16))
        // The curvature of a batch's loss is at most the squared norm of its longest row.
        let longestRow = (x.squared().sum(axis: 1) * weights).max().item
        let curvatureBound =
            min(longestRow, 4 * largestCurvature + longestRow / Double(batchSize)) * (loss == .squares ? 1 : 0.25)
        let step = Tensor(0.3 / max(curvatureBound, .leastNormalMagnitude))
        while iterations < maximumIterations {
            let fullGradient = gradient(v)
            if violation <= tolerance { return }
            let snapshot = v
            let order = Self.order(y.count, epoch: iterations)
            for first in stride(from: 0, to: y.count, by: batchSize) {
                let batch = Tensor(order[first..<min(first + batchSize, y.count)].map { Int32($0) })
                let (rows, targets) = (x.gatheringRows(batch), y.gatheringRows(batch))
                let change = residuals(v, rows, targets) - residuals(snapshot, rows, targets)
                let correction = rows.transposed().matmul(change * weights.gatheringRows(batch))
                v = v - (correction / Tensor(Double(batch.count)) + fullGradient) * step
            }
            iterations += 1
        }
        _ = gradient(v)
    }

    /// Returns a permutation of the rows that depends on the epoch alone.
    private static func order(_ count: Int, epoch: Int) -> [Int] {
        let keys = Tensor<Double>(uniform: [count], seed: UInt64(epoch)).scalars
        return (0..<count).sorted { keys[$0] < keys[$1] }
    }
}

extension LinearSummary {
    /// Fits by gradient descent or stochastic gradient descent.
    init(
        gradientDescent design: RegressionDesign, solver: LinearSolver, l2: Double, stopping: StoppingCriteria,
        confidence: Double
    ) throws(RegressionError) {
        // Steps are taken on standardised columns, where a penalty would be a different one.
        guard design.hasIntercept, l2 == 0 else {
            let reason = "another one with a penalty or without an intercept"
            throw RegressionError(.invalidOption(name: "solver", value: solver.rawValue, expected: reason))
        }
        let table = design.table
        let tolerance = stopping.tolerance ?? (solver == .sgd ? 1e-3 : 1e-8)
        var steps = GradientDescentRegression(table, .squares, tolerance: tolerance)
        if solver == .sgd {
            steps.descendStochastically(maximumIterations: stopping.iterations ?? 100)
        } else {
            steps.descend(maximumIterations: stopping.iterations ?? 1000)
        }
        try self.init(
            table, coefficients: steps.coefficients, names: CoefficientNames(design), solver: solver,
            confidence: confidence)
        convergence = Convergence(
            .gradient, iterations: steps.iterations, violation: steps.violation, tolerance: tolerance)
    }
}
