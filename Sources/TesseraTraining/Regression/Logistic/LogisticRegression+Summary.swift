public import Tessera

extension LogisticRegression<Double> {
    /// A logistic regression with all that a statistician asks of it, in double precision.
    ///
    /// - Parameters:
    ///   - solver: nil chooses `.newton`.
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added.
    ///   - tolerance: by how much the solver's condition of optimality may be broken, relative to its terms: 1e-9 for
    ///     `.newton`, 1e-8 in passes over the rows, 1e-5 for `.lbfgs`, 1e-3 for `.sgd` unless given; see `Convergence`.
    ///   - maximumIterations: where a solver ends at the latest; `LogisticSummary.convergence` tells. Nil for its own.
    ///   - confidence: of the intervals.
    /// - Throws: `TrainingError.separable` with the columns that tell the classes apart, also where rows of both stand on
    ///   the border (`.lbfgs` for up to a million numbers), `collinear`, `notBinary`, `oneClassOnly`, `tooFewRows`.
    public static func fit(
        _ design: RegressionDesign, solver: LogisticSolver? = nil, l1: Double = 0, l2: Double = 0,
        tolerance: Double? = nil, maximumIterations: Int? = nil, confidence: Double = 0.95
    ) throws(TrainingError) -> LogisticSummary {
        let unit = design.weightUnit
        if (solver ?? .newton) == .newton, !design.isTall {
            let stopping = Stopping(tolerance: tolerance, iterations: maximumIterations)
            try stopping.check()
            try RegressionOptions.check(l1: l1, l2: l2, confidence: confidence)
            let refined = try LogisticSummary(
                refining: design, l1: l1 / unit, l2: l2 / unit, stopping: stopping, confidence: confidence)
            if !refined.convergence.isConverged, l1 == 0, maximumIterations == nil {
                // A row of 1e100 stops the factorisation of weighted rows, and not that of their products.
                let folded = try? LogisticSummary(
                    folding: design.table, names: CoefficientNames(design), l1: 0, l2: l2 / unit, stopping: stopping,
                    confidence: confidence)
                if let folded, folded.convergence.isConverged { return folded.scalingWeights(by: unit) }
            }
            return refined.scalingWeights(by: unit)
        }
        return try fit(
            rows: design.table, names: CoefficientNames(design).columns, intercept: design.hasIntercept, solver: solver,
            l1: l1 / unit, l2: l2 / unit, tolerance: tolerance, maximumIterations: maximumIterations,
            confidence: confidence
        ).scalingWeights(by: unit)
    }

    /// The same for rows from anywhere, in passes over them: memory does not depend on how many there are.
    ///
    /// - Parameter names: one for each feature; x1, x2, … unless given.
    public static func fit(
        rows: some RowSource<Double>, names: [String]? = nil, intercept: Bool = true, solver: LogisticSolver? = nil,
        l1: Double = 0, l2: Double = 0, tolerance: Double? = nil, maximumIterations: Int? = nil,
        confidence: Double = 0.95
    ) throws(TrainingError) -> LogisticSummary {
        let stopping = Stopping(tolerance: tolerance, iterations: maximumIterations)
        try stopping.check()
        try RegressionOptions.check(l1: l1, l2: l2, confidence: confidence)
        try RegressionOptions.check(solver, l1: l1, needs: .newton)
        try rows.checkRegression()
        let all = try CoefficientNames(names, of: rows, intercept: intercept)
        if rows.rowShape.hasWeights { _ = try rows.totalWeight() }
        if l1 > 0, let table = rows.table, table.features.count <= 1 << 20 {
            // Columns that are alike need more digits than sums of products have.
            let design = try RegressionDesign(
                features: table.features, names: all.columns, target: table.targets, weights: table.weights,
                intercept: intercept)
            return try fit(
                design, l1: l1, l2: l2, tolerance: tolerance, maximumIterations: maximumIterations,
                confidence: confidence)
        }
        if (solver ?? .newton) == .newton {
            return try LogisticSummary(
                folding: rows, names: all, l1: l1, l2: l2, stopping: stopping, confidence: confidence)
        }
        return try LogisticSummary(
            rows, names: all, solver: solver ?? .lbfgs, l2: l2, stopping: stopping, confidence: confidence)
    }
}
