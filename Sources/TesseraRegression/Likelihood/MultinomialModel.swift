public import Tessera

/// A multinomial logistic model (softmax regression) that was fitted exactly by maximum likelihood: for each class
/// except the first, the log-odds against the first are linear in the features.
public struct MultinomialModel: Sendable, Equatable {
    /// The classes in ascending order; the first is the reference class.
    public let classes: [Double]
    /// The log-odds of each class except the first.
    let predictors: [LinearPredictor]

    init(classes: [Double], _ predictors: [LinearPredictor]) { (self.classes, self.predictors) = (classes, predictors) }

    /// The names of the features, in the order of the columns that `predict` takes.
    public var features: [String] { predictors[0].features }

    /// Checks that the features have shape [rows, features]: those of another one stop the program.
    ///
    /// - Throws: `ShapeError` if they have another shape.
    public func check(_ features: Tensor<Double>) throws(ShapeError) {
        try checkFeatures(features.shape, count: self.features.count)
    }

    /// Returns the probability of each class, of shape [rows, classes], for features of shape [rows, features].
    public func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> {
        logits(features).softmax()
    }

    /// Returns the most probable class of each row: shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Double>) -> Tensor<Double> {
        Tensor(classes).gatheringRows(predictProbability(features).argmax(axis: 1))
    }

    /// Returns the logit of each class, 0 for the first, of shape [rows, classes].
    func logits(_ features: Tensor<Double>) -> Tensor<Double> {
        Tensor(concatenating: [Tensor(zeros: [features.shape.first ?? 0, 1]), logOdds(features)], axis: 1)
    }

    /// Returns the log-odds against the first class, of shape [rows, classes − 1].
    private func logOdds(_ features: Tensor<Double>) -> Tensor<Double> {
        requireFeatures(features.shape, count: self.features.count)
        if predictors[0].degree > 1 {
            return Tensor(concatenating: predictors.map { $0(features).expandingDimensions(at: 1) }, axis: 1)
        }
        let product = features.matmul(Tensor(predictors.map(\.weights)).transposed())
        let intercepts = predictors.map(\.intercept)
        return intercepts.allSatisfy { $0 == 0 } ? product : product + Tensor(intercepts)
    }
}

extension MultinomialModel {
    /// Fits a multinomial logistic regression: each distinct target is a class.
    ///
    /// - Parameters:
    ///   - design: the regressors, the target, whose distinct values are the classes, and the case weights.
    ///   - l2: ½·l2·‖w‖² is added to the negative log-likelihood; intercepts are never penalised.
    ///   - tolerance: the largest gradient, relative to its terms, that counts as 0; nil for 1e-9.
    ///   - maximumIterations: the largest number of iterations; `MultinomialSummary.convergence` tells whether the
    ///     solver converged before. Nil for 1000.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: `RegressionError` where columns separate the classes or are collinear, there is one class only, there are
    ///   fewer rows than coefficients, an option is out of its range, or the system would be too large.
    public static func fit(
        _ design: RegressionDesign, l2: Double = 0, tolerance: Double? = nil, maximumIterations: Int? = nil,
        confidence: Double = 0.95
    ) throws(RegressionError) -> MultinomialSummary {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l2: l2, confidence: confidence)
        let unit = design.weightUnit
        var summary = try MultinomialSummary(design, l2: l2 / unit, stopping: stopping, confidence: confidence)
        summary.scaleWeights(by: unit)
        return summary
    }
}
