import Tessera

/// Logistic regression by L-BFGS on the mean loss, a pass over the rows for each gradient. The recursion starts from the
/// inverse Hessian of a sample of the rows, which spares it most of its steps.
struct LogisticGradient {
    /// One for each feature, then the intercept, 0 where there is none.
    let coefficients: [Double]
    let minimum: Minimum

    /// - Parameter tolerance: the length of the gradient of the mean loss that is small enough.
    init(
        _ rows: some RowSource<Double>, intercept: Bool, l2: Double, tolerance: Double
    ) throws {
        let features = rows.rowShape.features
        let share = l2 / (try rows.totalWeight())
        let model = Linear<Double>(
            weight: Tensor(zeros: [features, 1]), bias: intercept ? Tensor(zeros: [1]) : nil)
        let plan = try Plan(for: model, rows: rows.rowShape) { model, batch in
            let loss = binaryCrossEntropy(
                logits: model(batch.features), expected: batch.targets, weights: batch.weights)
            return share == 0 ? loss : loss + 0.5 * share * model.weight.squared().sum()
        }
        let objective = try FlatObjective(plan, model, over: rows, on: WorkerPool.shared)
        var function = CountedFunction { try objective.valueAndGradient(at: $0) }
        var method = LBFGS(memory: 10)
        method.preconditioner = try Self.sampledHessian(rows, intercept: intercept, share: share)
        let start = [Double](repeating: 0, count: features + (intercept ? 1 : 0))
        let (point, iterations) = try method.minimize(
            from: start, gradientTolerance: tolerance, maximumIterations: 1000, &function)
        guard point.value.isFinite else {
            try rows.checkFinite()
            throw LinearAlgebraError.overflow
        }
        coefficients = intercept ? point.x : point.x + [0]
        minimum = Minimum(
            value: point.value, gradientNorm: point.gradientNorm, iterations: iterations,
            evaluations: function.evaluations)
    }

    /// Of eight blocks of neighbouring rows across the table; nil where few rows stand for many columns.
    private static func sampledHessian(
        _ rows: some RowSource<Double>, intercept: Bool, share: Double
    ) throws -> (([Double]) -> [Double])? {
        let features = rows.rowShape.features
        let length = min(rows.rowCount / 8, max(512, 8 * features))
        guard length * 8 >= 4 * (features + 1) else { return nil }
        let blocks = (0..<8).map { ($0 * (rows.rowCount / 8))..<($0 * (rows.rowCount / 8) + length) }
        let sample = RowSelection(rows, blocks)
        // At coefficients of 0 every row has a share of ¼.
        let sums = try sample.fold(Gram<Double>(rows.rowShape))
        guard sums[features, features] > 0 else { return nil }
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / sums[features, features])
        let ridge = Tensor((0..<matrix.shape[0]).map { $0 < features ? share : 0 }).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        return { (try? factor.solve($0)) ?? $0 }
    }
}
