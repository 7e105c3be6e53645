import Foundation
import Tessera

/// A logistic regression of greatest likelihood: coefficients, how sure they are, and how likely the rows are.
///
/// Its description is what R prints for `summary(glm(…, family = binomial))`.
public struct LogisticSummary: Sendable {
    /// The intercept first, where there is one, then each feature with its powers.
    public let coefficients: [Coefficient]
    public let solver: LogisticSolver
    /// Rows of weight above 0.
    public let rows: Int
    /// Of the rows, each as often as its weight says; without the penalty.
    public let logLikelihood: Double
    /// Of the regression on the intercept alone; without an intercept, of even chances.
    public let nullLogLikelihood: Double
    public let iterations: Int
    public let confidence: Double

    public var deviance: Double { -2 * logLikelihood }
    public var nullDeviance: Double { -2 * nullLogLikelihood }
    public var aic: Double { 2 * Double(coefficients.count) + deviance }
    public var bic: Double { log(Double(rows)) * Double(coefficients.count) + deviance }

    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// - Parameter l2: ½·l2·‖w‖² is added to the negative log-likelihood; the intercept is free.
    package init(
        _ design: RegressionDesign, l2: Double = 0, confidence: Double = 0.95
    ) throws(TrainingError) {
        let targets = design.targets
        if let row = targets.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .notBinary(row: row, value: targets[row])
        }
        if let first = targets.first, targets.allSatisfy({ $0 == first }) { throw .oneClassOnly(first) }
        if l2 == 0 {
            guard design.rows >= design.names.count else {
                throw .tooFewRows(rows: design.rows, coefficients: design.names.count)
            }
            try design.checkIndependence()
        }
        let newton = try LogisticNewton(design, l2: l2)
        let width = Normal.quantile(twoSided: 1 - confidence)
        let spread = l2 > 0 ? nil : try Self.spread(newton, design)
        coefficients = design.names.indices.map { index in
            let estimate = newton.estimates[index].value
            guard let spread else { return Coefficient(design.names[index], estimate) }
            return Coefficient(
                design.names[index], estimate, error: spread[index].squareRoot(), width: width,
                pValue: Normal.twoSided)
        }
        nullLogLikelihood = Self.nullLogLikelihood(design)
        let ends = design.hasIntercept ? newton.estimates.dropFirst() : newton.estimates[...]
        logLikelihood = newton.logLikelihood + 0.5 * l2 * ends.reduce(0) { $0 + $1.value * $1.value }
        (solver, rows, iterations, self.confidence) = (.newton, design.rows, newton.iterations, confidence)
    }

    private static func nullLogLikelihood(_ design: RegressionDesign) -> Double {
        let counts = design.weights ?? Array(repeating: 1, count: design.rows)
        let total = counts.reduce(0, +)
        if !design.hasIntercept { return -total * log(2) }
        let ones = zip(counts, design.targets).reduce(0) { $0 + $1.0 * $1.1 }
        let zeros = total - ones
        return ones * log(ones / total) + zeros * log(zeros / total)
    }

    private static func spread(_ newton: LogisticNewton, _ design: RegressionDesign) throws(TrainingError) -> [Double] {
        let information = try newton.information()
        return try design.locating { () throws(LinearAlgebraError) in try information.inverseGramDiagonal() }
    }
}

/// How the likelihood of a logistic regression is made greatest.
public enum LogisticSolver: String, Sendable, CaseIterable {
    /// Newton's method, that is iteratively reweighted least squares.
    case newton
}

extension LogisticSummary: CustomStringConvertible {
    public var description: String {
        let lines = [
            "Null deviance: \(SummaryTable.number(nullDeviance)), residual deviance: \(SummaryTable.number(deviance))",
            "Log-likelihood: \(SummaryTable.number(logLikelihood)), AIC: \(SummaryTable.number(aic)), "
                + "BIC: \(SummaryTable.number(bic))",
            "Newton steps: \(iterations)",
        ]
        return (["Coefficients:"] + SummaryTable(coefficients, statistic: "z").lines + [""] + lines)
            .joined(separator: "\n")
    }
}
