import Tessera

/// A linear regression by least squares: coefficients, how sure they are, and how well the line fits.
///
/// Its description is what R prints for `summary(lm(…))`, and its figures follow R's conventions: with weights the
/// residuals count by them, without an intercept R² compares with 0 instead of the mean, and AIC and BIC count the
/// residual variance as a parameter.
public struct LinearSummary: Sendable {
    /// The intercept first, where there is one, then each feature with its powers.
    public internal(set) var coefficients: [Coefficient]
    public internal(set) var solver: LinearSolver
    /// Rows of weight above 0.
    public internal(set) var rows: Int
    /// What is left of the rows after the coefficients.
    public internal(set) var residualDegreesOfFreedom: Int
    /// Target less prediction for each of the rows.
    public internal(set) var residuals: [Double]
    public internal(set) var residualSumOfSquares: Double
    public internal(set) var totalSumOfSquares: Double
    /// The root of the residual sum of squares for each degree of freedom; nil where there is none.
    public internal(set) var residualStandardError: Double?
    public internal(set) var rSquared: Double?
    public internal(set) var adjustedRSquared: Double?
    /// Against the regression on the intercept alone.
    public internal(set) var fStatistic: Double?
    public internal(set) var fDegreesOfFreedom: Int
    public internal(set) var fPValue: Double?
    /// Nil where nothing is left to explain.
    public internal(set) var logLikelihood: Double?
    public internal(set) var aic: Double?
    public internal(set) var bic: Double?
    /// Of the columns at equal lengths; above 1e8 half of the digits of the data decide.
    public internal(set) var conditionNumber: Double
    public internal(set) var rank: Int
    public internal(set) var confidence: Double
    let system: RefinedLeastSquares

    /// The share of each row in its own prediction; computed when it is asked for.
    public var leverages: [Double] { system.leverages() }

    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// How far all predictions would move without a row, in units of the coefficients' uncertainty (Cook, 1977).
    public var cooksDistances: [Double] {
        let leverages = leverages
        return zip(standardized(leverages), leverages).map { residual, leverage in
            residual * residual * leverage / (1 - leverage) / Double(rank)
        }
    }

    /// The residuals in units of their own standard errors.
    public var standardizedResiduals: [Double] { standardized(leverages) }

    private func standardized(_ leverages: [Double]) -> [Double] {
        guard let error = residualStandardError, error > 0 else { return residuals }
        return zip(residuals, leverages).map { $0 / (error * (1 - $1).squareRoot()) }
    }
}

/// How the least-squares problem of a linear regression is solved.
public enum LinearSolver: String, Sendable, CaseIterable {
    /// QR of the columns at equal lengths, refined until the digits stand.
    case qr
}
