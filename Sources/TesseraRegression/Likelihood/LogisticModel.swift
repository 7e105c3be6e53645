public import Tessera
public import TesseraModels

/// A logistic model P(y = 1) = σ(w·x + b) that was fitted exactly by maximum likelihood, with the summary that R's
/// `glm` prints.
///
/// It predicts, is evaluated and is saved as a trained `LogisticRegression` is.
public struct LogisticModel: Predictor, LinearPredictorModel, Equatable {
    /// The linear predictor η = w·x + b.
    package let predictor: LinearPredictor

    init(_ predictor: LinearPredictor) { self.predictor = predictor }

    public var features: [String] { predictor.features }
    public var weights: [Double] { predictor.weights }
    public var intercept: Double { predictor.intercept }

    public var featureCount: Int? { predictor.features.count }

    public func linearPredictor(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features) }

    /// Returns the probabilities of class 1, of shape [rows], for features of shape [rows, features].
    public func predictProbability(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features).sigmoid() }

    /// Returns the more probable class, 0 or 1: shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Double>) -> Tensor<Double> { Tensor(predictor(features) .> 0) }

    /// Returns the model as a value that can be saved in a JSON file.
    ///
    /// - Parameter target: the name of the target.
    /// - Throws: `SavedModelError` where a coefficient is not finite.
    public func saved(target: String) throws(SavedModelError) -> SavedModel {
        try predictor.saved(.logistic, target: target)
    }
}

extension LogisticModel {
    /// Fits a logistic regression by maximum likelihood, with inference, in double precision.
    ///
    /// - Parameters:
    ///   - design: the regressors, the target, which is 0 or 1, and the case weights.
    ///   - solver: nil chooses `.newton`.
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added to the negative log-likelihood.
    ///   - tolerance: the largest violation of the solver's optimality condition, relative to its terms: 1e-9 for
    ///     `.newton`, 1e-8 in passes over the rows, 1e-5 for `.lbfgs`, 1e-3 for `.sgd` unless given; see `Convergence`.
    ///   - maximumIterations: the largest number of iterations; `LogisticSummary.convergence` tells whether the solver
    ///     converged before. Nil for the solver's default.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: `RegressionError` where columns separate the classes, which it names, also for quasi-complete separation,
    ///   where rows of both classes lie on the border (`.lbfgs` detects that for up to a million numbers); where columns
    ///   are collinear, targets are not 0 or 1 or all the same, there are fewer rows than coefficients, or an option is
    ///   out of its range.
    public static func fit(
        _ design: RegressionDesign, solver: LogisticSolver? = nil, l1: Double = 0, l2: Double = 0,
        tolerance: Double? = nil, maximumIterations: Int? = nil, confidence: Double = 0.95
    ) throws(RegressionError) -> LogisticSummary {
        var summary = try Self.summary(
            design, solver: solver, l1: l1, l2: l2, tolerance: tolerance, maximumIterations: maximumIterations,
            confidence: confidence)
        summary.degree = design.degree
        return summary
    }

    private static func summary(
        _ design: RegressionDesign, solver: LogisticSolver?, l1: Double, l2: Double, tolerance: Double?,
        maximumIterations: Int?, confidence: Double
    ) throws(RegressionError) -> LogisticSummary {
        let unit = design.weightUnit
        if (solver ?? .newton) == .newton, !design.isTall {
            let stopping = try RegressionOptions.checked(
                tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
            let refined = try LogisticSummary(
                newton: design, l1: l1 / unit, l2: l2 / unit, stopping: stopping, confidence: confidence)
            guard !refined.convergence.isConverged, l1 == 0, maximumIterations == nil else {
                return refined.scalingWeights(by: unit)
            }
            let streamed = try streamed(design, l2: l2 / unit, stopping: stopping, confidence: confidence)
            return (streamed ?? refined).scalingWeights(by: unit)
        }
        return try fit(
            rows: design.table, names: CoefficientNames(design).columns, intercept: design.hasIntercept, solver: solver,
            l1: l1 / unit, l2: l2 / unit, tolerance: tolerance, maximumIterations: maximumIterations,
            confidence: confidence
        ).scalingWeights(by: unit)
    }

    /// Fits a design as rows are streamed: a value of 1e100 makes the factorisation of the weighted rows fail, but not
    /// that of their cross products.
    ///
    /// - Returns: nil where that does not converge either.
    /// - Throws: `RegressionError` of kind `separable` only.
    private static func streamed(
        _ design: RegressionDesign, l2: Double, stopping: StoppingCriteria, confidence: Double
    ) throws(RegressionError) -> LogisticSummary? {
        do {
            let summary = try LogisticSummary(
                streaming: design.table, names: CoefficientNames(design), l1: 0, l2: l2, stopping: stopping,
                confidence: confidence)
            return summary.convergence.isConverged ? summary : nil
        } catch {
            if case .separable = error.reason { throw error }
            return nil
        }
    }

    /// Fits rows of any source in several passes; the memory needed does not depend on the number of rows.
    ///
    /// - Parameters:
    ///   - rows: the features, one target, which is 0 or 1, and the weights.
    ///   - names: one for each feature; x1, x2, … unless given.
    ///   - intercept: whether the model has an intercept.
    ///   - solver: nil chooses `.newton`.
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added to the negative log-likelihood.
    ///   - tolerance: the largest violation of the solver's optimality condition, relative to its terms; nil for the
    ///     solver's default.
    ///   - maximumIterations: the largest number of iterations; nil for the solver's default.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: the errors of `fit(_:solver:l1:l2:tolerance:maximumIterations:confidence:)`, and that of
    ///   rows that cannot be read.
    public static func fit(
        rows: some RowSource<Double>, names: [String]? = nil, intercept: Bool = true, solver: LogisticSolver? = nil,
        l1: Double = 0, l2: Double = 0, tolerance: Double? = nil, maximumIterations: Int? = nil,
        confidence: Double = 0.95
    ) throws(RegressionError) -> LogisticSummary {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
        try RegressionOptions.check(solver, l1: l1, needs: .newton)
        try RegressionError.translating { try rows.checkRegression() }
        let all = try CoefficientNames(names, of: rows, intercept: intercept)
        if rows.rowShape.hasWeights { _ = try RegressionError.translating { try rows.totalWeight() } }
        if l1 > 0, let table = rows.table, table.features.count <= 1 << 20 {
            // Nearly equal columns need more digits than cross products have.
            let design = try RegressionDesign(
                features: table.features, names: all.columns, target: table.targets, weights: table.weights,
                intercept: intercept)
            return try fit(
                design, l1: l1, l2: l2, tolerance: tolerance, maximumIterations: maximumIterations,
                confidence: confidence)
        }
        if (solver ?? .newton) == .newton {
            return try LogisticSummary(
                streaming: rows, names: all, l1: l1, l2: l2, stopping: stopping, confidence: confidence)
        }
        return try LogisticSummary(
            rows, names: all, solver: solver ?? .lbfgs, l2: l2, stopping: stopping, confidence: confidence)
    }
}
