import Tessera

/// A penalised likelihood that `NewtonIteration` maximises. A problem holds the data; a point, its coefficients and
/// what was computed there, is a value.
protocol NewtonProblem {
    /// Coefficients with the objective at them.
    associatedtype Point: NewtonPoint
    /// The gradient and what else a step is computed from.
    associatedtype Derivatives: NewtonDerivatives
    /// A change of the coefficients.
    associatedtype Step

    var names: CoefficientNames { get }
    var rule: NewtonRule { get }
    /// Whether there is an L1 penalty, whose minimum fulfils the Karush–Kuhn–Tucker conditions.
    var hasLasso: Bool { get }

    func derivatives(at point: Point) -> Derivatives

    /// Returns the step to the maximum of the quadratic model at a point, and the increase of the objective that the
    /// model predicts; nil where the step is not finite.
    func step(from point: Point, _ derivatives: Derivatives, isFirst: Bool) throws -> (step: Step, increase: Double)?

    /// Returns the point at a multiple of a step.
    func point(from point: Point, along step: Step, times stepSize: Double) throws -> Point

    /// Returns the columns that separate the rows, where a direction shows that the likelihood has no maximum.
    ///
    /// - Parameter step: the direction; nil for the coefficients of the point.
    func separatingColumns(at point: Point, along step: Step?, _ progress: NewtonProgress) throws -> [Int]?

    /// Returns the error for rows that these columns separate.
    func separationError(_ columns: [Int]) -> RegressionError
}

protocol NewtonPoint {
    /// The log-likelihood minus the penalties.
    var objective: Double { get }
}

protocol NewtonDerivatives {
    /// By how much the optimality condition is violated, relative to the terms that cancel in it.
    var violation: Double { get }
    /// The sum of the IRLS weights: how much the rows still decide.
    var information: Double { get }
}

/// How far the iteration has come.
struct NewtonProgress {
    let iterations: Int
    /// The predicted increase relative to that of the step before: about a third under separation, much less where
    /// steps converge.
    let contraction: Double
}

/// When Newton's method stops.
struct NewtonRule {
    /// The largest violation of the optimality condition.
    let tolerance: Double
    let iterationLimit: Int
    /// The predicted increase relative to the information, about the square of the relative step, at which the method
    /// has converged.
    let goal: Double
    /// The predicted increase, relative to the information, that may be rounding alone.
    let rounding: Double
    /// The contraction above which an increase that small is rounding.
    let stall: Double
    /// The smallest step of the line search.
    let shortestStep: Double
    /// Whether the last step, which is known when the method has converged, is taken: it doubles the number of correct
    /// digits once more.
    let takesLastStep: Bool

    /// The rule for rows in memory, whose gradients are in double-double. The linear predictor of a single outlier
    /// changes by about 1 per step until the row's IRLS weight has vanished, hence the limit.
    ///
    /// - Parameter isQuadratic: whether the number of correct digits doubles with each step, as for canonical links.
    ///   Fisher scoring for others adds a few with each, and goes on to the last of them.
    static func inMemory(
        _ stopping: StoppingCriteria, takesLastStep: Bool, isQuadratic: Bool = true
    ) -> NewtonRule {
        NewtonRule(
            tolerance: stopping.tolerance ?? 1e-9, iterationLimit: stopping.iterations ?? 1000,
            goal: isQuadratic || stopping.tolerance != nil ? stopping.newtonGoal : 1e-30, rounding: 1e-12,
            stall: isQuadratic ? 0.25 : 1, shortestStep: 1e-60, takesLastStep: takesLastStep)
    }

    func isMet(violation: Double, size: Double, lastSize: Double) -> Bool {
        violation <= tolerance && (size <= goal || (size <= rounding && size > stall * lastSize))
    }

    /// Whether the maximum is reached where rounding lets no step increase the objective.
    func isMetByRounding(violation: Double, size: Double) -> Bool { violation <= tolerance && size <= rounding }
}

