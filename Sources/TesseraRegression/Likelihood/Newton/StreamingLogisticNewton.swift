import Tessera
import TesseraTraining

/// Logistic regression by Newton's method (IRLS) in passes over tiles of rows, in double precision.
struct StreamingLogisticNewton {
    /// The rows with shifted and scaled columns, which all other properties refer to.
    private let rows: any RowSource<Double>
    private let placement: ColumnPlacement
    private let names: CoefficientNames
    private let isFree: Bool
    /// The L1 and L2 penalties on the coefficients of the features.
    private let (lasso, ridge): ([Double], [Double])
    private let features: Int
    private let stopping: StoppingCriteria

    private var coefficients: [Double]
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct
    /// The log-likelihood, gradient and information matrix at the coefficients.
    private(set) var sums: LogisticInformation.Partial

    private static let mostIterations = 1000
    /// The largest gradient, relative to the terms that cancel in it, that counts as 0; sums over many rows accumulate
    /// rounding.
    private static let tolerance = 1e-8

    /// - Parameter start: one coefficient for each feature, then the intercept; zeros where it is nil.
    init(
        _ rows: some RowSource<Double>, names: CoefficientNames, l1: Double, l2: Double, stopping: StoppingCriteria,
        start: [Double]? = nil
    ) throws {
        (self.names, isFree, self.stopping) = (names, l1 == 0 && l2 == 0, stopping)
        placement = try ColumnPlacement(sampling: rows, intercept: names.hasIntercept)
        (lasso, ridge) = (placement.penalties(l1, power: 1), placement.penalties(l2, power: 2))
        let placed = placement.placed(rows)
        features = rows.rowShape.features
        coefficients = start.map(placement.placed) ?? Array(repeating: 0, count: features + 1)
        sums = try placed.fold(LogisticInformation(rows.rowShape, at: coefficients))
        self.rows = placed
    }

    private var hasIntercept: Bool { names.hasIntercept }
    private var hasLasso: Bool { lasso.contains { $0 > 0 } }

    /// The coefficients of the original columns: one for each feature, then the intercept, 0 where there is none.
    var estimates: [Double] { placement.coefficients(coefficients) }

    /// Runs Newton's method; with an L1 penalty each step minimises the quadratic model plus the penalty (J. Lee, Y.
    /// Sun, M. Saunders, "Proximal Newton-type methods", 2014).
    ///
    /// - Throws: `TrainingError.separable`, `LinearAlgebraError` where columns depend on each other, `RowSourceError`.
    mutating func iterate() throws {
        var (step, lastSize) = (coefficients, Double.infinity)
        let iterationLimit = stopping.iterations ?? Self.mostIterations
        while true {
            do {
                step = try hasLasso ? proximalStep() : newtonStep()
            } catch {
                // Rows whose linear predictors diverge leave no information.
                try checkSeparation(step, .step)
                try checkSeparation(coefficients, .coefficients)
                throw error
            }
            let increase = expectedIncrease(step)
            let size = increase / information
            // Under separation each step leaves about a third of the predicted increase; steps that converge leave much
            // less.
            if size > 0.05 * lastSize { try checkSeparation(step, .step) }
            let violation = violation
            let isDone =
                violation <= tolerance && (size <= stopping.newtonGoal || (size <= 1e-10 && size > 0.7 * lastSize))
            let isStuck = !size.isFinite || iterations >= iterationLimit
            if isDone || isStuck {
                try checkSeparation(coefficients, .coefficients)
                return note(isConverged: isDone, violation)
            }
            lastSize = size
            iterations += 1
            guard try advance(along: step, expecting: increase) else {
                return note(isConverged: violation <= tolerance && size <= 1e-10, violation)
            }
        }
    }

    private var tolerance: Double { stopping.tolerance ?? Self.tolerance }

    private mutating func note(isConverged: Bool, _ violation: Double) {
        convergence = Convergence(
            hasLasso ? .kuhnTucker : .gradient, isConverged: isConverged, iterations: iterations, violation: violation,
            tolerance: tolerance)
    }

    private var free: Int { hasIntercept ? features + 1 : features }

    /// The sum of the IRLS weights p·(1 − p).
    private var information: Double { max(sums.information[features, features].item, .leastNormalMagnitude) }

