import Tessera

/// Logistic regression by L-BFGS on the mean loss, a pass over the rows for each gradient. The recursion starts from the
/// inverse Hessian of a sample of the rows, which spares it most of its steps; tables in memory that are larger than caches
/// spare most of the rest by a packed copy of the rows.
struct LogisticGradient {
    /// One for each feature, then the intercept, 0 where there is none.
    let coefficients: [Double]
    /// What the rows say of them.
    let tally: LogisticTally
    let convergence: Convergence
    /// Passes over the rows themselves.
    let evaluations: Int

    /// - Parameters:
    ///   - tolerance: the length of the gradient of the mean loss that is small enough, for columns where they are placed.
    ///   - leastPackedBytes: what features have to take in memory to be packed.
    init(
        _ rows: some RowSource<Double>, intercept: Bool, l2: Double, tolerance: Double,
        maximumIterations: Int = 1000, leastPackedBytes: Int = 32 << 20
    ) throws {
        // Nearer ones do no harm, and rows that stay where they are can be packed.
        let placement = try ColumnPlacement(sampling: rows, intercept: intercept, farMean: 0x1p14)
        let placed = placement.placed(rows)
        let objective = LogisticObjective(
            placed, intercept: intercept, weight: try rows.totalWeight(), penalties: placement.penalties(l2, power: 2))
        // Linear predictors of columns far from 0 cancel, and the loss carries what that rounds.
        var function = CountedFunction(ulps: 48) { try objective.valueAndGradient(at: $0) }
        let sample = try SampledHessian(placed, intercept: intercept, shares: objective.shares)
        var method = LBFGS(memory: 10)
        if let sample { method.preconditioner = { sample.solve($0) } }
        var (start, packedSteps): (MinimizationPoint?, Int) = (nil, 0)
        if let table = placed.table, let sample, table.features.count * 8 >= leastPackedBytes,
            table.rowShape.features >= 16
        {
            let packed = PackedRows(table, shifts: intercept ? sample.means : sample.means.map { _ in 0 })
            var descent = PackedDescent(method) { try objective.slope(of: packed, at: $0) }
            start = try descent.minimize(objective.count, tolerance: tolerance, &function)
            packedSteps = descent.steps
        }
        let first = try start ?? function(Array(repeating: 0, count: objective.count))
        let (point, steps, _) = try method.minimize(
            from: first, gradientTolerance: tolerance, maximumIterations: maximumIterations, &function)
        guard point.value.isFinite else {
            throw LinearAlgebraError.overflow
        }
        convergence = Convergence(
            // Rounding may keep it somewhat above.
            .gradient, isConverged: point.gradientNorm <= 100 * tolerance, iterations: packedSteps + steps,
            violation: point.gradientNorm, tolerance: tolerance)
        let found = objective.coefficients(point.x)
        tally = try objective.tally(at: found)
        coefficients = placement.coefficients(found)
        evaluations = function.evaluations
    }
}
