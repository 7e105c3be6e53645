import Foundation
import Tessera

extension LinearSummary {
    /// Least squares on a design, to the last digit: Householder's QR and Björck's refinement.
    init(refining design: RegressionDesign, l2: Double, confidence: Double) throws(TrainingError) {
        let count = design.names.count
        guard design.rows >= count || l2 > 0 else { throw .tooFewRows(rows: design.rows, coefficients: count) }
        let (columns, targets) = design.weighted(l2: l2)
        let system = try design.locating { () throws(LinearAlgebraError) in try RefinedLeastSquares(columns) }
        let solution = try design.locating { () throws(LinearAlgebraError) in try system.solve(targets) }
        let residuals = Array(solution.residual.prefix(design.rows))
        let squares = residuals.reduce(DoubleDouble.zero) { $0 + $1 * $1 }.value
        let total = design.totalSumOfSquares()
        if total < ColumnSizes.leastSquare {
            try ColumnSizes.check(design.table, names: CoefficientNames(design).columns)
        }
        guard squares.isFinite, total.isFinite else { throw .linearAlgebra(.overflow) }
        self.init(
            names: design.names, solver: .qr, estimates: solution.x.map(\.value), hasIntercept: design.hasIntercept,
            rows: design.rows, confidence: confidence, squares: (squares, total),
            logWeight: design.weights?.reduce(0) { $0 + log($1) } ?? 0, isPenalized: l2 > 0)
        self.residuals = design.unweighted(residuals)
        weights = design.weights
        fittedValues = zip(design.targets, self.residuals).map { $0 - $1 }
        conditionNumber = system.conditionNumber()
        leverage = .refined(system)
        if l2 > 0 { return }
        try rateCoefficients(
            design.locating { () throws(LinearAlgebraError) in try system.inverseGramDiagonal() })
    }

    /// What follows from estimates and sums of squares.
    ///
    /// - Parameters:
    ///   - squares: of the residuals, and of the targets about their mean or, without an intercept, about 0.
    ///   - logWeight: the sum of the logarithms of the rows' weights.
    ///   - rank: how many columns are independent; nil for all.
    init(
        names: [String], solver: LinearSolver, estimates: [Double], hasIntercept: Bool, rows: Int, confidence: Double,
        squares: (residual: Double, total: Double), logWeight: Double, isPenalized: Bool, rank known: Int? = nil
    ) {
        (rank, self.isPenalized) = (known ?? names.count, isPenalized)
        coefficients = zip(names, estimates).map { Coefficient($0, $1) }
        (self.solver, self.rows, self.confidence, self.hasIntercept) = (solver, rows, confidence, hasIntercept)
        (residualSumOfSquares, totalSumOfSquares) = (squares.residual, squares.total)
        residualDegreesOfFreedom = rows - rank
        if residualDegreesOfFreedom > 0, !isPenalized {
            residualStandardError = (squares.residual / Double(residualDegreesOfFreedom)).squareRoot()
        }
        compare(explained: rank - (hasIntercept ? 1 : 0), isPenalized: isPenalized)
        if !isPenalized { rateLikelihood(logWeight) }
    }

    /// Standard errors, and what follows from them.
    ///
    /// - Parameter spread: the diagonal of (AᵀA)⁻¹.
    mutating func rateCoefficients(_ spread: [Double]) {
        guard let residualStandardError else { return }
        let tail = StudentT(degrees: Double(residualDegreesOfFreedom))
        let width = tail.quantile(twoSided: 1 - confidence)
        coefficients = zip(coefficients, spread).map { coefficient, spread in
            Coefficient(
                coefficient.name, coefficient.estimate, error: residualStandardError * spread.squareRoot(),
                width: width, pValue: tail.twoSided)
        }
    }

    /// R² and F against the regression without the features.
    private mutating func compare(explained: Int, isPenalized: Bool) {
        fDegreesOfFreedom = explained
        guard totalSumOfSquares > 0 else { return }
        let share = residualSumOfSquares / totalSumOfSquares
        rSquared = 1 - share
        guard residualDegreesOfFreedom > 0, !isPenalized else { return }
        let degrees = Double(residualDegreesOfFreedom)
        let total = degrees + Double(explained)
        adjustedRSquared = 1 - share * total / degrees
        guard explained > 0 else { return }
        let statistic =
            (totalSumOfSquares - residualSumOfSquares) / Double(explained) / (residualSumOfSquares / degrees)
        fStatistic = statistic
        fPValue = FisherF(numerator: Double(explained), denominator: degrees).upperTail(statistic)
    }

    /// The likelihood of normal residuals with the variance that makes them most likely.
    private mutating func rateLikelihood(_ logWeight: Double) {
        guard residualSumOfSquares > 0 else { return }
        let count = Double(rows)
        let likelihood = 0.5 * (logWeight - count * (log(2 * .pi) + 1 - log(count) + log(residualSumOfSquares)))
        let parameters = Double(rank + 1)
        logLikelihood = likelihood
        aic = 2 * parameters - 2 * likelihood
        bic = log(count) * parameters - 2 * likelihood
    }
}

extension RegressionDesign {
    /// Of the targets about their mean, or about 0 without an intercept; weighted.
    fileprivate func totalSumOfSquares() -> Double {
        var squares = CentredSquares()
        for (row, target) in targets.enumerated() { squares.add(target, weight: weights?[row] ?? 1) }
        return (hasIntercept ? squares.aboutMean : squares.aboutZero).value
    }

    /// Residuals in units of the target.
    fileprivate func unweighted(_ residuals: [DoubleDouble]) -> [Double] {
        guard let weights else { return residuals.map(\.value) }
        return zip(residuals, weights).map { $0.value / $1.squareRoot() }
    }
}
