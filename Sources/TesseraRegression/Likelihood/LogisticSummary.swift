import Foundation
import Tessera

/// The summary of a logistic regression by maximum likelihood: coefficients with their uncertainty, and the likelihood
/// of the rows.
///
/// The description is that of R's `summary(glm(…, family = binomial))`.
public struct LogisticSummary: LikelihoodSummary {
    /// The coefficients: the intercept first, where there is one, then each feature with its powers.
    public private(set) var coefficients: [Coefficient]
    /// Whether the regression has an intercept.
    package let hasIntercept: Bool
    public let solver: LogisticSolver
    public let rows: Int
    public private(set) var logLikelihood: Double
    /// The log-likelihood of the null model.
    package private(set) var nullLogLikelihood: Double
    public let convergence: Convergence
    /// The confidence level of the intervals.
    package let confidence: Double
    /// The highest power of each feature.
    var degree = 1

    /// The fitted model, which predicts and can be saved.
    public var model: LogisticModel {
        LogisticModel(LinearPredictor(coefficients, hasIntercept: hasIntercept, degree: degree))
    }

    public var nullDeviance: Double { -2 * nullLogLikelihood }
    public var coefficientCount: Int { coefficients.count }

    /// Returns the coefficient of a column by its name.
    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// Fits to the last digit by Newton's method in double-double.
    ///
    /// - Parameters:
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is not penalised.
    ///   - l2: ½·l2·‖w‖² is added to the negative log-likelihood.
    init(
        newton design: RegressionDesign, l1: Double, l2: Double, stopping: StoppingCriteria, confidence: Double
    ) throws(RegressionError) {
        try Self.check(design.targets)
        let isFree = l1 == 0 && l2 == 0
        if isFree {
            guard design.rows >= design.names.count else {
                throw RegressionError(.tooFewRows(rows: design.rows, coefficients: design.names.count))
            }
            try design.checkIndependence()
        }
        if l1 == 0, l2 > 0, let wide = try WideDesign(design) {
            self = try LogisticSummary(
                newton: wide.reduced, l1: 0, l2: l2, stopping: stopping, confidence: confidence)
            let estimates = wide.coefficients(coefficients.map(\.estimate))
            coefficients = zip(design.names, estimates).map { Coefficient($0, $1) }
            return
        }
        let problem = InMemoryProblem(design, .logistic, l1: l1, l2: l2, stopping: stopping)
        let newton = try problem.maximum()
        let isDecided = isFree && newton.convergence.isConverged
        // Where all rows are certain of their class, they hold no information about the coefficients.
        let variances = isDecided ? try? problem.variances(newton.point) : nil
        let convergence = isDecided && variances == nil ? newton.convergence.withoutInformation : newton.convergence
        self.init(
            names: design.names, estimates: problem.estimates(newton.point).map(\.value), variances: variances,
            hasIntercept: design.hasIntercept, solver: .newton, rows: design.rows,
            logLikelihood: newton.point.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(design), convergence: convergence, confidence: confidence)
    }

    /// - Parameter variances: the variances of the estimates; nil where they are unknown.
    init(
        names: [String], estimates: [Double], variances: [Double]?, hasIntercept: Bool, solver: LogisticSolver,
        rows: Int,
        logLikelihood: Double, nullLogLikelihood: Double, convergence: Convergence, confidence: Double
    ) {
        let width = Normal.quantile(twoSided: 1 - confidence)
        coefficients = names.indices.map { index in
            guard let variances else { return Coefficient(names[index], estimates[index]) }
            return Coefficient(
                names[index], estimates[index], error: variances[index].squareRoot(), width: width,
                pValue: Normal.twoSided)
        }
        (self.hasIntercept, self.solver, self.rows, self.confidence) = (hasIntercept, solver, rows, confidence)
        (self.logLikelihood, self.nullLogLikelihood) = (logLikelihood, nullLogLikelihood)
        self.convergence = convergence
    }

    /// Returns the summary for weights that are all `unit` times as large: log-likelihoods are multiplied by it,
    /// standard errors divided by its square root.
    func scalingWeights(by unit: Double) -> LogisticSummary {
        guard unit != 1 else { return self }
        var scaled = self
        scaled.logLikelihood *= unit
        scaled.nullLogLikelihood *= unit
        scaled.coefficients = coefficients.map { $0.scalingWeights(by: unit, confidence: confidence) }
        return scaled
    }

    private static func check(_ targets: [Double]) throws(RegressionError) {
        if let row = targets.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw RegressionError(.notBinary(row: row, value: targets[row]))
        }
        if let first = targets.first, targets.allSatisfy({ $0 == first }) {
            throw RegressionError(.oneClassOnly(first))
        }
    }

    /// Returns the log-likelihood of the null model from the weight of all rows and that of the rows of class 1.
    static func nullLogLikelihood(weight: Double, ones: Double, hasIntercept: Bool) -> Double {
        if !hasIntercept { return -weight * log(2) }
        let zeros = weight - ones
        return ones * log(ones / weight) + zeros * log(zeros / weight)
    }

    /// Returns the probabilities of class 1, of shape [rows], for features of shape [rows, features].
    package func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> { model.predictProbability(features) }

    private static func nullLogLikelihood(_ design: RegressionDesign) -> Double {
        let caseWeights = design.weights ?? Array(repeating: 1, count: design.rows)
        let ones = zip(caseWeights, design.targets).reduce(0) { $0 + $1.0 * $1.1 }
        return nullLogLikelihood(weight: caseWeights.reduce(0, +), ones: ones, hasIntercept: design.hasIntercept)
    }
}

extension Coefficient {
    /// Returns the coefficient of a maximum-likelihood regression for weights that are all `unit` times as large.
    func scalingWeights(by unit: Double, confidence: Double) -> Coefficient {
        guard let standardError else { return self }
        return Coefficient(
            name, estimate, error: standardError / unit.squareRoot(), width: Normal.quantile(twoSided: 1 - confidence),
            pValue: Normal.twoSided)
    }
}

/// The solver that maximises the likelihood of a logistic regression.
public enum LogisticSolver: String, Sendable, CaseIterable, Codable {
    /// Newton's method, that is iteratively reweighted least squares (IRLS): to the last digit for up to a million
    /// numbers, in passes over the rows for taller tables.
    case newton
    /// L-BFGS, with a pass over the rows for each gradient: the fastest solver for tall tables. It yields estimates
    /// without standard errors.
    case lbfgs
    /// Variance-reduced stochastic gradient descent (SVRG) on batches of up to 256 rows of standardised columns, held
    /// in memory; up to a hundred epochs by default. It yields estimates without standard errors.
    case sgd
}

extension LogisticSummary: CustomStringConvertible {
    public var description: String {
        (["Coefficients:"] + SummaryTable(coefficients, statistic: "z").lines + [""] + likelihoodLines)
            .joined(separator: "\n")
    }
}
