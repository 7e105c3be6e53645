import Foundation
import Tessera
import TesseraTraining

/// Maximum-likelihood logistic regression by Newton's method, that is iteratively reweighted least squares (IRLS), with
/// Householder QR of the weighted rows and gradients in double-double (P. McCullagh, J. Nelder, "Generalized Linear
/// Models", 1989, §2.5). With an L1 penalty each step minimises the quadratic model plus the penalty (J. Lee, Y. Sun,
/// M. Saunders, "Proximal Newton-type methods", 2014).
struct LogisticNewton {
    private let design: RegressionDesign
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    private let targets: [Double]
    private let caseWeights: [Double]
    /// The penalties: ½·ridge·w² and lasso·|w| are added for every coefficient except the intercept.
    private let (ridge, lasso): ([Double], [Double])
    private let stopping: StoppingCriteria

    /// The coefficients of the shifted columns.
    private var w: [DoubleDouble]
    private(set) var logLikelihood = -Double.infinity
    private var objective = -Double.infinity
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct
    private var linearPredictor: [DoubleDouble] = []

    /// The linear predictor of a single outlier changes by about 1 per step until the row's IRLS weight has vanished.
    private static let mostIterations = 1000
    /// The largest gradient, relative to the terms that cancel in it, that counts as 0.
    private static let tolerance = 1e-9

