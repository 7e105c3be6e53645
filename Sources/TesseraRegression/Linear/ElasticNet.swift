import Tessera

/// The elastic net, least squares with L1 and L2 penalties, RSS + l1·Σ|w| + l2·‖w‖², without a penalty on the intercept
/// (H. Zou, T. Hastie, "Regularization and variable selection via the elastic net", 2005): coordinate descent comes
/// near the minimum, then an active-set method solves for it exactly.
struct ElasticNet {
    /// The coefficients: one for each feature, then the intercept, 0 where there is none.
    let coefficients: [Double]
    let convergence: Convergence

    /// The largest violation of the Kuhn–Tucker conditions that counts as converged.
    static let tolerance = 1e-9

    /// Fits a table in memory to the last digit.
    ///
    /// - Throws: `LinearAlgebraError.rankDeficient` where columns depend on each other and nothing is penalised.
    init(_ design: RegressionDesign, l1: Double, l2: Double, stopping: StoppingCriteria) throws(LinearAlgebraError) {
        let shifts = ColumnShifts(design, design.columns, beyond: 0)
        let (a, b) = design.weighted(l2: l2, columns: shifts.shifted(design.columns))
        // The solvers minimise ½·RSS, so that the penalties are halved too.
        let penalties = design.names.indices.map { design.hasIntercept && $0 == 0 ? 0 : l1 / 2 }
        var descent = LassoCoordinateDescent(a.high, rows: a.rows, b.map(\.value), penalties: penalties)
        let start = l1 > 0 ? descent.approach() : penalties
        var lasso = ActiveSetLasso(a, b, penalties: penalties, start: start.map { DoubleDouble($0) })
        let tolerance = stopping.tolerance ?? Self.tolerance
        let isConverged = try lasso.minimize(
            maximumIterations: stopping.iterations ?? 1000 + 10 * a.columns, tolerance: tolerance)
        convergence = Convergence(
            .kuhnTucker, isConverged: isConverged, iterations: lasso.iterations, violation: lasso.violation,
            tolerance: tolerance)
        let found = shifts.coefficients(lasso.w).map(\.value)
        coefficients = design.hasIntercept ? found.dropFirst() + [found[0]] : found + [0]
    }

    /// Fits rows of any source in several passes: one pass computes a triangular factor of the columns, and each of a
    /// few others computes the gradient in double-double, from which the factor yields refined coefficients.
    ///
    /// - Throws: `LinearAlgebraError.rankDeficient` where columns depend on each other and nothing is penalised.
    init(
        _ rows: some RowSource<Double>, target: Int, names: CoefficientNames, l1: Double, l2: Double,
        stopping: StoppingCriteria
    ) throws {
        let features = rows.rowShape.features
        let factor = try FactoredRows(rows, intercept: names.hasIntercept, ridge: l2)
        if !factor.norms.allSatisfy({ $0 > ColumnMagnitudes.smallest && $0 < ColumnMagnitudes.limit }) {
            try ColumnMagnitudes.check(rows, names: names.columns)
        }
        let penalties = Array(repeating: l1 / 2, count: features) + (names.hasIntercept ? [0] : [])
        let rightSide = factor.targets[target]
        var descent = LassoCoordinateDescent(
            factor.columns.high, rows: factor.columns.rows, rightSide, penalties: penalties)
        let start = l1 > 0 ? descent.approach() : penalties
        var lasso = ActiveSetLasso(
            factor.columns, rightSide.map { DoubleDouble($0) }, penalties: penalties,
            start: start.map { DoubleDouble($0) })
        let iterationLimit = stopping.iterations ?? 1000 + 10 * penalties.count
        let tolerance = stopping.tolerance ?? Self.tolerance
        var (isConverged, iterations) = (
            try lasso.minimize(maximumIterations: iterationLimit, tolerance: tolerance), lasso.iterations
        )
        var (w, violation) = (lasso.w, Double.infinity)
        for _ in 0..<Self.mostCorrections {
            let gradient = try factor.gradient(rows, target: target, at: w, ridge: l2)
            let lastViolation = violation
            violation = factor.violation(gradient, w, penalties)
            if violation <= 1e-3 * tolerance || violation > lastViolation / 2 || !isConverged { break }
            var next = ActiveSetLasso(
                factor.columns, factor.columns.product(w), linear: gradient.linear, penalties: penalties, start: w)
            isConverged = try next.minimize(maximumIterations: iterationLimit, tolerance: tolerance)
            iterations += next.iterations
            w = next.w
        }
        convergence = Convergence(
            .kuhnTucker, isConverged: isConverged && violation <= tolerance, iterations: iterations,
            violation: violation,
            tolerance: tolerance)
        coefficients = factor.raw(w).map(\.value)
    }

