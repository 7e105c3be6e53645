import Tessera

extension LogisticSummary {
    /// Fits by a first-order solver, which yields estimates without standard errors, and checks the result for
    /// separation.
    init(
        _ rows: some RowSource<Double>, names: CoefficientNames, solver: LogisticSolver, l2: Double,
        stopping: StoppingCriteria,
        confidence: Double
    ) throws(RegressionError) {
        let found =
            try solver == .sgd
            ? Self.sgdFit(rows, names, l2: l2, stopping)
            : Self.lbfgsFit(rows, names, l2: l2, stopping)
        try Self.check(found.likelihood)
        if l2 == 0, !found.isFromNewton { try Self.checkSeparation(rows, names, found) }
        self.init(
            names: names.all, estimates: names.ordered(found.coefficients), variances: nil,
            hasIntercept: names.hasIntercept, solver: solver, rows: found.likelihood.count,
            logLikelihood: found.likelihood.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(
                weight: found.likelihood.weight, ones: found.likelihood.targetSum, hasIntercept: names.hasIntercept),
            convergence: found.convergence, confidence: confidence)
    }

    /// The result of a first-order solver: one coefficient for each feature, then the intercept.
    private struct FirstOrderResult {
        let coefficients: [Double]
        let likelihood: LikelihoodSums
        let convergence: Convergence
        /// Whether Newton's method has finished the fit, which has checked for separation then.
        var isFromNewton = false
    }

    private static func lbfgsFit(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, l2: Double, _ stopping: StoppingCriteria
    ) throws(RegressionError) -> FirstOrderResult {
        let iterationLimit = stopping.iterations ?? 1000
        let fit = try names.locating(rows) {
            try LogisticLBFGS(
                rows, intercept: names.hasIntercept, l2: l2, tolerance: stopping.tolerance ?? 1e-5,
                maximumIterations: iterationLimit)
        }
        let found = FirstOrderResult(
            coefficients: fit.coefficients, likelihood: fit.likelihood, convergence: fit.convergence)
        if found.convergence.isConverged { return found }
        try check(found.likelihood)
        try ColumnMagnitudes.check(rows, names: names.columns, targetsAreLabels: true)
        let remaining = iterationLimit - found.convergence.iterations
        guard remaining > 0, names.all.count <= mostNewtonCoefficients else { return found }
        return try finished(
            found, rows, names, l2: l2, StoppingCriteria(tolerance: stopping.tolerance, iterations: remaining))
    }

    /// The largest number of coefficients for Newton's method: the information matrix then takes 32 MiB.
    private static let mostNewtonCoefficients = 2048

    /// Continues with Newton's method where a first-order solver has not converged, as with an outlier whose gradient
    /// hides that of the other rows: from the coefficients found or, if that fails, from 0.
    private static func finished(
        _ found: FirstOrderResult, _ rows: some RowSource<Double>, _ names: CoefficientNames, l2: Double,
        _ stopping: StoppingCriteria
    ) throws(RegressionError) -> FirstOrderResult {
        for start in [found.coefficients, nil] {
            guard let newton = try newton(rows, names, l2: l2, stopping, from: start) else { continue }
            let after = newton.convergence
            return FirstOrderResult(
                coefficients: newton.problem.estimates(newton.point), likelihood: newton.point.likelihood,
                convergence: Convergence(
                    .gradient, iterations: found.convergence.iterations + after.iterations, violation: after.violation,
                    tolerance: found.convergence.tolerance),
                isFromNewton: true)
        }
        return found
    }

    /// Runs Newton's method in passes over the rows.
    ///
    /// - Returns: nil where it does not converge.
    /// - Throws: `RegressionError` of kind `separable` only.
    private static func newton(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, l2: Double, _ stopping: StoppingCriteria,
        from start: [Double]?
    ) throws(RegressionError) -> NewtonIteration<StreamedProblem>? {
        do {
            let problem = try StreamedProblem(rows, .logistic, names: names, l2: l2, stopping: stopping)
            var newton = NewtonIteration(problem, from: try problem.start(at: start))
            try newton.run()
            return newton.convergence.isConverged ? newton : nil
        } catch let error as RegressionError {
            if case .separable = error.reason { throw error }
            return nil
        } catch {
            // Columns are dependent, or the classes of the rows are certain: double precision cannot tell which.
            return nil
        }
    }

    private static func sgdFit(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, l2: Double, _ stopping: StoppingCriteria
    ) throws(RegressionError) -> FirstOrderResult {
        guard names.hasIntercept, l2 == 0 else {
            let reason = "another one with a penalty or without an intercept"
            throw RegressionError(.invalidOption(name: "solver", value: LogisticSolver.sgd.rawValue, expected: reason))
        }
        try ColumnMagnitudes.check(rows, names: names.columns, targetsAreLabels: true)
        let tolerance = stopping.tolerance ?? 1e-3
        let table = try RegressionError.translating { try rows.table ?? rows.materialized() }
        var steps = GradientDescentRegression(table, .logistic, tolerance: tolerance)
        steps.descendStochastically(maximumIterations: stopping.iterations ?? 100)
        let final = LogisticGradientFold(at: steps.coefficients)
        return FirstOrderResult(
            coefficients: steps.coefficients,
            likelihood: try RegressionError.translating { try rows.fold(final).likelihood },
            convergence: Convergence(
                .gradient, iterations: steps.iterations, violation: steps.violation, tolerance: tolerance))
    }

    /// Checks for separation: under separation gradients vanish as the coefficients diverge, but Newton steps from
    /// there keep their size.
    private static func checkSeparation(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, _ found: FirstOrderResult
    ) throws(RegressionError) {
        if found.likelihood.misclassified == 0 {
            throw names.separable(
                try Separation(rows, intercept: names.hasIntercept)
                    .columns(along: [found.coefficients], .perfectCoefficients))
        }
        let isSmall = rows.rowCount * rows.rowShape.features <= 1 << 20
        guard isSmall || !found.convergence.isConverged else { return }
        let stopping = StoppingCriteria(iterations: 30)
        if try newton(rows, names, l2: 0, stopping, from: found.coefficients) != nil { return }
        if isSmall, let table = rows.table { try checkPrecisely(table, names) }
    }

    /// Repeats the check by Newton's method in double-double from coefficients of 0.
    private static func checkPrecisely(_ table: RowTable<Double>, _ names: CoefficientNames) throws(RegressionError) {
        let design = try RegressionDesign(
            features: table.features, names: names.columns, target: table.targets, weights: table.weights,
            intercept: names.hasIntercept)
        do {
            _ = try InMemoryProblem(design, .logistic).maximum()
        } catch {
            if case .separable = error.reason { throw error }
            // Dependent columns have many maximum-likelihood coefficients, of which a first-order solver finds one.
        }
    }
}