    init(_ design: RegressionDesign, l1: Double, l2: Double, stopping: StoppingCriteria) throws(TrainingError) {
        (self.design, self.stopping) = (design, stopping)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.moved(columns)
        targets = design.targets
        caseWeights = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        lasso = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l1 }
        w = Array(repeating: .zero, count: design.names.count)
        try run()
    }

    var estimates: [DoubleDouble] { shifts.coefficients(w) }
    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var hasLasso: Bool { lasso.contains { $0 > 0 } }

    private mutating func run() throws(TrainingError) {
        (linearPredictor, logLikelihood, objective) = evaluate(w)
        let iterationLimit = stopping.iterations ?? Self.mostIterations
        var lastSize = Double.infinity
        while true {
            let model = IRLSTerms(linearPredictor, targets, caseWeights)
            let gradient = gradient(model)
            let violation = violation(gradient, model)
            guard let (step, increase) = try newtonStep(gradient, model) else {
                // Coefficients with an L1 penalty do not diverge: a point that fulfils the conditions to rounding is
                // the maximum.
                return note(isConverged: hasLasso && violation <= 1e-12, violation)
            }
            // The expected increase relative to the information: the rows whose class is not yet certain decide.
            let size = increase / model.information
            try checkSeparation(step, .step)
            let isSmall =
                violation <= tolerance && (size <= stopping.newtonGoal || (size <= 1e-12 && size > lastSize / 4))
            if isSmall || iterations >= iterationLimit || !size.isFinite {
                try checkSeparation(w, .coefficients)
                // The last step is already computed, and doubles the number of correct digits once more.
                if isSmall { _ = advance(along: step, expecting: increase) }
                return note(isConverged: isSmall, violation)
            }
            lastSize = size
            iterations += 1
            guard advance(along: step, expecting: increase) else {
                // Because of rounding no step increases the objective.
                return note(isConverged: violation <= tolerance && size <= 1e-12, violation)
            }
        }
    }

    private var tolerance: Double { stopping.tolerance ?? Self.tolerance }

    private mutating func note(isConverged: Bool, _ violation: Double) {
        convergence = Convergence(
            hasLasso ? .kuhnTucker : .gradient, isConverged: isConverged, iterations: iterations, violation: violation,
            tolerance: tolerance)
    }

    /// Returns the linear predictor of each row, the log-likelihood, and the log-likelihood minus the penalties.
    private func evaluate(_ w: [DoubleDouble]) -> (linearPredictor: [DoubleDouble], value: Double, objective: Double) {
        let linearPredictor = x.product(w)
        var sum = DoubleDouble.zero
        for (row, predictor) in linearPredictor.enumerated() {
            // The term of the row is log σ(z) for class 1 and log σ(−z) for class 0.
            let z = targets[row] == 1 ? predictor.value : -predictor.value
            sum = sum + caseWeights[row] * (min(z, 0) - log1p(exp(-abs(z))))
        }
        let penalties = w.indices.reduce(0.0) { $0 + penalty($1, w[$1].value) }
        return (linearPredictor, sum.value, sum.value - penalties)
    }

    private func penalty(_ column: Int, _ value: Double) -> Double {
        lasso[column] * abs(value) + 0.5 * ridge[column] * value * value
    }

    /// Returns the gradient of the log-likelihood minus the L2 penalty.
    private func gradient(_ model: IRLSTerms) -> [DoubleDouble] {
        zip(x.transposedProduct(model.misses), zip(w, ridge)).map { $0 - $1.0 * $1.1 }
    }

    /// Returns the violation of the optimality condition: by how much the gradient differs from 0, or from the
    /// subgradient of the L1 penalty, relative to its terms.
    private func violation(_ gradient: [DoubleDouble], _ model: IRLSTerms) -> Double {
        var worst = 0.0
        for column in w.indices {
            let own = x.high[column * x.rows..<(column + 1) * x.rows]
            var terms = lasso[column] + ridge[column] * abs(w[column].high)
            for (element, residual) in zip(own, model.misses) { terms += abs(element * residual.high) }
            let excess = Convergence.excess(
                derivative: gradient[column].value, penalty: lasso[column], coefficient: w[column].high)
            if excess > 0 { worst = max(worst, excess / terms) }
        }
        return worst
    }

    /// Returns the Newton step, which maximises the quadratic model, and the increase of the objective that the model
    /// predicts.
    ///
    /// - Returns: nil where the rows no longer hold enough information about the coefficients.
    private func newtonStep(
        _ gradient: [DoubleDouble], _ model: IRLSTerms
    ) throws(TrainingError) -> (step: [DoubleDouble], increase: Double)? {
        if hasLasso { return try proximalStep(gradient, model) }
        let step = try design.locating { () throws(LinearAlgebraError) -> [Double] in
            let factors = try HouseholderQR(
                weightedRows(model.roots.map(\.value)), rows: rowsWithPenalty, columns: w.count)
            return factors.solveGram(gradient.map(\.value))
        }
        guard step.allSatisfy(\.isFinite) else { return nil }
        let increase = zip(gradient, step).reduce(0) { $0 + $1.0.value * $1.1 }
        return (step.map { DoubleDouble($0) }, increase)
    }

    private func proximalStep(
        _ gradient: [DoubleDouble], _ model: IRLSTerms
    ) throws(TrainingError) -> (step: [DoubleDouble], increase: Double)? {
        var a = PreciseColumns(rows: rowsWithPenalty)
        for column in w.indices {
            let root = DoubleDouble(ridge[column]).squareRoot()
            let below = isPenalized ? ridge.indices.map { $0 == column ? root : .zero } : []
            a.append((0..<x.rows).map { x[$0, column] * model.roots[$0] } + below)
        }
        var start = w
        if iterations == 0 {
            var descent = LassoCoordinateDescent(
                a.high, rows: a.rows, Array(repeating: 0, count: a.rows), linear: gradient.map(\.value),
                penalties: lasso)
            start = descent.approach().map { DoubleDouble($0) }
        }
        var inner = ActiveSetLasso(a, a.product(w), linear: gradient, penalties: lasso, start: start)
        let iterationLimit = 1000 + 10 * w.count
        // If the inner solver has not converged, the next Newton step makes up for it.
        guard (try? inner.minimize(maximumIterations: iterationLimit)) != nil else { return nil }
        let step = zip(inner.w, w).map { $0 - $1 }
        var increase = 0.0
        for column in w.indices {
            let after = lasso[column] * (abs(inner.w[column].value) - abs(w[column].value))
            increase += (gradient[column] * step[column]).value - after
        }
        return (step, abs(increase))
    }

    private var rowsWithPenalty: Int { design.rows + (isPenalized ? w.count : 0) }

    /// Returns the rows times their weights and, below them, the rows of the L2 penalty, column by column.
    private func weightedRows(_ rootWeights: [Double]) -> [Double] {
        var matrix: [Double] = []
        matrix.reserveCapacity(rowsWithPenalty * w.count)
        for column in w.indices {
            for row in 0..<design.rows { matrix.append(x.high[column * design.rows + row] * rootWeights[row]) }
            if isPenalized { matrix += ridge.indices.map { $0 == column ? ridge[column].squareRoot() : 0 } }
        }
        return matrix
    }

    /// Backtracking line search: halves the step until the objective grows by a fraction of the predicted increase (L.
    /// Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives", 1966). A smaller gain
    /// could lead to a point where all rows are certain and the information vanishes.
    private mutating func advance(along step: [DoubleDouble], expecting increase: Double) -> Bool {
        var stepSize = 1.0
        while stepSize >= 1e-60 {
            let next = zip(w, step).map { $0 + $1 * stepSize }
            let (linearPredictor, value, objective) = evaluate(next)
            // Near the maximum the likelihood is flat to rounding, which the last term allows for.
            if objective >= self.objective + 0.01 * stepSize * increase - 1e-12 * abs(self.objective) {
                (w, self.linearPredictor, logLikelihood, self.objective) = (next, linearPredictor, value, objective)
                return true
            }
            stepSize /= 2
        }
        return false
    }

    /// Checks for separation: without a penalty the likelihood has no maximum where a direction separates the classes,
    /// and the coefficients along it grow without bound (A. Albert, J. Anderson, "On the existence of maximum
    /// likelihood estimates in logistic regression models", 1984).
    ///
    /// - Throws: `TrainingError.separable` with the columns that separate the classes.
    private func checkSeparation(
        _ direction: [DoubleDouble], _ evidence: Separation.Evidence
    ) throws(TrainingError) {
        if isPenalized || hasLasso { return }
        let margins = zip(linearPredictor, targets).map { $1 == 1 ? $0.value : -$0.value }
        let isComplete = margins.allSatisfy { $0 > 0 }
        let isSuspect =
            evidence == .step
            ? iterations > 3 && isDiverging(direction) : margins.contains { $0 > RecessionTest.certain }
        guard isComplete || isSuspect else { return }
        let ordered = (isComplete ? w : direction).map(\.value)
        let all = Tensor(x.high, shape: [x.columns, x.rows]).transposed()
        let rows = RowTable(
            checkedFeatures: all.sliced(axis: 1, (design.hasIntercept ? 1 : 0)..<x.columns),
            targets: Tensor(targets, shape: [x.rows, 1]), weights: nil)
        try Separation.check(
            rows, CoefficientNames(design),
            along: design.hasIntercept ? ordered.dropFirst() + [ordered[0]] : ordered + [0],
            isComplete ? .perfectCoefficients : evidence)
    }

    /// Returns whether a step changes some linear predictor by about 1 or more towards the row's own class, and none
    /// noticeably away from it.
    private func isDiverging(_ step: [DoubleDouble]) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for row in 0..<x.rows {
            var change = 0.0
            for column in w.indices { change += x.high[column * x.rows + row] * step[column].high }
            let own = targets[row] == 1 ? change : -change
            (least, greatest) = (min(least, own), max(greatest, own))
        }
        return least >= -0.1 && greatest > 0.5
    }

    /// Returns the variances of the estimates.
    func variances() throws(TrainingError) -> [Double] {
        let model = IRLSTerms(linearPredictor, targets, caseWeights)
        var columns = PreciseColumns(rows: design.rows)
        for column in w.indices { columns.append((0..<design.rows).map { x[$0, column] * model.roots[$0] }) }
        return try design.locating { () throws(LinearAlgebraError) in
            try shifts.variances(try RefinedLeastSquares(columns))
        }
    }
}
