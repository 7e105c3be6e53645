public import Tessera

/// A linear regression by least squares: coefficients, how sure they are, and how well the line fits.
///
/// Its description is what R prints for `summary(lm(…))`, and its figures follow R's conventions: with weights the
/// residuals count by them, without an intercept R² compares with 0 instead of the mean, and AIC and BIC count the
/// residual variance as a parameter.
public struct LinearSummary: Sendable {
    /// The intercept first, where there is one, then each feature with its powers.
    public internal(set) var coefficients: [Coefficient]
    public internal(set) var hasIntercept: Bool
    public internal(set) var solver: LinearSolver
    /// Rows of weight above 0.
    public internal(set) var rows: Int
    /// What is left of the rows after the coefficients.
    public internal(set) var residualDegreesOfFreedom: Int
    /// Target less prediction for each of the rows; empty for rows that are not in memory.
    public internal(set) var residuals: [Double] = []
    /// The prediction for each of the rows; empty with the residuals.
    public internal(set) var fittedValues: [Double] = []
    /// The places of the rows among those that the regression was given, counted from 0: rows of weight 0 are left out of a
    /// design. Empty with the residuals.
    public internal(set) var rowNumbers: [Int] = []
    /// Of the rows, where they have weights; empty with the residuals.
    var weights: [Double]?
    public internal(set) var residualSumOfSquares: Double
    public internal(set) var totalSumOfSquares: Double
    /// Whether the residuals are no larger than the rounding of the targets: there is nothing left that statistics could be
    /// about, and none are told.
    public internal(set) var isExact = false
    /// The root of the residual sum of squares for each degree of freedom; nil where there is none.
    public internal(set) var residualStandardError: Double?
    /// The part of the total sum of squares that is explained: about the mean or, without an intercept, about 0. 0 where all
    /// targets are the same.
    public internal(set) var rSquared: Double?
    public internal(set) var adjustedRSquared: Double?
    /// Against the regression on the intercept alone.
    public internal(set) var fStatistic: Double?
    public internal(set) var fDegreesOfFreedom = 0
    public internal(set) var fPValue: Double?
    /// Nil where nothing is left to explain.
    public internal(set) var logLikelihood: Double?
    public internal(set) var aic: Double?
    public internal(set) var bic: Double?
    /// Of the columns at equal lengths; above 1e8 half of the digits of the data decide. Nil where the solver does not tell.
    public internal(set) var conditionNumber: Double?
    /// Whether the solver has found what it looks for.
    public internal(set) var convergence = Convergence.direct
    /// How many columns are independent.
    public internal(set) var rank: Int
    public internal(set) var confidence: Double
    /// Whether the coefficients are others than those of least squares alone.
    let isPenalized: Bool
    var leverage = Leverage.unknown

    /// What leverages are computed from.
    enum Leverage: Sendable {
        case refined(RefinedLeastSquares)
        case folded(FoldedLeastSquares, RowTable<Double>)
        case unknown
    }

    /// The share of each row in its own prediction, computed when it is asked for; empty for rows that are not in memory
    /// and for solvers that do not tell.
    public var leverages: [Double] {
        switch leverage {
        case .refined(let system): Array(system.leverages().prefix(rows))
        case .folded(let system, let table): (try? system.leverages(table)) ?? []
        case .unknown: []
        }
    }

    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// The numbers predicted for features of shape [rows, features]; powers of features are columns of their own.
    public func predict(_ features: Tensor<Double>) -> Tensor<Double> {
        let weights = Tensor(coefficients.dropFirst(hasIntercept ? 1 : 0).map(\.estimate))
        let product = features.matmul(weights)
        return hasIntercept ? product + coefficients[0].estimate : product
    }

    /// How far all predictions would move without a row, in units of the coefficients' uncertainty (Cook, 1977); empty where
    /// there is no standard error.
    public var cooksDistances: [Double] {
        let leverages = leverages
        return zip(standardized(leverages), leverages).map { residual, leverage in
            residual * residual * leverage / (1 - leverage) / Double(rank)
        }
    }

    /// The residuals in units of their own standard errors, each times the root of its row's weight; empty where there is
    /// none.
    public var standardizedResiduals: [Double] { standardized(leverages) }

    private func standardized(_ leverages: [Double]) -> [Double] {
        guard let error = residualStandardError, error > 0 else { return [] }
        let roots = weights?.map { $0.squareRoot() } ?? residuals.map { _ in 1 }
        return zip(zip(residuals, roots), leverages).map { $0.0 * $0.1 / (error * (1 - $1).squareRoot()) }
    }
}
