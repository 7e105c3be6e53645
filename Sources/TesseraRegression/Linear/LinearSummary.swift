import Tessera

/// The summary of a linear regression by least squares: coefficients with their uncertainty, and the goodness of fit.
///
/// The description is that of R's `summary(lm(…))`, and the statistics follow R's conventions: with weights the
/// residuals are weighted, without an intercept R² compares with 0 instead of the mean, and AIC and BIC count the
/// residual variance as a parameter.
///
/// A summary is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct LinearSummary: Sendable, Equatable, Codable {
    /// The coefficients: the intercept first, where there is one, then each feature with its powers.
    public internal(set) var coefficients: [Coefficient]
    /// Whether the regression has an intercept.
    package internal(set) var hasIntercept: Bool
    /// The solver that was used.
    public internal(set) var solver: LinearSolver
    /// The number of rows of weight above 0.
    public internal(set) var rows: Int
    /// The number of rows minus the rank.
    public internal(set) var residualDegreesOfFreedom: Int
    /// The residual of each row, target minus prediction; empty for rows that are not in memory.
    public internal(set) var residuals: [Double] = []
    /// The prediction for each row; empty where `residuals` is.
    public internal(set) var fittedValues: [Double] = []
    /// The indices of the rows among those given to the regression, counted from 0: a design leaves out rows of weight
    /// 0. Empty where `residuals` is.
    package internal(set) var rowNumbers: [Int] = []
    /// The weights of the rows, where they have weights; nil for rows that are not in memory.
    var weights: [Double]?
    /// The weighted sum of the squared residuals.
    public internal(set) var residualSumOfSquares: Double
    /// The weighted sum of squares of the targets about their mean or, without an intercept, about 0.
    package internal(set) var totalSumOfSquares: Double
    /// Whether the residuals are no larger than the rounding of the targets: statistics would be those of rounding, and
    /// the t and F statistics, p-values, confidence intervals and likelihood are nil.
    package internal(set) var isExact = false
    /// The square root of the residual sum of squares per residual degree of freedom; nil for a penalised regression
    /// and where no degree of freedom is left.
    public internal(set) var residualStandardError: Double?
    /// The coefficient of determination R², the fraction of the total sum of squares that is explained: about the mean
    /// or, without an intercept, about 0. It is 0 where the total sum of squares is 0.
    public internal(set) var rSquared: Double?
    /// R² adjusted for the degrees of freedom; nil for a penalised regression, where no degree of freedom is left, and
    /// where the total sum of squares is 0.
    public internal(set) var adjustedRSquared: Double?
    /// The F statistic against the regression on the intercept alone or, without an intercept, against 0.
    public internal(set) var fStatistic: Double?
    /// The numerator degrees of freedom of the F statistic: the rank without the intercept.
    package internal(set) var fDegreesOfFreedom = 0
    /// The p-value of the F statistic.
    public internal(set) var fPValue: Double?
    /// The log-likelihood of normal residuals; nil for an exact fit and for a penalised regression.
    public internal(set) var logLikelihood: Double?
    /// Akaike's information criterion.
    public internal(set) var aic: Double?
    /// The Bayesian information criterion.
    public internal(set) var bic: Double?
    /// The condition number of the equilibrated columns (scaled to equal norms); above 1e8 the result depends on more
    /// than half of the digits of the data. Nil where the solver does not compute it.
    public internal(set) var conditionNumber: Double?
    /// Whether the solver has converged.
    public internal(set) var convergence = Convergence.direct
    /// The number of independent columns.
    package internal(set) var rank: Int
    /// The confidence level of the intervals.
    package internal(set) var confidence: Double
    /// The highest power of each feature.
    var degree = 1
    /// Whether the coefficients differ from those of least squares without a penalty, or may do so.
    let isPenalized: Bool
    var leverage = Leverage.unknown

    /// The factorisation that leverages are computed from.
    enum Leverage: Sendable, Equatable, Codable {
        case refined(RefinedLeastSquares)
        case folded(StreamingLeastSquares, RowTable<Double>)
        /// The leverages of a summary that was decoded.
        case known([Double])
        case unknown

        /// The leverages, which may be followed by those of a penalty's rows; empty where they are not known.
        var values: [Double] {
            switch self {
            case .refined(let system): system.leverages()
            case .folded(let system, let table): (try? system.leverages(table)) ?? []
            case .known(let values): values
            case .unknown: []
            }
        }

        static func == (left: Leverage, right: Leverage) -> Bool { left.values == right.values }

        init(from decoder: any Decoder) throws { self = .known(try [Double](from: decoder)) }

        func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
    }

    /// The leverages, the diagonal of the hat matrix: the weight of each row's target in its own prediction. Computed
    /// on each access; empty for rows that are not in memory and for solvers that do not provide them.
    public var leverages: [Double] { Array(leverage.values.prefix(rows)) }

    /// Returns the coefficient of a column by its name.
    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// The fitted model, which predicts and can be saved.
    public var model: LinearModel { LinearModel(predictor) }

    var predictor: LinearPredictor { LinearPredictor(coefficients, hasIntercept: hasIntercept, degree: degree) }

    /// Returns predictions of shape [rows] for features of shape [rows, features].
    package func predict(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features) }

    /// Cook's distances (R. D. Cook, "Detection of influential observation in linear regression", 1977): the change of
    /// all predictions if a row were left out, in units of the coefficients' uncertainty; empty where there is no
    /// standard error.
    public var cooksDistances: [Double] {
        let leverages = leverages
        return zip(standardized(leverages), leverages).map { residual, leverage in
            residual * residual * leverage / (1 - leverage) / Double(rank)
        }
    }

    /// The internally studentised residuals: each residual, times the square root of its row's weight, divided by its
    /// own standard error; empty where there is no standard error.
    public var standardizedResiduals: [Double] { standardized(leverages) }

    private func standardized(_ leverages: [Double]) -> [Double] {
        guard let error = residualStandardError, error > 0 else { return [] }
        let rootWeights = weights?.map { $0.squareRoot() } ?? residuals.map { _ in 1 }
        return zip(zip(residuals, rootWeights), leverages).map { $0.0 * $0.1 / (error * (1 - $1).squareRoot()) }
    }
}
