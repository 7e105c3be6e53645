import Tessera

/// The likelihood of a generalised linear model over rows of any source, in passes over tiles of rows, in double
/// precision.
struct StreamedProblem: NewtonProblem {
    struct Point: NewtonPoint {
        /// The coefficients of the shifted and scaled columns.
        let coefficients: [Double]
        /// The log-likelihood, gradient and information matrix at the coefficients.
        let sums: LikelihoodInformation.Partial
        let objective: Double

        var likelihood: LikelihoodSums { sums.likelihood }
    }

    struct Derivatives: NewtonDerivatives {
        /// The gradient of the negative log-likelihood plus the L2 penalty.
        let lossGradient: [Double]
        let violation: Double
        let information: Double
    }

    let names: CoefficientNames
    let rule: NewtonRule
    /// The rows with shifted and scaled columns, which all other properties refer to.
    private let rows: any RowSource<Double>
    private let likelihood: Likelihood
    private let scaling: ColumnScaling
    /// The L1 and L2 penalties on the coefficients of the features.
    private let (lasso, ridge): ([Double], [Double])
    private let isPenalized: Bool
    private let features: Int

    init(
        _ rows: some RowSource<Double>, _ likelihood: Likelihood, names: CoefficientNames, l1: Double = 0,
        l2: Double = 0, stopping: StoppingCriteria = StoppingCriteria()
    ) throws {
        (self.likelihood, self.names, isPenalized) = (likelihood, names, l1 > 0 || l2 > 0)
        // Sums over many rows accumulate rounding, and each point that the line search tries is a pass over the rows.
        rule = NewtonRule(
            tolerance: stopping.tolerance ?? 1e-8, iterationLimit: stopping.iterations ?? 1000,
            goal: stopping.newtonGoal, rounding: 1e-10, stall: 0.7, shortestStep: 1e-9, takesLastStep: false)
        scaling = try ColumnScaling(sampling: rows, intercept: names.hasIntercept)
        (lasso, ridge) = (scaling.penalties(l1, power: 1), scaling.penalties(l2, power: 2))
        features = rows.rowShape.features
        self.rows = scaling.scaled(rows)
    }

    /// Returns the point to start from.
    ///
    /// - Parameter coefficients: one for each feature, then the intercept; nil for those that the family chooses.
    func start(at coefficients: [Double]? = nil) throws -> Point {
        if let coefficients { return try point(scaling.scaled(coefficients)) }
        return try point(likelihood.startingCoefficients(rows, intercept: hasIntercept))
    }

    func separationError(_ columns: [Int]) -> RegressionError { names.separable(columns, likelihood) }

    /// Adds up terms of all rows.
    func sum(_ terms: @escaping RowTerms, at point: Point) throws -> SIMD4<Double> {
        try rows.fold(RowSums(at: point.coefficients, terms)).values
    }

    /// Returns the coefficients of the original columns: one for each feature, then the intercept, 0 where there is
    /// none.
    func estimates(_ point: Point) -> [Double] { scaling.coefficients(point.coefficients) }

    var hasLasso: Bool { lasso.contains { $0 > 0 } }
    private var hasIntercept: Bool { names.hasIntercept }
    /// The number of free coefficients.
    private var free: Int { hasIntercept ? features + 1 : features }

    private func point(_ coefficients: [Double]) throws -> Point {
        let sums = try rows.fold(LikelihoodInformation(rows.rowShape, likelihood, at: coefficients))
        return Point(
            coefficients: coefficients, sums: sums, objective: sums.likelihood.logLikelihood - penalty(coefficients))
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        (0..<features).reduce(0) { sum, index in
            let own = coefficients[index]
            return sum + lasso[index] * abs(own) + ridge[index] / 2 * own * own
        }
    }

    func point(from point: Point, along step: [Double], times stepSize: Double) throws -> Point {
        try self.point(zip(point.coefficients, step).map { $0 + stepSize * $1 })
    }

