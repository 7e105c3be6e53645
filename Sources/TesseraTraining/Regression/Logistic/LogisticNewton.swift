import Foundation
import Tessera

/// The most likely logistic regression by Newton's method: iteratively reweighted least squares with Householder's QR of
/// the weighted rows, gradients in double-double (McCullagh and Nelder, 1989, §2.5). With a penalty on magnitudes each step
/// makes the quadratic model and the penalty smallest (J. Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods", 2014).
struct LogisticNewton {
    private let design: RegressionDesign
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    private let targets: [Double]
    private let counts: [Double]
    /// ½·ridge·w² is added for every coefficient but the intercept, and lasso·|w|.
    private let (ridge, lasso): ([Double], [Double])
    private let stopping: Stopping

    /// Of the columns less their shifts.
    private var w: [DoubleDouble]
    private(set) var logLikelihood = -Double.infinity
    private var objective = -Double.infinity
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct
    private var margins: [DoubleDouble] = []

    /// One row far out moves by 1 a step until its weight has vanished.
    private static let mostIterations = 1000
    /// Of what cancels in the gradient.
    private static let tolerance = 1e-9

    init(_ design: RegressionDesign, l1: Double, l2: Double, stopping: Stopping) throws(TrainingError) {
        (self.design, self.stopping) = (design, stopping)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.moved(columns)
        targets = design.targets
        counts = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        lasso = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l1 }
        w = Array(repeating: .zero, count: design.names.count)
        try run()
    }

    var estimates: [DoubleDouble] { shifts.coefficients(w) }
    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var hasLasso: Bool { lasso.contains { $0 > 0 } }

    private mutating func run() throws(TrainingError) {
        (margins, logLikelihood, objective) = rate(w)
        let most = stopping.iterations ?? Self.mostIterations
        var last = Double.infinity
        while true {
            let model = LogisticModel(margins, targets, counts)
            let gradient = gradient(model)
            let violation = violation(gradient, model)
            guard let (step, decrease) = try newtonStep(gradient, model) else {
                // Penalised magnitudes do not run away: what fulfils the conditions to rounding is the maximum.
                return note(isConverged: hasLasso && violation <= 1e-12, violation)
            }
            // In units of what is left to decide by the rows that are not decided.
            let size = decrease / model.information
            try checkSeparation(step, .step)
            let goal = stopping.tolerance.map { max(1e-20, $0 * $0) } ?? 1e-20
            let isSmall = violation <= tolerance && (size <= goal || (size <= 1e-12 && size > last / 4))
            if isSmall || iterations >= most || !size.isFinite {
                try checkSeparation(w, .coefficients)
                // The last step is known already, and doubles the digits once more.
                if isSmall { _ = advance(along: step, expecting: decrease) }
                return note(isConverged: isSmall, violation)
            }
            last = size
            iterations += 1
            guard advance(along: step, expecting: decrease) else {
                // Rounding leaves no step that goes up.
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

    /// The linear predictor of each row, the logarithm of the likelihood, and the same less the penalties.
    private func rate(_ w: [DoubleDouble]) -> (margins: [DoubleDouble], value: Double, objective: Double) {
        let margins = x.product(w)
        var sum = DoubleDouble.zero
        for (row, margin) in margins.enumerated() {
            // log σ(z) of the class that the row is of.
            let z = targets[row] == 1 ? margin.value : -margin.value
            sum = sum + counts[row] * (min(z, 0) - log1p(exp(-abs(z))))
        }
        let penalties = w.indices.reduce(0.0) { $0 + penalty($1, w[$1].value) }
        return (margins, sum.value, sum.value - penalties)
    }

    private func penalty(_ column: Int, _ value: Double) -> Double {
        lasso[column] * abs(value) + 0.5 * ridge[column] * value * value
    }

    /// Of the log-likelihood less the penalty on squares.
    private func gradient(_ model: LogisticModel) -> [DoubleDouble] {
        zip(x.transposedProduct(model.misses), zip(w, ridge)).map { $0 - $1.0 * $1.1 }
    }

    /// By how much the gradient differs from 0, or from what penalties on magnitudes balance, relative to its terms.
    private func violation(_ gradient: [DoubleDouble], _ model: LogisticModel) -> Double {
        var worst = 0.0
        for column in w.indices {
            let own = x.high[column * x.rows..<(column + 1) * x.rows]
            var terms = lasso[column] + ridge[column] * abs(w[column].high)
            for (element, miss) in zip(own, model.misses) { terms += abs(element * miss.high) }
            let (pull, sign) = (gradient[column].value, w[column].high == 0 ? 0.0 : w[column].high < 0 ? -1.0 : 1)
            let rest =
                lasso[column] > 0 && sign == 0
                ? max(0, abs(pull) - lasso[column]) : abs(pull - lasso[column] * sign)
            if rest > 0 { worst = max(worst, rest / terms) }
        }
        return worst
    }

    /// The step to the maximum of the quadratic model, and by how much that expects the objective to grow.
    ///
    /// - Returns: nil where the rows no longer say enough of the coefficients.
    private func newtonStep(
        _ gradient: [DoubleDouble], _ model: LogisticModel
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
        _ gradient: [DoubleDouble], _ model: LogisticModel
    ) throws(TrainingError) -> (step: [DoubleDouble], increase: Double)? {
        var a = PreciseColumns(rows: rowsWithPenalty)
        for column in w.indices {
            let root = DoubleDouble(ridge[column]).squareRoot()
            let below = isPenalized ? ridge.indices.map { $0 == column ? root : .zero } : []
            a.append((0..<x.rows).map { x[$0, column] * model.roots[$0] } + below)
        }
        var start = w
        if iterations == 0 {
            var descent = ColumnDescent(
                a.high, rows: a.rows, Array(repeating: 0, count: a.rows), linear: gradient.map(\.value),
                penalties: lasso)
            start = descent.approach().map { DoubleDouble($0) }
        }
        var inner = ActiveSetLasso(a, a.product(w), linear: gradient, penalties: lasso, start: start)
        let most = 1000 + 10 * w.count
        // What it lacks, if anything, the next step finds.
        guard (try? inner.minimize(maximumIterations: most)) != nil else { return nil }
        let step = zip(inner.w, w).map { $0 - $1 }
        var increase = 0.0
        for column in w.indices {
            let after = lasso[column] * (abs(inner.w[column].value) - abs(w[column].value))
            increase += (gradient[column] * step[column]).value - after
        }
        return (step, abs(increase))
    }

    private var rowsWithPenalty: Int { design.rows + (isPenalized ? w.count : 0) }

    /// Each row times its weight and, below, the roots of the penalty.
    private func weightedRows(_ weights: [Double]) -> [Double] {
        var matrix: [Double] = []
        matrix.reserveCapacity(rowsWithPenalty * w.count)
        for column in w.indices {
            for row in 0..<design.rows { matrix.append(x.high[column * design.rows + row] * weights[row]) }
            if isPenalized { matrix += ridge.indices.map { $0 == column ? ridge[column].squareRoot() : 0 } }
        }
        return matrix
    }

    /// Takes the step, or as much of it as gains a part of what it promises (L. Armijo, 1966): less would lead to where all
    /// rows are certain, and say no more.
    private mutating func advance(along step: [DoubleDouble], expecting increase: Double) -> Bool {
        var share = 1.0
        while share >= 1e-60 {
            let next = zip(w, step).map { $0 + $1 * share }
            let (margins, value, objective) = rate(next)
            // Near the end the likelihood is flat to rounding.
            if objective >= self.objective + 0.01 * share * increase - 1e-12 * abs(self.objective) {
                (w, self.margins, logLikelihood, self.objective) = (next, margins, value, objective)
                return true
            }
            share /= 2
        }
        return false
    }

    /// Without a penalty rows that a direction tells apart have no most likely coefficients: those of the direction grow
    /// for ever.
    private func checkSeparation(
        _ direction: [DoubleDouble], _ evidence: Separation.Evidence
    ) throws(TrainingError) {
        if isPenalized || hasLasso { return }
        let own = zip(margins, targets).map { $1 == 1 ? $0.value : -$0.value }
        let isComplete = own.allSatisfy { $0 > 0 }
        let isSuspect =
            evidence == .step ? iterations > 3 && isRunning(direction) : own.contains { $0 > RecessionTest.certain }
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

    /// Whether a step moves rows to their own classes by about 1, and none away.
    private func isRunning(_ step: [DoubleDouble]) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for row in 0..<x.rows {
            var move = 0.0
            for column in w.indices { move += x.high[column * x.rows + row] * step[column].high }
            let own = targets[row] == 1 ? move : -move
            (least, greatest) = (min(least, own), max(greatest, own))
        }
        return least >= -0.1 && greatest > 0.5
    }

    /// The variances of the estimates.
    func variances() throws(TrainingError) -> [Double] {
        let model = LogisticModel(margins, targets, counts)
        var columns = PreciseColumns(rows: design.rows)
        for column in w.indices { columns.append((0..<design.rows).map { x[$0, column] * model.roots[$0] }) }
        return try design.locating { () throws(LinearAlgebraError) in
            try shifts.variances(try RefinedLeastSquares(columns))
        }
    }
}
