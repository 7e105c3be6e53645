import TesseraRegression

/// The report of `tessera fit logistic --multinomial --json`; the properties are the JSON keys.
struct MultinomialReport: Encodable {
    private let model = "multinomial"
    private let solver: String
    private let rows: Int
    /// The classes, rising; the first is the reference class.
    private let classes: [Double]
    /// The coefficients by class (all but the reference class) and by name.
    private let coefficients: [String: [String: FitReport.Number]]
    private let confidence: Double
    private let logLikelihood: Double
    private let deviance: Double
    private let nullDeviance: Double
    private let aic: Double
    private let bic: Double
    private let converged: Bool
    private let iterations: Int

    init(_ summary: MultinomialSummary) {
        (rows, classes, confidence) = (summary.rows, summary.classes, summary.confidence)
        solver = summary.solver.rawValue
        let named = zip(summary.classes.dropFirst(), summary.coefficients).map { value, own in
            (plain(value), Dictionary(uniqueKeysWithValues: own.map { ($0.name, FitReport.Number($0)) }))
        }
        coefficients = Dictionary(uniqueKeysWithValues: named)
        (logLikelihood, deviance, nullDeviance) = (summary.logLikelihood, summary.deviance, summary.nullDeviance)
        (aic, bic, iterations) = (summary.aic, summary.bic, summary.iterations)
        converged = summary.convergence.isConverged
    }
}
