import Foundation

/// The statistics of a regression, from its estimates and sums of squares.
extension LinearSummary {
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
