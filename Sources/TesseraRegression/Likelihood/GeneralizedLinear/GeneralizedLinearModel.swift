public import Tessera
internal import TesseraModels

/// A generalised linear model that was fitted exactly by maximum likelihood: a target of a distribution of the
/// exponential family, whose mean μ follows the features by g(μ) = w·x + b with a link g (P. McCullagh, J. Nelder,
/// "Generalized Linear Models", 1989).
///
/// ```swift
/// let summary = try GeneralizedLinearModel.fit(design, family: .gamma, link: .log)
/// print(summary)
/// let means = summary.model.predict(features)
/// ```
public struct GeneralizedLinearModel: LinearPredictorModel, Equatable {
    /// The linear predictor η = w·x + b.
    package let predictor: LinearPredictor
    /// The distribution of the target.
    public let family: Family
    /// The function of the mean that is linear in the features.
    public let link: Link

    init(_ predictor: LinearPredictor, _ likelihood: Likelihood) {
        (self.predictor, family, link) = (predictor, likelihood.family, likelihood.link)
    }

    public var features: [String] { predictor.features }
    public var weights: [Double] { predictor.weights }
    public var intercept: Double { predictor.intercept }

    /// Checks that the features have shape [rows, features]: those of another one stop the program.
    ///
    /// - Throws: `ShapeError` if they have another shape.
    public func check(_ features: Tensor<Double>) throws(ShapeError) {
        try checkFeatures(features.shape, count: self.features.count)
    }

    public func linearPredictor(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features) }

    /// Returns the means of the target, of shape [rows], for features of shape [rows, features].
    public func predict(_ features: Tensor<Double>) -> Tensor<Double> {
        Tensor(predictor(features).scalars.map(link.meanValue))
    }
}

extension GeneralizedLinearModel {
    /// Fits a generalised linear model by maximum likelihood, with inference, in double precision: iteratively
    /// reweighted least squares to the last digit for up to a million numbers, in passes over the rows for taller
    /// tables.
    ///
    /// - Parameters:
    ///   - design: the regressors, the target, which must be one that the family has, and the case weights, which divide
    ///     the variance of a row.
    ///   - family: the distribution of the target.
    ///   - link: the function of the mean that is linear in the features; nil for the canonical link of the family.
    ///   - l1: l1·Σ|w| is added to half of the deviance, which is the negative log-likelihood for a dispersion of 1, up
    ///     to a constant; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added to half of the deviance.
    ///   - tolerance: the largest violation of the optimality condition, relative to its terms; nil for 1e-9, and 1e-8
    ///     in passes over the rows. See `Convergence`.
    ///   - maximumIterations: the largest number of iterations; nil for 1000.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: `RegressionError` for targets that the family does not have, where the likelihood has no maximum because
    ///   columns separate the classes or the rows with counts of 0, where columns are collinear, there are fewer rows than
    ///   coefficients, or an option is out of its range.
    public static func fit(
        _ design: RegressionDesign, family: Family, link: Link? = nil, l1: Double = 0, l2: Double = 0,
        tolerance: Double? = nil, maximumIterations: Int? = nil, confidence: Double = 0.95
    ) throws(RegressionError) -> GeneralizedLinearSummary {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
        let likelihood = Likelihood(family, link: link)
        let unit = design.weightUnit
        if design.isTall {
            return try GeneralizedLinearSummary(
                streaming: design.table, likelihood, names: CoefficientNames(design), l1: l1 / unit, l2: l2 / unit,
                stopping: stopping, confidence: confidence, weightUnit: unit)
        }
        return try GeneralizedLinearSummary(
            newton: design, likelihood, l1: l1 / unit, l2: l2 / unit, stopping: stopping, confidence: confidence)
    }

    /// Fits rows of any source in several passes; the memory needed does not depend on the number of rows.
    ///
    /// - Parameters:
    ///   - rows: the features, one target, and the weights.
    ///   - family: the distribution of the target.
    ///   - link: the function of the mean that is linear in the features; nil for the canonical link of the family.
    ///   - names: one for each feature; x1, x2, … unless given.
    ///   - intercept: whether the model has an intercept.
    ///   - l1: l1·Σ|w| is added to half of the deviance; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added to half of the deviance.
    ///   - tolerance: the largest violation of the optimality condition, relative to its terms; nil for 1e-8.
    ///   - maximumIterations: the largest number of iterations; nil for 1000.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: the errors of `fit(_:family:link:l1:l2:tolerance:maximumIterations:confidence:)`, and
    ///   that of rows that cannot be read.
    public static func fit(
        rows: some RowSource<Double>, family: Family, link: Link? = nil, names: [String]? = nil,
        intercept: Bool = true, l1: Double = 0, l2: Double = 0, tolerance: Double? = nil,
        maximumIterations: Int? = nil, confidence: Double = 0.95
    ) throws(RegressionError) -> GeneralizedLinearSummary {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
        try RegressionError.translating { try rows.checkRegression() }
        let all = try CoefficientNames(names, of: rows, intercept: intercept)
        if rows.rowShape.hasWeights { _ = try RegressionError.translating { try rows.totalWeight() } }
        return try GeneralizedLinearSummary(
            streaming: rows, Likelihood(family, link: link), names: all, l1: l1, l2: l2, stopping: stopping,
            confidence: confidence)
    }
}
