import Tessera

/// The likelihood of a generalised linear model over rows in memory, to the last digit: Householder QR of the weighted
/// rows, and gradients in double-double.
struct InMemoryProblem: NewtonProblem {
    struct Point: NewtonPoint {
        /// The coefficients of the shifted columns.
        let w: [DoubleDouble]
        let linearPredictor: [DoubleDouble]
        let logLikelihood: Double
        let objective: Double
    }

    struct Derivatives: NewtonDerivatives {
        let terms: IRLSTerms
        /// The gradient of the log-likelihood minus the L2 penalty.
        let gradient: [DoubleDouble]
        let violation: Double
        var information: Double { terms.information }
    }

    let names: CoefficientNames
    let rule: NewtonRule
    private let likelihood: Likelihood
    private let design: RegressionDesign
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    private let targets: [Double]
    private let caseWeights: [Double]
    /// The penalties: ½·ridge·w² and lasso·|w| are added for every coefficient except the intercept.
    private let (ridge, lasso): ([Double], [Double])

    init(
        _ design: RegressionDesign, _ likelihood: Likelihood, l1: Double = 0, l2: Double = 0,
        stopping: StoppingCriteria = StoppingCriteria()
    ) {
        (self.design, self.likelihood, names) = (design, likelihood, CoefficientNames(design))
        rule = .inMemory(
            stopping, takesLastStep: true, isQuadratic: likelihood.link == likelihood.family.canonicalLink)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.shifted(columns)
        targets = design.targets
        caseWeights = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        lasso = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l1 }
    }

    /// Maximises the likelihood from the start that its family chooses.
    func maximum() throws(RegressionError) -> NewtonIteration<InMemoryProblem> {
        try RegressionError.translating {
            let start = try likelihood.startingCoefficients(design.table, intercept: names.hasIntercept)
            var newton = NewtonIteration(self, from: point(names.ordered(start).map { DoubleDouble($0) }))
            try newton.run()
            return newton
        }
    }

    func separationError(_ columns: [Int]) -> RegressionError { names.separable(columns, likelihood) }

    /// Returns the coefficients of the original columns.
    func estimates(_ point: Point) -> [DoubleDouble] { shifts.coefficients(point.w) }

    /// Adds up terms of all rows.
    func sum(_ terms: RowTerms, at point: Point) -> SIMD4<Double> {
        var sums = CompensatedSums()
        for (row, linearPredictor) in point.linearPredictor.enumerated() {
            sums.add(terms(targets[row], caseWeights[row], linearPredictor.value))
        }
        return sums.values
    }

    var hasLasso: Bool { lasso.contains { $0 > 0 } }
    private var hasRidge: Bool { ridge.contains { $0 > 0 } }

    private func point(_ w: [DoubleDouble]) -> Point {
        let linearPredictor = x.product(w)
        var sum = DoubleDouble.zero
        for (row, predictor) in linearPredictor.enumerated() {
            sum = sum + caseWeights[row] * likelihood.logLikelihood(targets[row], predictor.value)
        }
        let penalties = w.indices.reduce(0.0) { $0 + penalty($1, w[$1].value) }
        return Point(
            w: w, linearPredictor: linearPredictor, logLikelihood: sum.value, objective: sum.value - penalties)
    }

    private func penalty(_ column: Int, _ value: Double) -> Double {
        lasso[column] * abs(value) + 0.5 * ridge[column] * value * value
    }

    func point(from point: Point, along step: [DoubleDouble], times stepSize: Double) -> Point {
        self.point(zip(point.w, step).map { $0 + $1 * stepSize })
    }

    func derivatives(at point: Point) -> Derivatives {
        let terms = IRLSTerms(point.linearPredictor, targets, caseWeights, likelihood)
        let gradient = zip(x.transposedProduct(terms.scores), zip(point.w, ridge)).map { $0 - $1.0 * $1.1 }
        let violation = Convergence.violation(
            of: gradient, at: point.w, x, scores: terms.scores,
            rounding: terms.magnitudes?.map { $0 * Likelihood.rounding },
            ridge: ridge, lasso: lasso)
        return Derivatives(terms: terms, gradient: gradient, violation: violation)
    }

    func step(
        from point: Point, _ derivatives: Derivatives, isFirst: Bool
    ) throws(RegressionError) -> (step: [DoubleDouble], increase: Double)? {
        if hasLasso { return proximalStep(from: point.w, derivatives, isFirst: isFirst) }
        let gradient = derivatives.gradient
        let step = try design.locating { () throws(LinearAlgebraError) -> [Double] in
            let factors = try HouseholderQR(
                weightedRows(derivatives.terms.roots.map(\.value)), rows: rowsWithPenalty, columns: x.columns)
            return factors.solveGram(gradient.map(\.value))
        }
        guard step.allSatisfy(\.isFinite) else { return nil }
        let increase = zip(gradient, step).reduce(0) { $0 + $1.0.value * $1.1 }
        return (step.map { DoubleDouble($0) }, increase)
    }

    private func proximalStep(
        from w: [DoubleDouble], _ derivatives: Derivatives, isFirst: Bool
    ) -> (step: [DoubleDouble], increase: Double)? {
        let gradient = derivatives.gradient
        var a = PreciseColumns(rows: rowsWithPenalty)
        for column in w.indices {
            let root = DoubleDouble(ridge[column]).squareRoot()
            let below = hasRidge ? ridge.indices.map { $0 == column ? root : .zero } : []
            a.append((0..<x.rows).map { x[$0, column] * derivatives.terms.roots[$0] } + below)
        }
        let model = ProximalModel(factor: a, gradient: gradient, penalties: lasso)
        guard let next = try? model.minimum(from: w, isFirst: isFirst) else { return nil }
        let step = zip(next, w).map { $0 - $1 }
        var increase = 0.0
        for column in w.indices {
            let after = lasso[column] * (abs(next[column].value) - abs(w[column].value))
            increase += (gradient[column] * step[column]).value - after
        }
        return (step, abs(increase))
    }

    private var rowsWithPenalty: Int { design.rows + (hasRidge ? x.columns : 0) }

    /// Returns the rows times the roots of their IRLS weights and, below them, the rows of the L2 penalty, column by
    /// column.
    private func weightedRows(_ roots: [Double]) -> [Double] {
        var matrix: [Double] = []
        matrix.reserveCapacity(rowsWithPenalty * x.columns)
        for column in 0..<x.columns {
            for row in 0..<design.rows { matrix.append(x.high[column * design.rows + row] * roots[row]) }
            if hasRidge { matrix += ridge.indices.map { $0 == column ? ridge[column].squareRoot() : 0 } }
        }
        return matrix
    }

    /// Returns the variances of the estimates, from the inverse of the information matrix.
    func variances(_ point: Point) throws(RegressionError) -> [Double] {
        let terms = IRLSTerms(point.linearPredictor, targets, caseWeights, likelihood)
        var columns = PreciseColumns(rows: design.rows)
        for column in 0..<x.columns {
            columns.append((0..<design.rows).map { x[$0, column] * terms.roots[$0] })
        }
        return try design.locating { () throws(LinearAlgebraError) in
            try shifts.variances(try RefinedLeastSquares(columns))
        }
    }
}

