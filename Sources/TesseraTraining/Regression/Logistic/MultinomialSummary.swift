public import Tessera

/// A regression for several classes, of greatest likelihood: for each class but the first, the logarithm of its odds against
/// the first is linear in the features (the softmax model).
public struct MultinomialSummary: LikelihoodSummary {
    /// The targets that occur, rising; the first is what the others are compared with.
    public let classes: [Double]
    /// For each class but the first, the intercept, where there is one, then each feature with its powers.
    public private(set) var coefficients: [[Coefficient]]
    public let hasIntercept: Bool
    public let rows: Int
    public private(set) var logLikelihood: Double
    public private(set) var nullLogLikelihood: Double
    public var solver: LogisticSolver { .newton }
    public let convergence: Convergence
    public let confidence: Double

    public var coefficientCount: Int { coefficients.joined().count }

    /// - Parameter l2: ½·l2·‖w‖² is added to the negative log-likelihood; intercepts are free.
    init(
        _ design: RegressionDesign, l2: Double, stopping: Stopping, confidence: Double
    ) throws(TrainingError) {
        if l2 > 0, let wide = try WideDesign(design) {
            self = try MultinomialSummary(wide.reduced, l2: l2, stopping: stopping, confidence: confidence)
            coefficients = coefficients.map { own in
                zip(design.names, wide.coefficients(own.map(\.estimate))).map { Coefficient($0, $1) }
            }
            return
        }
        if l2 == 0 { try design.checkIndependence() }
        let classes = Set(design.targets).sorted()
        let count = design.names.count * (classes.count - 1)
        guard design.rows >= count || l2 > 0 else { throw .tooFewRows(rows: design.rows, coefficients: count) }
        let largest = (rows: max(count, design.rows), columns: max(count, classes.count))
        guard largest.rows * largest.columns < 1 << 28 else {
            throw .linearAlgebra(.tooLarge(rows: largest.rows, columns: largest.columns))
        }
        (self.classes, hasIntercept, rows) = (classes, design.hasIntercept, design.rows)
        self.confidence = confidence
        if classes.count == 2 {
            // The same regression, to the last bit.
            let binary = try LogisticSummary(
                refining: design.labelled(classes[1]), l1: 0, l2: l2, stopping: stopping, confidence: confidence)
            coefficients = [binary.coefficients]
            (logLikelihood, nullLogLikelihood) = (binary.logLikelihood, binary.nullLogLikelihood)
            convergence = binary.convergence
            return
        }
        let newton = try MultinomialNewton(design, classes: classes, l2: l2, stopping: stopping)
        let width = Normal.quantile(twoSided: 1 - confidence)
        let isDecided = l2 == 0 && newton.convergence.isConverged
        // Rows that all are certain say nothing of the coefficients.
        let variances = isDecided ? try? newton.variances(design) : nil
        coefficients = newton.estimates.enumerated().map { place, estimates in
            zip(design.names, estimates).enumerated().map { column, named in
                guard let variances else { return Coefficient(named.0, named.1) }
                return Coefficient(
                    named.0, named.1, error: variances[place][column].squareRoot(), width: width,
                    pValue: Normal.twoSided)
            }
        }
        logLikelihood = newton.logLikelihood
        convergence = isDecided && variances == nil ? newton.convergence.withoutInformation : newton.convergence
        nullLogLikelihood = newton.nullLogLikelihood(hasIntercept: design.hasIntercept)
    }

    fileprivate mutating func scaleWeights(by unit: Double) {
        guard unit != 1 else { return }
        logLikelihood *= unit
        nullLogLikelihood *= unit
        coefficients = coefficients.map { [confidence] in
            $0.map { $0.scalingWeights(by: unit, confidence: confidence) }
        }
    }

    /// The probability of each class, of shape [rows, classes], for features of shape [rows, features].
    public func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> {
        let weights = Tensor(coefficients.map { $0.map(\.estimate) })
        let first = hasIntercept ? 1 : 0
        var logits = features.matmul(weights[.full, first...].transposed())
        if hasIntercept { logits = logits + weights[.full, 0] }
        return concatenate([Tensor(zeros: [features.shape[0], 1]), logits], axis: 1).softmax()
    }
}

extension MultinomialSummary: CustomStringConvertible {
    public var description: String {
        let tables = zip(classes.dropFirst(), coefficients).flatMap { value, coefficients in
            ["Class \(SummaryTable.label(value)) against \(SummaryTable.label(classes[0])):"]
                + SummaryTable(coefficients, statistic: "z").lines + [""]
        }
        return (tables + likelihoodLines).joined(separator: "\n")
    }
}

extension LogisticRegression<Double> {
    /// A regression for several classes: each number that occurs as a target is one.
    ///
    /// - Parameters:
    ///   - l2: ½·l2·‖w‖² is added to the negative log-likelihood; intercepts are never penalised.
    ///   - tolerance: how far the gradient may differ from 0, relative to its terms; nil for 1e-9.
    ///   - maximumIterations: where it ends at the latest; `MultinomialSummary.convergence` tells. Nil for 1000.
    ///   - confidence: of the intervals.
    /// - Throws: `TrainingError.separable`, `collinear`, `oneClassOnly`, `tooFewRows`.
    public static func fitClasses(
        _ design: RegressionDesign, l2: Double = 0, tolerance: Double? = nil, maximumIterations: Int? = nil,
        confidence: Double = 0.95
    ) throws(TrainingError) -> MultinomialSummary {
        let stopping = Stopping(tolerance: tolerance, iterations: maximumIterations)
        try stopping.check()
        try RegressionOptions.check(l2: l2, confidence: confidence)
        let unit = design.weightUnit
        var summary = try MultinomialSummary(design, l2: l2 / unit, stopping: stopping, confidence: confidence)
        summary.scaleWeights(by: unit)
        return summary
    }
}