/// Newton's method with step halving for the likelihood of a generalised linear model, that is iteratively reweighted
/// least squares (P. McCullagh, J. Nelder, "Generalized Linear Models", 1989, §2.5). With an L1 penalty each step
/// minimises the quadratic model plus the penalty (J. Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods for
/// minimizing composite functions", 2014).
struct NewtonIteration<Problem: NewtonProblem> {
    let problem: Problem
    private(set) var point: Problem.Point
    private(set) var convergence = Convergence.direct
    private var iterations = 0

    init(_ problem: Problem, from start: Problem.Point) { (self.problem, point) = (problem, start) }

    /// - Throws: `RegressionError` of kind `separable`, and what the problem throws: `LinearAlgebraError` or
    ///   `RegressionError` of kind `collinear` where columns depend on each other, `RowSourceError`.
    mutating func run() throws {
        let rule = problem.rule
        var (lastStep, lastSize): (Problem.Step?, Double) = (nil, .infinity)
        while true {
            let derivatives = problem.derivatives(at: point)
            let violation = derivatives.violation
            guard let (step, increase) = try step(derivatives, after: lastStep) else {
                // Coefficients with an L1 penalty do not diverge: a point that fulfils the conditions to rounding is
                // the maximum.
                return note(isConverged: problem.hasLasso && violation <= 1e-12, violation)
            }
            // The expected increase relative to the information: the rows whose class is not yet certain decide.
            let size = increase / derivatives.information
            try checkSeparation(along: step, contraction: size / lastSize)
            let isMet = rule.isMet(violation: violation, size: size, lastSize: lastSize)
            if isMet || iterations >= rule.iterationLimit || !size.isFinite {
                try checkSeparation(along: nil)
                if isMet, rule.takesLastStep { _ = try advance(along: step, expecting: increase) }
                return note(isConverged: isMet, violation)
            }
            (lastStep, lastSize) = (step, size)
            iterations += 1
            guard try advance(along: step, expecting: increase) else {
                try checkSeparation(along: nil)
                return note(isConverged: rule.isMetByRounding(violation: violation, size: size), violation)
            }
        }
    }

    private func step(
        _ derivatives: Problem.Derivatives, after lastStep: Problem.Step?
    ) throws -> (step: Problem.Step, increase: Double)? {
        do {
            return try problem.step(from: point, derivatives, isFirst: iterations == 0)
        } catch {
            // Rows whose linear predictors diverge leave no information.
            if let lastStep { try checkSeparation(along: lastStep) }
            try checkSeparation(along: nil)
            throw error
        }
    }

    private func checkSeparation(along step: Problem.Step?, contraction: Double = 1) throws {
        let progress = NewtonProgress(iterations: iterations, contraction: contraction)
        if let columns = try problem.separatingColumns(at: point, along: step, progress) {
            throw problem.separationError(columns)
        }
    }

    /// Backtracking line search: halves the step until the objective grows by a fraction of the predicted increase (L.
    /// Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives", 1966). A smaller gain
    /// could lead to a point where all rows are certain and the information vanishes.
    private mutating func advance(along step: Problem.Step, expecting increase: Double) throws -> Bool {
        let before = point.objective
        var stepSize = 1.0
        while stepSize >= problem.rule.shortestStep {
            let next = try problem.point(from: point, along: step, times: stepSize)
            // Near the maximum the likelihood is flat to rounding, which the last term allows for.
            if next.objective >= before + 0.01 * stepSize * increase - 1e-12 * abs(before) {
                point = next
                return true
            }
            stepSize /= 2
        }
        return false
    }

    private mutating func note(isConverged: Bool, _ violation: Double) {
        convergence = Convergence(
            problem.hasLasso ? .kuhnTucker : .gradient, isConverged: isConverged, iterations: iterations,
            violation: violation, tolerance: problem.rule.tolerance)
    }
}