extension InMemoryProblem {
    /// The test of separation is worth its time where all rows are on their own side of the border, where a step
    /// changes linear predictors of some by about 1 and moves none back, and where the coefficients make a row certain.
    func separatingColumns(
        at point: Point, along step: [DoubleDouble]?, _ progress: NewtonProgress
    ) throws(RegressionError) -> [Int]? {
        guard let kind = likelihood.separableTargets, !hasRidge, !hasLasso else { return nil }
        let ownMargins = zip(point.linearPredictor, targets).map { kind.margin($0.value, $1) }
        let isComplete = ownMargins.allSatisfy { $0 > 0 }
        let isSuspect =
            step.map { progress.iterations > 3 && isDiverging($0, kind) }
            ?? ownMargins.contains { $0 > RecessionTest.certain }
        guard isComplete || isSuspect else { return nil }
        let direction = (isComplete ? point.w : step ?? point.w).map(\.value)
        let all = Tensor(x.high, shape: [x.columns, x.rows]).transposed()
        let first = names.hasIntercept ? 1 : 0
        let rows = RowTable(
            checkedFeatures: all.sliced(axis: 1, first..<x.columns), targets: Tensor(targets, shape: [x.rows, 1]),
            weights: nil)
        let ordered: [Double] = names.hasIntercept ? direction.dropFirst() + [direction[0]] : direction + [0]
        return try Separation(rows, kind, intercept: names.hasIntercept)
            .columns(along: [ordered], isComplete ? .perfectCoefficients : step == nil ? .coefficients : .step)
    }

    /// Returns whether a step changes some linear predictor by about 1 or more towards the row's own class, and none
    /// noticeably away from it.
    private func isDiverging(_ step: [DoubleDouble], _ kind: SeparableTargets) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for row in 0..<x.rows {
            var change = 0.0
            for column in step.indices { change += x.high[column * x.rows + row] * step[column].high }
            let own = kind.margin(change, targets[row])
            (least, greatest) = (min(least, own), max(greatest, own))
        }
        return least >= -0.1 && greatest > 0.5
    }
}