    func derivatives(at point: Point) -> Derivatives {
        let gradient = point.sums.gradient
        let lossGradient = (0..<free).map {
            -gradient[$0] + ($0 < features ? ridge[$0] * point.coefficients[$0] : 0)
        }
        return Derivatives(
            lossGradient: lossGradient, violation: violation(lossGradient, point),
            information: max(
                likelihood.link.isLogarithmic
                    ? point.sums.information[features, features].item : point.sums.squaredResponse,
                .leastNormalMagnitude))
    }

    /// By how much the gradient differs from 0, or from the subgradient of the L1 penalty, relative to its terms. The
    /// information is no measure of that: an outlier, nearly certain of its class, may have more information than all
    /// other rows and yet hardly affect the coefficients.
    private func violation(_ lossGradient: [Double], _ point: Point) -> Double {
        (0..<free).reduce(0) { worst, column in
            let isFeature = column < features
            let (penalty, own) = (isFeature ? lasso[column] : 0, point.coefficients[column])
            let excess = Convergence.excess(derivative: -lossGradient[column], penalty: penalty, coefficient: own)
            let terms = point.sums.terms[column] + penalty + (isFeature ? ridge[column] * abs(own) : 0)
            return excess > 0 ? max(worst, excess / terms) : worst
        }
    }

    func step(
        from point: Point, _ derivatives: Derivatives, isFirst: Bool
    ) throws -> (step: [Double], increase: Double)? {
        let step =
            try hasLasso
            ? proximalStep(from: point, derivatives.lossGradient, isFirst: isFirst)
            : EquilibratedCholesky(independent: hessian(point)).solve(derivatives.lossGradient.map { -$0 })
        let all = step + (hasIntercept ? [] : [0])
        return (all, expectedIncrease(from: point, along: all))
    }

    /// Returns the Hessian of the negative log-likelihood plus the L2 penalty.
    private func hessian(_ point: Point) -> Tensor<Double> {
        point.sums.information[0..<free, 0..<free] + Tensor(ridge + (hasIntercept ? [0] : [])).diagonalMatrix()
    }

    private func proximalStep(
        from point: Point, _ lossGradient: [Double], isFirst: Bool
    ) throws(LinearAlgebraError) -> [Double] {
        let model = ProximalModel(
            factor: SemidefiniteFactor(hessian(point)).rows, gradient: lossGradient.map { DoubleDouble(-$0) },
            penalties: lasso + (hasIntercept ? [0] : []))
        let start = point.coefficients.prefix(free).map { DoubleDouble($0) }
        return zip(try model.minimum(from: start, isFirst: isFirst), start).map { ($0 - $1).value }
    }

    /// Returns the increase of the penalised log-likelihood along the step that the linear model predicts.
    private func expectedIncrease(from point: Point, along step: [Double]) -> Double {
        let next = zip(point.coefficients, step).map { $0 + $1 }
        let along = zip(point.sums.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
        return abs(along + penalty(point.coefficients) - penalty(next))
    }

    /// The test of separation is worth passes over the rows only where some are far from the border, and steps hardly
    /// shrink.
    func separatingColumns(
        at point: Point, along step: [Double]?, _ progress: NewtonProgress
    ) throws(RegressionError) -> [Int]? {
        guard let kind = likelihood.separableTargets, !isPenalized else { return nil }
        let isComplete = kind == .classes && point.likelihood.misclassified == 0
        let isSuspect =
            step == nil
            ? point.likelihood.largestMargin > RecessionTest.certain
            : progress.iterations > 3 && point.likelihood.largestMargin > 5
        guard isComplete || isSuspect, step == nil || progress.contraction > 0.05 else { return nil }
        return try Separation(rows, kind, intercept: hasIntercept).columns(
            along: [isComplete ? point.coefficients : step ?? point.coefficients],
            isComplete ? .perfectCoefficients : step == nil ? .coefficients : .step)
    }

    /// Returns the variances of the free coefficients of the original columns.
    func variances(_ point: Point) throws(LinearAlgebraError) -> [Double] {
        try scaling.variances(EquilibratedCholesky(independent: hessian(point)))
    }
}
