import Foundation
public import Tessera

/// A logistic regression of greatest likelihood: coefficients, how sure they are, and how likely the rows are.
///
/// Its description is what R prints for `summary(glm(…, family = binomial))`.
public struct LogisticSummary: LikelihoodSummary {
    /// The intercept first, where there is one, then each feature with its powers.
    public private(set) var coefficients: [Coefficient]
    public let hasIntercept: Bool
    public let solver: LogisticSolver
    public let rows: Int
    public private(set) var logLikelihood: Double
    public private(set) var nullLogLikelihood: Double
    public let convergence: Convergence
    public let confidence: Double

    public var coefficientCount: Int { coefficients.count }

    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// To the last digit, by Newton's method in double-double.
    ///
    /// - Parameters:
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is free.
    ///   - l2: ½·l2·‖w‖² is added.
    init(
        refining design: RegressionDesign, l1: Double, l2: Double, stopping: Stopping, confidence: Double
    ) throws(TrainingError) {
        try Self.check(design.targets)
        let isFree = l1 == 0 && l2 == 0
        if isFree {
            guard design.rows >= design.names.count else {
                throw .tooFewRows(rows: design.rows, coefficients: design.names.count)
            }
            try design.checkIndependence()
        }
        if l1 == 0, l2 > 0, let wide = try WideDesign(design) {
            self = try LogisticSummary(
                refining: wide.reduced, l1: 0, l2: l2, stopping: stopping, confidence: confidence)
            let estimates = wide.coefficients(coefficients.map(\.estimate))
            coefficients = zip(design.names, estimates).map { Coefficient($0, $1) }
            return
        }
        let newton = try LogisticNewton(design, l1: l1, l2: l2, stopping: stopping)
        let isDecided = isFree && newton.convergence.isConverged
        // Rows that all are certain say nothing of the coefficients.
        let variances = isDecided ? try? newton.variances() : nil
        let convergence = isDecided && variances == nil ? newton.convergence.withoutInformation : newton.convergence
        self.init(
            names: design.names, estimates: newton.estimates.map(\.value), variances: variances,
            hasIntercept: design.hasIntercept, solver: .newton, rows: design.rows, logLikelihood: newton.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(design), convergence: convergence, confidence: confidence)
    }

    /// - Parameter variances: of the estimates; nil where they are not known.
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

    /// The same for weights that all are so many times as large: the rows say as many times as much.
    func scalingWeights(by unit: Double) -> LogisticSummary {
        guard unit != 1 else { return self }
        var scaled = self
        scaled.logLikelihood *= unit
        scaled.nullLogLikelihood *= unit
        scaled.coefficients = coefficients.map { $0.scalingWeights(by: unit, confidence: confidence) }
        return scaled
    }

    private static func check(_ targets: [Double]) throws(TrainingError) {
        if let row = targets.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .notBinary(row: row, value: targets[row])
        }
        if let first = targets.first, targets.allSatisfy({ $0 == first }) { throw .oneClassOnly(first) }
    }

    /// Of so much weight of all rows and of those of class 1.
    static func nullLogLikelihood(weight: Double, ones: Double, hasIntercept: Bool) -> Double {
        if !hasIntercept { return -weight * log(2) }
        let zeros = weight - ones
        return ones * log(ones / weight) + zeros * log(zeros / weight)
    }

    /// The probabilities of class 1 for features of shape [rows, features].
    public func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> {
        let weights = Tensor(coefficients.dropFirst(hasIntercept ? 1 : 0).map(\.estimate))
        let margins = features.matmul(weights)
        return (hasIntercept ? margins + coefficients[0].estimate : margins).sigmoid()
    }

    private static func nullLogLikelihood(_ design: RegressionDesign) -> Double {
        let counts = design.weights ?? Array(repeating: 1, count: design.rows)
        let ones = zip(counts, design.targets).reduce(0) { $0 + $1.0 * $1.1 }
        return nullLogLikelihood(weight: counts.reduce(0, +), ones: ones, hasIntercept: design.hasIntercept)
    }
}

extension Coefficient {
    /// Of a regression of greatest likelihood, for weights that all are so many times as large.
    func scalingWeights(by unit: Double, confidence: Double) -> Coefficient {
        guard let standardError else { return self }
        return Coefficient(
            name, estimate, error: standardError / unit.squareRoot(), width: Normal.quantile(twoSided: 1 - confidence),
            pValue: Normal.twoSided)
    }
}

/// How the likelihood of a logistic regression is made greatest.
public enum LogisticSolver: String, Sendable, CaseIterable {
    /// Newton's method, that is iteratively reweighted least squares; to the last digit for up to a million numbers, in
    /// passes over the rows for taller tables.
    case newton
    /// L-BFGS, a pass over the rows for each gradient: the fastest for tall tables. Estimates without standard errors.
    case lbfgs
    /// Up to a hundred epochs of steps on batches of up to 256 rows, on standardised columns, of rows that are held in memory.
    /// Estimates only.
    case sgd
}

extension LogisticSummary: CustomStringConvertible {
    public var description: String {
        (["Coefficients:"] + SummaryTable(coefficients, statistic: "z").lines + [""] + likelihoodLines)
            .joined(separator: "\n")
    }
}
