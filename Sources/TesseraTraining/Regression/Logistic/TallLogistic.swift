import Tessera

/// Logistic regression in passes over tiles of rows, in double precision.
struct TallLogistic {
    /// Where their columns are placed, as everything else here.
    private let rows: any RowSource<Double>
    private let placement: ColumnPlacement
    private let names: CoefficientNames
    private let isFree: Bool
    /// On the magnitudes and on the squares of the coefficients of the features.
    private let (lasso, ridge): ([Double], [Double])
    private let features: Int
    private let stopping: Stopping

    private var coefficients: [Double]
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct
    /// What the rows say of the coefficients.
    private(set) var sums: LogisticInformation.Partial

    private static let mostIterations = 1000
    /// Of what cancels in the gradient: sums over many rows round.
    private static let tolerance = 1e-8

    /// - Parameter start: one for each feature, then the intercept; zeros where it is nil.
    init(
        _ rows: some RowSource<Double>, names: CoefficientNames, l1: Double, l2: Double, stopping: Stopping,
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

    /// One for each feature, then the intercept, 0 where there is none.
    var estimates: [Double] { placement.coefficients(coefficients) }

    /// Newton's method; with a penalty on magnitudes each step makes the quadratic model and the penalty smallest
    /// (J. Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods", 2014).
    mutating func iterate() throws {
        var (step, last) = (coefficients, Double.infinity)
        let most = stopping.iterations ?? Self.mostIterations
        while true {
            do {
                step = try hasLasso ? proximalStep() : newtonStep()
            } catch {
                // Rows that run away leave no information.
                try checkSeparation(step, .step)
                try checkSeparation(coefficients, .coefficients)
                throw error
            }
            let increase = expectedIncrease(step)
            let size = increase / information
            // Rows that run away leave a third of it at a time, steps that converge much less.
            if size > 0.05 * last { try checkSeparation(step, .step) }
            let violation = violation
            let goal = stopping.tolerance.map { max(1e-20, $0 * $0) } ?? 1e-20
            let isDone = violation <= tolerance && (size <= goal || (size <= 1e-10 && size > 0.7 * last))
            let isStuck = !size.isFinite || iterations >= most
            if isDone || isStuck {
                try checkSeparation(coefficients, .coefficients)
                return note(isConverged: isDone, violation)
            }
            last = size
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

    /// The sum of the rows' weights p·(1 − p).
    private var information: Double { max(sums.information[features, features].item, .leastNormalMagnitude) }

    /// By how much the gradient differs from 0, or from what penalties on magnitudes balance, relative to its terms: a row
    /// far out, nearly certain of its class, has more information than all others and little to say.
    private var violation: Double {
        let slopes = slopes
        return (0..<free).reduce(0) { worst, column in
            let isFeature = column < features
            let (penalty, own) = (isFeature ? lasso[column] : 0, coefficients[column])
            let sign = own == 0 ? 0.0 : own < 0 ? -1.0 : 1
            let excess =
                penalty > 0 && sign == 0
                ? max(0, abs(slopes[column]) - penalty) : abs(slopes[column] + penalty * sign)
            let terms = sums.terms[column] + penalty + (isFeature ? ridge[column] * abs(own) : 0)
            return excess > 0 ? max(worst, excess / terms) : worst
        }
    }

    /// Of the negative log-likelihood with the smooth part of the penalty.
    private var slopes: [Double] {
        let gradient = sums.gradient
        return (0..<free).map { -gradient[$0] + ($0 < features ? ridge[$0] * coefficients[$0] : 0) }
    }

    private var curvature: Tensor<Double> {
        sums.information[0..<free, 0..<free] + Tensor(ridge + (hasIntercept ? [0] : [])).diagonalMatrix()
    }

    private func newtonStep() throws(LinearAlgebraError) -> [Double] {
        try EquilibratedCholesky(independent: curvature).solve(slopes.map { -$0 }) + (hasIntercept ? [] : [0])
    }

    private func proximalStep() throws(LinearAlgebraError) -> [Double] {
        let factor = SemidefiniteFactor(curvature).rows
        let (start, penalties) = (coefficients.prefix(free).map { DoubleDouble($0) }, lasso + (hasIntercept ? [0] : []))
        let linear = slopes.map { DoubleDouble(-$0) }
        var near = start
        if iterations == 0 {
            var descent = ColumnDescent(
                factor.high, rows: factor.rows, Array(repeating: 0, count: factor.rows), linear: linear.map(\.value),
                penalties: penalties)
            near = descent.approach().map { DoubleDouble($0) }
        }
        var inner = ActiveSetLasso(
            factor, factor.product(start), linear: linear, penalties: penalties, start: near)
        // What it lacks, if anything, the next step finds.
        _ = try inner.minimize(maximumIterations: 1000 + 10 * free)
        return zip(inner.w, start).map { ($0 - $1).value } + (hasIntercept ? [] : [0])
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        (0..<features).reduce(0) { sum, index in
            let own = coefficients[index]
            return sum + lasso[index] * abs(own) + ridge[index] / 2 * own * own
        }
    }

    /// By how much the linear model with the penalty says the step makes the rows more likely.
    private func expectedIncrease(_ step: [Double]) -> Double {
        let moved = zip(coefficients, step).map { $0 + $1 }
        let along = zip(sums.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
        return abs(along + penalty(coefficients) - penalty(moved))
    }

    /// Takes the step, or as much of it as gains a part of what it promises (L. Armijo, 1966).
    private mutating func advance(along step: [Double], expecting increase: Double) throws -> Bool {
        let before = sums.tally.logLikelihood - penalty(coefficients)
        var share = 1.0
        while share >= 1e-9 {
            let next = zip(coefficients, step).map { $0 + share * $1 }
            let found = try rows.fold(LogisticInformation(rows.rowShape, at: next))
            // Near the end the likelihood is flat to rounding.
            let least = before + 0.01 * share * increase - 1e-12 * abs(before)
            if found.tally.logLikelihood - penalty(next) >= least {
                (coefficients, sums) = (next, found)
                return true
            }
            share /= 2
        }
        return false
    }

    /// Without a penalty rows that a direction tells apart have no most likely coefficients: those of the direction grow
    /// for ever. Only where rows are far from the border is it worth a pass to look.
    private func checkSeparation(_ direction: [Double], _ evidence: Separation.Evidence) throws {
        let isComplete = sums.tally.misses == 0
        let isSuspect =
            evidence == .step
            ? iterations > 3 && sums.tally.largestMargin > 5 : sums.tally.largestMargin > RecessionTest.certain
        guard isFree, isComplete || isSuspect else { return }
        try Separation.check(
            rows, names, along: isComplete ? coefficients : direction, isComplete ? .perfectCoefficients : evidence)
    }

    /// The variances of the estimates that are free.
    func variances() throws(LinearAlgebraError) -> [Double] {
        try placement.variances(EquilibratedCholesky(independent: curvature))
    }
}
