import Foundation
import Tessera
import TesseraTraining

extension LinearSummary {
    /// Fits a design to the last digit: Householder QR with Björck's iterative refinement (Å. Björck, "Iterative
    /// refinement of linear least squares solutions I", 1967); ridge regression with more columns than rows by its
    /// dual.
    init(refining design: RegressionDesign, l2: Double, confidence: Double) throws(TrainingError) {
        let count = design.names.count
        guard design.rows >= count || l2 > 0 else { throw .tooFewRows(rows: design.rows, coefficients: count) }
        if l2 > 0, count > design.rows + 1,
            let dual = try design.locating({ () throws(LinearAlgebraError) in
                try DualRidge(design, ridge: l2)
            })
        {
            try self.init(
                design, estimates: dual.estimates, residuals: dual.residuals, isPenalized: true, confidence: confidence)
            return
        }
        let (system, shifts) = try design.locating { () throws(LinearAlgebraError) in
            try Self.system(design, l2: l2)
        }
        let (_, targets) = design.weighted(l2: l2)
        let solution = try design.locating { () throws(LinearAlgebraError) in try system.solve(targets) }
        try self.init(
            design, estimates: shifts.coefficients(solution.x), residuals: Array(solution.residual.prefix(design.rows)),
            isPenalized: l2 > 0, confidence: confidence)
        conditionNumber = shifts.isNeeded ? Self.conditionNumber(design, l2: l2) : system.conditionNumber()
        leverage = .refined(system)
        if l2 > 0 { return }
        try rateCoefficients(design.locating { () throws(LinearAlgebraError) in try shifts.variances(system) })
    }

    /// Factorises the original columns or, where these are rank-deficient in double precision because their leading
    /// digits agree, the columns minus their medians.
    private static func system(
        _ design: RegressionDesign, l2: Double
    ) throws(LinearAlgebraError) -> (system: RefinedLeastSquares, shifts: ColumnShifts) {
        let none = ColumnShifts(design, design.columns, beyond: .infinity)
        do {
            return (try RefinedLeastSquares(design.weighted(l2: l2).columns), none)
        } catch {
            let shifts = ColumnShifts(design, design.columns, beyond: 1000)
            guard case .rankDeficient = error, shifts.isNeeded else { throw error }
            return (
                try RefinedLeastSquares(design.weighted(l2: l2, columns: shifts.shifted(design.columns)).columns),
                shifts
            )
        }
    }

    private static func conditionNumber(_ design: RegressionDesign, l2: Double) -> Double? {
        let columns = design.weighted(l2: l2).columns
        return try? HouseholderQR(columns.high, rows: columns.rows, columns: columns.columns).conditionNumber()
    }

    /// - Parameter residuals: target minus prediction, times the square root of the row's weight.
    private init(
        _ design: RegressionDesign, estimates: [DoubleDouble], residuals: [DoubleDouble], isPenalized: Bool,
        confidence: Double
    ) throws(TrainingError) {
        let squares = residuals.reduce(DoubleDouble.zero) { $0 + $1 * $1 }.value
        let total = design.totalSumOfSquares(aboutMean: design.hasIntercept)
        if total < ColumnMagnitudes.leastSquare {
            try ColumnMagnitudes.check(design.table, names: CoefficientNames(design).columns)
        }
        guard squares.isFinite, total.isFinite else { throw .linearAlgebra(.overflow) }
        self.init(
            names: design.names, solver: .qr, estimates: estimates.map(\.value), hasIntercept: design.hasIntercept,
            rows: design.rows, confidence: confidence,
            squares: (squares, total, design.totalSumOfSquares(aboutMean: false)),
            logWeight: design.weights?.reduce(0) { $0 + log($1) } ?? 0, isPenalized: isPenalized)
        self.residuals = design.unweighted(residuals)
        weights = design.weights
        fittedValues = zip(design.targets, self.residuals).map { $0 - $1 }
    }