    /// By how much the gradient differs from 0, or from the subgradient of the L1 penalty, relative to its terms. The
    /// information is no measure of that: an outlier, nearly certain of its class, may have more information than all
    /// other rows and yet hardly affect the coefficients.
    private var violation: Double {
        let lossGradient = lossGradient
        return (0..<free).reduce(0) { worst, column in
            let isFeature = column < features
            let (penalty, own) = (isFeature ? lasso[column] : 0, coefficients[column])
            let excess = Convergence.excess(derivative: -lossGradient[column], penalty: penalty, coefficient: own)
            let terms = sums.terms[column] + penalty + (isFeature ? ridge[column] * abs(own) : 0)
            return excess > 0 ? max(worst, excess / terms) : worst
        }
    }

    /// The gradient of the negative log-likelihood plus the L2 penalty.
    private var lossGradient: [Double] {
        let gradient = sums.gradient
        return (0..<free).map { -gradient[$0] + ($0 < features ? ridge[$0] * coefficients[$0] : 0) }
    }

    /// The Hessian of the negative log-likelihood plus the L2 penalty.
    private var hessian: Tensor<Double> {
        sums.information[0..<free, 0..<free] + Tensor(ridge + (hasIntercept ? [0] : [])).diagonalMatrix()
    }

    private func newtonStep() throws(LinearAlgebraError) -> [Double] {
        try EquilibratedCholesky(independent: hessian).solve(lossGradient.map { -$0 }) + (hasIntercept ? [] : [0])
    }

    private func proximalStep() throws(LinearAlgebraError) -> [Double] {
        let factor = SemidefiniteFactor(hessian).rows
        let (start, penalties) = (coefficients.prefix(free).map { DoubleDouble($0) }, lasso + (hasIntercept ? [0] : []))
        let linear = lossGradient.map { DoubleDouble(-$0) }
        var innerStart = start
        if iterations == 0 {
            var descent = LassoCoordinateDescent(
                factor.high, rows: factor.rows, Array(repeating: 0, count: factor.rows), linear: linear.map(\.value),
                penalties: penalties)
            innerStart = descent.approach().map { DoubleDouble($0) }
        }
        var inner = ActiveSetLasso(
            factor, factor.product(start), linear: linear, penalties: penalties, start: innerStart)
        // If the inner solver has not converged, the next Newton step makes up for it.
        _ = try inner.minimize(maximumIterations: 1000 + 10 * free)
        return zip(inner.w, start).map { ($0 - $1).value } + (hasIntercept ? [] : [0])
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        (0..<features).reduce(0) { sum, index in
            let own = coefficients[index]
            return sum + lasso[index] * abs(own) + ridge[index] / 2 * own * own
        }
    }

    /// Returns the increase of the penalised log-likelihood along the step that the linear model predicts.
    private func expectedIncrease(_ step: [Double]) -> Double {
        let next = zip(coefficients, step).map { $0 + $1 }
        let along = zip(sums.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
        return abs(along + penalty(coefficients) - penalty(next))
    }

    /// Backtracking line search: halves the step until the objective grows by a fraction of the predicted increase (L.
    /// Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives", 1966).
    private mutating func advance(along step: [Double], expecting increase: Double) throws -> Bool {
        let before = sums.tally.logLikelihood - penalty(coefficients)
        var stepSize = 1.0
        while stepSize >= 1e-9 {
            let next = zip(coefficients, step).map { $0 + stepSize * $1 }
            let found = try rows.fold(LogisticInformation(rows.rowShape, at: next))
            // Near the maximum the likelihood is flat to rounding, which the last term allows for.
            let least = before + 0.01 * stepSize * increase - 1e-12 * abs(before)
            if found.tally.logLikelihood - penalty(next) >= least {
                (coefficients, sums) = (next, found)
                return true
            }
            stepSize /= 2
        }
        return false
    }

    /// Checks for separation: without a penalty the likelihood has no maximum where a direction separates the classes,
    /// and the coefficients along it grow without bound. The check is worth a pass over the rows only where some rows
    /// are far from the border.
    ///
    /// - Throws: `TrainingError.separable` with the columns that separate the classes.
    private func checkSeparation(_ direction: [Double], _ evidence: Separation.Evidence) throws {
        let isComplete = sums.tally.misses == 0
        let isSuspect =
            evidence == .step
            ? iterations > 3 && sums.tally.largestMargin > 5 : sums.tally.largestMargin > RecessionTest.certain
        guard isFree, isComplete || isSuspect else { return }
        try Separation.check(
            rows, names, along: isComplete ? coefficients : direction, isComplete ? .perfectCoefficients : evidence)
    }

    /// Returns the variances of the free coefficients of the original columns.
    func variances() throws(LinearAlgebraError) -> [Double] {
        try placement.variances(EquilibratedCholesky(independent: hessian))
    }
}
