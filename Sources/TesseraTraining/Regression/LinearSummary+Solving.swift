import Foundation
import Tessera

extension LinearSummary {
    /// Least squares on a design.
    ///
    /// - Parameter l2: l2·‖w‖² is added to the residual sum of squares; the intercept is free.
    package init(
        _ design: RegressionDesign, l2: Double = 0, solver: LinearSolver = .qr, confidence: Double = 0.95
    ) throws(TrainingError) {
        let count = design.names.count
        guard design.rows >= count || l2 > 0 else { throw .tooFewRows(rows: design.rows, coefficients: count) }
        let (columns, targets) = design.weighted(l2: l2)
        let system = try design.locating { () throws(LinearAlgebraError) in try RefinedLeastSquares(columns) }
        let solution = try design.locating { () throws(LinearAlgebraError) in try system.solve(targets) }
        let residuals = Array(solution.residual.prefix(design.rows))
        let residual = residuals.reduce(DoubleDouble.zero) { $0 + $1 * $1 }.value
        let degrees = design.rows - count
        let error = degrees > 0 && l2 == 0 ? (residual / Double(degrees)).squareRoot() : nil
        self.init(
            coefficients: zip(design.names, solution.x).map { Coefficient($0, $1.value) }, solver: solver,
            rows: design.rows, residualDegreesOfFreedom: degrees, residuals: design.unweighted(residuals),
            residualSumOfSquares: residual, totalSumOfSquares: design.totalSumOfSquares(),
            residualStandardError: error, fDegreesOfFreedom: 0, conditionNumber: system.conditionNumber(), rank: count,
            confidence: confidence, system: system)
        compare(explained: count - (design.hasIntercept ? 1 : 0), isPenalized: l2 > 0)
        if l2 > 0 { return }
        rateLikelihood(design.weights)
        try rateCoefficients(design)
    }

    /// Standard errors, and what follows from them.
    private mutating func rateCoefficients(_ design: RegressionDesign) throws(TrainingError) {
        let system = system
        let spread = try design.locating { () throws(LinearAlgebraError) in try system.inverseGramDiagonal() }
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
    private mutating func rateLikelihood(_ weights: [Double]?) {
        guard residualSumOfSquares > 0 else { return }
        let count = Double(rows)
        let logWeights = weights?.reduce(0) { $0 + log($1) } ?? 0
        let likelihood = 0.5 * (logWeights - count * (log(2 * .pi) + 1 - log(count) + log(residualSumOfSquares)))
        let parameters = Double(rank + 1)
        logLikelihood = likelihood
        aic = 2 * parameters - 2 * likelihood
        bic = log(count) * parameters - 2 * likelihood
    }
}

extension RegressionDesign {
    /// Of the targets about their mean, or about 0 without an intercept; weighted.
    fileprivate func totalSumOfSquares() -> Double {
        let counts = weights ?? Array(repeating: 1, count: rows)
        var center = DoubleDouble.zero
        if hasIntercept {
            let sum = zip(targets, counts).reduce(DoubleDouble.zero) { $0 + DoubleDouble(product: $1.0, $1.1) }
            center = sum / counts.reduce(DoubleDouble.zero) { $0 + $1 }
        }
        return zip(targets, counts).reduce(DoubleDouble.zero) { total, row in
            let distance = DoubleDouble(row.0) - center
            return total + distance * distance * row.1
        }.value
    }

    /// Residuals in units of the target.
    fileprivate func unweighted(_ residuals: [DoubleDouble]) -> [Double] {
        guard let weights else { return residuals.map(\.value) }
        return zip(residuals, weights).map { $0.value / $1.squareRoot() }
    }
}
