import Foundation

/// What regressions of greatest likelihood have in common.
public protocol LikelihoodSummary: Sendable {
    /// Rows of weight above 0.
    var rows: Int { get }
    var coefficientCount: Int { get }
    /// Of the rows, each as often as its weight says; without the penalty.
    var logLikelihood: Double { get }
    /// Of the regression on the intercept alone, that is of the shares of the classes; without an intercept, of even chances.
    var nullLogLikelihood: Double { get }
    var solver: LogisticSolver { get }
    /// Whether the solver has found what it looks for.
    var convergence: Convergence { get }
}

extension LikelihoodSummary {
    /// How many steps the solver has taken.
    public var iterations: Int { convergence.iterations }
    public var deviance: Double { -2 * logLikelihood }
    public var nullDeviance: Double { -2 * nullLogLikelihood }
    public var aic: Double { 2 * Double(coefficientCount) + deviance }
    public var bic: Double { log(Double(rows)) * Double(coefficientCount) + deviance }

    /// The lines below the coefficients.
    var likelihoodLines: [String] {
        [
            "Null deviance: \(SummaryTable.number(nullDeviance)), residual deviance: \(SummaryTable.number(deviance))",
            "Log-likelihood: \(SummaryTable.number(logLikelihood)), AIC: \(SummaryTable.number(aic)), "
                + "BIC: \(SummaryTable.number(bic))",
            "Steps (\(solver.rawValue)): \(iterations)",
        ] + convergence.lines
    }
}
