import Foundation

/// The statistics that regressions on classes, two or several, have in common.
///
/// A summary is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public protocol LikelihoodSummary: Sendable, Equatable, Codable {
    /// The number of rows of weight above 0.
    var rows: Int { get }
    /// The number of coefficients, those of all classes together.
    var coefficientCount: Int { get }
    /// The log-likelihood of the rows, each counted by its weight; without the penalty.
    var logLikelihood: Double { get }
    /// The null deviance, −2 times the log-likelihood of the null model: the regression on the intercept alone, whose
    /// probabilities are the class frequencies; without an intercept, equal probabilities.
    var nullDeviance: Double { get }
    /// The solver that was used.
    var solver: LogisticSolver { get }
    /// Whether the solver has converged.
    var convergence: Convergence { get }
}

extension LikelihoodSummary {
    /// The number of steps that the solver has taken.
    package var iterations: Int { convergence.iterations }
    /// The residual deviance, −2 times the log-likelihood.
    public var deviance: Double { -2 * logLikelihood }
    /// Akaike's information criterion.
    public var aic: Double { 2 * Double(coefficientCount) + deviance }
    /// The Bayesian information criterion.
    public var bic: Double { log(Double(rows)) * Double(coefficientCount) + deviance }

    /// The lines of a description below the coefficients.
    var likelihoodLines: [String] {
        [
            "Null deviance: \(SummaryTable.number(nullDeviance)), residual deviance: \(SummaryTable.number(deviance))",
            "Log-likelihood: \(SummaryTable.number(logLikelihood)), AIC: \(SummaryTable.number(aic)), "
                + "BIC: \(SummaryTable.number(bic))",
            "Steps (\(solver.rawValue)): \(iterations)",
        ] + convergence.lines
    }
}