    private static let mostCorrections = 6
}

/// A few rows that have the same Gram matrix as all rows of a table: a triangular factor of its shifted columns, which
/// includes the rows of an L2 penalty.
struct FactoredRows {
    /// The features minus their shifts, then the column of ones where there is an intercept.
    let columns: PreciseColumns
    /// The corresponding rows of each target.
    let targets: [[Double]]
    private let shifts: [Double]
    private let hasIntercept: Bool
    /// The norm of each column.
    let norms: [Double]

    /// Factorises the Gram matrix or, where columns are nearly dependent, the rows themselves by QR.
    init(_ rows: some RowSource<Double>, intercept: Bool, ridge: Double) throws {
        let features = rows.rowShape.features
        hasIntercept = intercept
        let all: (columns: [[Double]], targets: [[Double]])
        if let system = try? StreamingLeastSquares(rows, intercept: intercept, ridge: ridge, method: .gram) {
            shifts = system.shifts
            all = system.factoredRows
        } else {
            shifts =
                intercept
                ? Array(try rows.fold(Moments<Double>(rows.rowShape)).means.prefix(features))
                : Array(repeating: 0, count: features)
            all = try StreamingLeastSquares.factoredRows(rows, shifts: shifts, intercept: intercept, ridge: ridge)
        }
        var columns = PreciseColumns(rows: all.columns.first?.count ?? all.targets[0].count)
        for column in all.columns { columns.append(column) }
        (self.columns, targets) = (columns, all.targets)
        norms = (0..<columns.columns).map { columns.length($0) }
    }

    /// Returns Aᵀ·(b − A·w) − ridge·w over all rows in double-double, and the norm of the residual.
    func gradient(
        _ rows: some RowSource<Double>, target: Int, at w: [DoubleDouble], ridge: Double
    ) throws -> (linear: [DoubleDouble], residual: Double) {
        let sums = try rows.fold(ResidualFold(raw(w), target: target))
        let residualSum = sums.product(shifts.count)
        let own = shifts.indices.map { sums.product($0) - residualSum * shifts[$0] - w[$0] * ridge }
        return (own + (hasIntercept ? [residualSum] : []), sums.squares.value.squareRoot())
    }

    /// Returns the largest violation of the Kuhn–Tucker conditions, relative to the terms that cancel in them.
    func violation(
        _ gradient: (linear: [DoubleDouble], residual: Double), _ w: [DoubleDouble], _ penalties: [Double]
    ) -> Double {
        w.indices.reduce(0) { worst, column in
            let (derivative, penalty) = (gradient.linear[column].value, penalties[column])
            let scale = penalty + norms[column] * gradient.residual
            let excess = Convergence.excess(
                derivative: derivative, penalty: penalty, coefficient: w[column].high)
            return scale == 0 ? worst : max(worst, excess / scale)
        }
    }

    /// Converts coefficients of the shifted columns into those of the original columns: one for each feature, then the
    /// intercept, 0 where there is none.
    func raw(_ w: [DoubleDouble]) -> [DoubleDouble] {
        guard hasIntercept else { return w + [.zero] }
        let features = shifts.count
        var intercept = w[features]
        for (own, shift) in zip(w, shifts) { intercept = intercept - own * shift }
        return Array(w.prefix(features)) + [intercept]
    }
}

extension LinearSummary {
    /// Fits with l1·Σ|w| and l2·‖w‖² added to the residual sum of squares.
    init(
        elasticNet design: RegressionDesign, l1: Double, l2: Double, stopping: StoppingCriteria, confidence: Double
    ) throws(RegressionError) {
        let net = try design.locating { () throws(LinearAlgebraError) in
            try ElasticNet(design, l1: l1, l2: l2, stopping: stopping)
        }
        try self.init(
            design.table, coefficients: net.coefficients, names: CoefficientNames(design), solver: .coordinateDescent,
            confidence: confidence)
        convergence = net.convergence
    }

    /// Fits the elastic net in passes over rows of any source.
    init(
        elasticNet rows: some RowSource<Double>, target: Int, names: CoefficientNames, l1: Double, l2: Double,
        stopping: StoppingCriteria, confidence: Double
    ) throws(RegressionError) {
        let net = try names.locating(rows) {
            try ElasticNet(rows, target: target, names: names, l1: l1, l2: l2, stopping: stopping)
        }
        try self.init(
            rows, target: target, coefficients: net.coefficients, names: names, solver: .coordinateDescent,
            confidence: confidence)
        convergence = net.convergence
    }
}