    /// Derives all statistics from estimates and sums of squares.
    ///
    /// - Parameters:
    ///   - squares: the sum of squares of the residuals; of the targets about their mean or, without an intercept,
    ///     about 0; and of the targets about 0.
    ///   - logWeight: the sum of the logarithms of the rows' weights.
    ///   - rank: the number of independent columns; nil for all.
    init(
        names: [String], solver: LinearSolver, estimates: [Double], hasIntercept: Bool, rows: Int, confidence: Double,
        squares: (residual: Double, total: Double, targets: Double), logWeight: Double, isPenalized: Bool,
        rank known: Int? = nil
    ) {
        (rank, self.isPenalized) = (known ?? names.count, isPenalized)
        coefficients = zip(names, estimates).map { Coefficient($0, $1) }
        (self.solver, self.rows, self.confidence, self.hasIntercept) = (solver, rows, confidence, hasIntercept)
        (residualSumOfSquares, totalSumOfSquares) = (squares.residual, squares.total)
        // Predictions carry several rounding errors for each one of the targets; those from coefficients in double
        // precision alone (`.svd`) carry more.
        let rounding = Double.ulpOfOne * (solver == .svd ? 64 : 4)
        isExact = squares.residual <= rounding * rounding * squares.targets
        residualDegreesOfFreedom = rows - rank
        if residualDegreesOfFreedom > 0, !isPenalized {
            residualStandardError = (squares.residual / Double(residualDegreesOfFreedom)).squareRoot()
        }
        compare(explained: rank - (hasIntercept ? 1 : 0), isPenalized: isPenalized)
        if !isPenalized { rateLikelihood(logWeight) }
    }

    /// Computes standard errors, t statistics, p-values and confidence intervals.
    ///
    /// - Parameter unscaledVariances: the diagonal of (AᵀA)⁻¹.
    mutating func rateCoefficients(_ unscaledVariances: [Double]) {
        guard let residualStandardError else { return }
        let tail = StudentT(degrees: Double(residualDegreesOfFreedom))
        let width = tail.quantile(twoSided: 1 - confidence)
        coefficients = zip(coefficients, unscaledVariances).map { coefficient, variance in
            Coefficient(
                coefficient.name, coefficient.estimate, error: residualStandardError * variance.squareRoot(),
                width: width, isExact: isExact, pValue: tail.twoSided)
        }
    }

    /// Computes R² and the F statistic against the regression without features.
    private mutating func compare(explained: Int, isPenalized: Bool) {
        fDegreesOfFreedom = explained
        guard totalSumOfSquares > 0 else {
            // A constant target leaves nothing to explain.
            if rows > 0 { rSquared = 0 }
            return
        }
        let unexplained = residualSumOfSquares / totalSumOfSquares
        rSquared = 1 - unexplained
        guard residualDegreesOfFreedom > 0, !isPenalized else { return }
        let degrees = Double(residualDegreesOfFreedom)
        let total = degrees + Double(explained)
        adjustedRSquared = 1 - unexplained * total / degrees
        guard explained > 0, !isExact else { return }
        let statistic =
            (totalSumOfSquares - residualSumOfSquares) / Double(explained) / (residualSumOfSquares / degrees)
        fStatistic = statistic
        fPValue = FisherF(numerator: Double(explained), denominator: degrees).upperTail(statistic)
    }

    /// Computes the log-likelihood of normal residuals at the maximum-likelihood variance, AIC and BIC.
    private mutating func rateLikelihood(_ logWeight: Double) {
        guard residualSumOfSquares > 0, !isExact else { return }
        let count = Double(rows)
        let likelihood = 0.5 * (logWeight - count * (log(2 * .pi) + 1 - log(count) + log(residualSumOfSquares)))
        let parameters = Double(rank + 1)
        logLikelihood = likelihood
        aic = 2 * parameters - 2 * likelihood
        bic = log(count) * parameters - 2 * likelihood
    }
}

extension LinearSummary {
    /// Rescales the summary for weights that are all `unit` times as large: sums of squares are proportional to the
    /// weights, and ratios of them do not change.
    mutating func scaleWeights(by unit: Double) {
        guard unit != 1 else { return }
        residualSumOfSquares *= unit
        totalSumOfSquares *= unit
        residualStandardError = residualStandardError.map { $0 * unit.squareRoot() }
        weights = weights.map { $0.map { $0 * unit } }
    }
}

extension RegressionDesign {
    /// Returns the weighted sum of squares of the targets about their mean, or about 0.
    fileprivate func totalSumOfSquares(aboutMean: Bool) -> Double {
        var squares = CentredSquares()
        for (row, target) in targets.enumerated() { squares.add(target, weight: weights?[row] ?? 1) }
        return (aboutMean ? squares.aboutMean : squares.aboutZero).value
    }

    /// Divides residuals by the square roots of the weights, which gives them the unit of the target.
    fileprivate func unweighted(_ residuals: [DoubleDouble]) -> [Double] {
        guard let weights else { return residuals.map(\.value) }
        return zip(residuals, weights).map { $0.value / $1.squareRoot() }
    }
}
