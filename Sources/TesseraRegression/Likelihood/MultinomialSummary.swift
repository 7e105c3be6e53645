import Tessera

/// The summary of a multinomial logistic regression (softmax regression) by maximum likelihood: for each class except
/// the first, the log-odds against the first are linear in the features.
public struct MultinomialSummary: LikelihoodSummary {
    /// The distinct targets in ascending order; the first is the reference class.
    package let classes: [Double]
    /// The coefficients for each class except the first: the intercept, where there is one, then each feature with its
    /// powers.
    public private(set) var coefficients: [[Coefficient]]
    /// Whether the regression has an intercept.
    package let hasIntercept: Bool
    public let rows: Int
    public private(set) var logLikelihood: Double
    /// The log-likelihood of the null model.
    package private(set) var nullLogLikelihood: Double
    public var solver: LogisticSolver { .newton }
    public let convergence: Convergence
    /// The confidence level of the intervals.
    package let confidence: Double

    /// The highest power of each feature.
    private var degree: Int

    public var nullDeviance: Double { -2 * nullLogLikelihood }
    public var coefficientCount: Int { coefficients.joined().count }

    /// - Parameter l2: ½·l2·‖w‖² is added to the negative log-likelihood; intercepts are not penalised.
    init(
        _ design: RegressionDesign, l2: Double, stopping: StoppingCriteria, confidence: Double
    ) throws(RegressionError) {
        if l2 > 0, let wide = try WideDesign(design) {
            var summary = try MultinomialSummary(wide.reduced, l2: l2, stopping: stopping, confidence: confidence)
            summary.coefficients = summary.coefficients.map { own in
                zip(design.names, wide.coefficients(own.map(\.estimate))).map { Coefficient($0, $1) }
            }
            summary.degree = design.degree
            self = summary
            return
        }
        if l2 == 0 { try design.checkIndependence() }
        let classes = Set(design.targets).sorted()
        let count = design.names.count * (classes.count - 1)
        guard design.rows >= count || l2 > 0 else {
            throw RegressionError(.tooFewRows(rows: design.rows, coefficients: count))
        }
        let largest = (rows: max(count, design.rows), columns: max(count, classes.count))
        guard largest.rows * largest.columns < 1 << 28 else {
            throw RegressionError(.linearAlgebra(.tooLarge(rows: largest.rows, columns: largest.columns)))
        }
        (self.classes, hasIntercept, rows) = (classes, design.hasIntercept, design.rows)
        (self.confidence, degree) = (confidence, design.degree)
        if classes.count == 2 {
            // Two classes are the same regression as the binary one, to the last bit.
            let binary = try LogisticSummary(
                newton: design.labelled(classes[1]), l1: 0, l2: l2, stopping: stopping, confidence: confidence)
            coefficients = [binary.coefficients]
            (logLikelihood, nullLogLikelihood) = (binary.logLikelihood, binary.nullLogLikelihood)
            convergence = binary.convergence
            return
        }
        let problem = try MultinomialProblem(design, classes: classes, l2: l2, stopping: stopping)
        let newton = try problem.maximum()
        let width = Normal.quantile(twoSided: 1 - confidence)
        let isDecided = l2 == 0 && newton.convergence.isConverged
        // Where all rows are certain of their class, they hold no information about the coefficients.
        let variances = isDecided ? try? problem.variances(newton.point) : nil
        coefficients = problem.estimates(newton.point).enumerated().map { classIndex, estimates in
            zip(design.names, estimates).enumerated().map { column, named in
                guard let variances else { return Coefficient(named.0, named.1) }
                return Coefficient(
                    named.0, named.1, error: variances[classIndex][column].squareRoot(), width: width,
                    pValue: Normal.twoSided)
            }
        }
        logLikelihood = newton.point.terms.logLikelihood
        convergence = isDecided && variances == nil ? newton.convergence.withoutInformation : newton.convergence
        nullLogLikelihood = problem.nullLogLikelihood()
    }

    /// Rescales the summary for weights that are all `unit` times as large.
    mutating func scaleWeights(by unit: Double) {
        guard unit != 1 else { return }
        logLikelihood *= unit
        nullLogLikelihood *= unit
        coefficients = coefficients.map { [confidence] in
            $0.map { $0.scalingWeights(by: unit, confidence: confidence) }
        }
    }

    /// The fitted model, which predicts.
    public var model: MultinomialModel {
        MultinomialModel(
            classes: classes,
            coefficients.map { LinearPredictor($0, hasIntercept: hasIntercept, degree: degree) })
    }

    /// Returns the probability of each class, of shape [rows, classes], for features of shape [rows, features].
    package func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> { model.predictProbability(features) }
}

extension MultinomialSummary: CustomStringConvertible {
    public var description: String {
        let first = SummaryTable.label(classes[0])
        var lines: [String] = []
        for (value, coefficients) in zip(classes.dropFirst(), coefficients) {
            lines.append("Class \(SummaryTable.label(value)) against \(first):")
            lines += SummaryTable(coefficients, statistic: "z").lines
            lines.append("")
        }
        return (lines + likelihoodLines).joined(separator: "\n")
    }
}
