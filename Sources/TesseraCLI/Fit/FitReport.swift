import TesseraRegression

/// The report of `tessera fit --json`; the properties are the JSON keys.
struct FitReport: Encodable {
    let model: String
    let solver: String
    let rows: Int
    let coefficients: [String: Number]
    let confidence: Double
    let logLikelihood: Double?
    let aic: Double?
    let bic: Double?
    private(set) var residualDegreesOfFreedom: Int?
    private(set) var residualSumOfSquares: Double?
    private(set) var totalSumOfSquares: Double?
    private(set) var residualStandardError: Double?
    private(set) var rSquared: Double?
    /// The model that R² compares with: "mean" or, without an intercept, "0".
    private(set) var rSquaredComparedWith: String?
    private(set) var adjustedRSquared: Double?
    private(set) var fStatistic: Double?
    private(set) var fDegreesOfFreedom: Int?
    private(set) var fPValue: Double?
    private(set) var conditionNumber: Double?
    private(set) var rank: Int?
    private(set) var deviance: Double?
    private(set) var nullDeviance: Double?
    private(set) var link: String?
    private(set) var dispersion: Double?
    private(set) var pearsonStatistic: Double?
    let converged: Bool
    let iterations: Int
    /// The violation of the solver's optimality condition.
    let violation: Double?

    /// A coefficient; values that are unknown or not finite are omitted.
    struct Number: Encodable {
        let estimate: Double
        let standardError: Double?
        let statistic: Double?
        let pValue: Double?
        let confidenceInterval: [Double]?

        init(_ coefficient: Coefficient) {
            estimate = coefficient.estimate
            standardError = finite(coefficient.standardError)
            statistic = finite(coefficient.statistic)
            pValue = finite(coefficient.pValue)
            confidenceInterval = coefficient.confidenceInterval.map { [$0.lowerBound, $0.upperBound] }
        }
    }

    init(_ summary: LinearSummary) {
        self.init(
            "linear", summary.solver.rawValue, summary.rows, summary.coefficients, summary.confidence,
            summary.logLikelihood, summary.aic, summary.bic, summary.convergence)
        residualDegreesOfFreedom = summary.residualDegreesOfFreedom
        residualSumOfSquares = summary.residualSumOfSquares
        totalSumOfSquares = summary.totalSumOfSquares
        residualStandardError = summary.residualStandardError
        rSquared = summary.rSquared
        rSquaredComparedWith = summary.hasIntercept ? "mean" : "0"
        adjustedRSquared = summary.adjustedRSquared
        fStatistic = finite(summary.fStatistic)
        fDegreesOfFreedom = summary.fStatistic == nil ? nil : summary.fDegreesOfFreedom
        fPValue = finite(summary.fPValue)
        conditionNumber = finite(summary.conditionNumber)
        rank = summary.rank
    }

    init(_ summary: LogisticSummary) {
        self.init(
            "logistic", summary.solver.rawValue, summary.rows, summary.coefficients, summary.confidence,
            summary.logLikelihood, summary.aic, summary.bic, summary.convergence)
        deviance = summary.deviance
        nullDeviance = summary.nullDeviance
    }

    init(_ summary: GeneralizedLinearSummary) {
        self.init(
            summary.family.name, LogisticSolver.newton.rawValue, summary.rows, summary.coefficients, summary.confidence,
            summary.logLikelihood, summary.aic, summary.bic, summary.convergence)
        (link, residualDegreesOfFreedom) = (summary.link.name, summary.residualDegreesOfFreedom)
        (deviance, nullDeviance) = (finite(summary.deviance), finite(summary.nullDeviance))
        (dispersion, pearsonStatistic) = (finite(summary.dispersion), finite(summary.pearsonStatistic))
    }

    private init(
        _ model: String, _ solver: String, _ rows: Int, _ coefficients: [Coefficient], _ confidence: Double,
        _ logLikelihood: Double?, _ aic: Double?, _ bic: Double?, _ convergence: Convergence
    ) {
        (self.model, self.solver, self.rows, self.confidence) = (model, solver, rows, confidence)
        self.coefficients = Dictionary(uniqueKeysWithValues: coefficients.map { ($0.name, Number($0)) })
        (converged, iterations) = (convergence.isConverged, convergence.iterations)
        violation = finite(convergence.violation)
        self.logLikelihood = finite(logLikelihood)
        self.aic = finite(aic)
        self.bic = finite(bic)
    }
}

/// Returns nil for infinities and NaN, which JSON does not have.
private func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
