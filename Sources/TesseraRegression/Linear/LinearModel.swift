public import Tessera
public import TesseraModels

/// A linear model y ≈ w·x + b that was fitted exactly by least squares, with the summary that R's `lm` prints.
///
/// It predicts, is evaluated and is saved as a trained `LinearRegression` is.
public struct LinearModel: Predictor, LinearPredictorModel, Equatable {
    /// The linear predictor η = w·x + b.
    package let predictor: LinearPredictor

    init(_ predictor: LinearPredictor) { self.predictor = predictor }

    public var features: [String] { predictor.features }
    public var weights: [Double] { predictor.weights }
    public var intercept: Double { predictor.intercept }

    public var featureCount: Int? { predictor.features.count }

    public func linearPredictor(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features) }

    /// Returns predictions of shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Double>) -> Tensor<Double> { predictor(features) }

    /// Returns the model as a value that can be saved in a JSON file.
    ///
    /// - Parameter target: the name of the target.
    /// - Throws: `SavedModelError` where a coefficient is not finite.
    public func saved(target: String) throws(SavedModelError) -> SavedModel {
        try predictor.saved(.linear, target: target)
    }
}

extension LinearModel {
    /// Fits a linear regression by least squares, with inference, in double precision.
    ///
    /// ```swift
    /// let design = try RegressionDesign(features: x, names: ["GNP", "YEAR"], target: y)
    /// print(try LinearModel.fit(design))
    /// ```
    ///
    /// - Parameters:
    ///   - design: the regressors, the target and the case weights.
    ///   - solver: nil chooses: `.qr` for up to a million numbers and for powers, `.normalEquations` for taller tables,
    ///     `.coordinateDescent` where `l1` is above 0.
    ///   - l1: l1·Σ|w| is added to the residual sum of squares; the intercept is never penalised.
    ///   - l2: l2·‖w‖² is added to the residual sum of squares.
    ///   - tolerance: the violation of its optimality condition at which an iterative solver stops; see `Convergence`.
    ///     Nil for the solver's default: 1e-9 for `.coordinateDescent`, 1e-8 for `.gradientDescent`, 1e-3 for `.sgd`.
    ///   - maximumIterations: the largest number of iterations; `LinearSummary.convergence` tells whether the solver
    ///     converged before. Nil for the solver's default.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Throws: `RegressionError` where columns are collinear, there are fewer rows than coefficients, an option is out of
    ///   its range, or numbers overflow.
    public static func fit(
        _ design: RegressionDesign, solver: LinearSolver? = nil, l1: Double = 0, l2: Double = 0,
        tolerance: Double? = nil, maximumIterations: Int? = nil, confidence: Double = 0.95
    ) throws(RegressionError) -> LinearSummary {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
        try RegressionOptions.check(solver, l1: l1, needs: .coordinateDescent)
        let unit = design.weightUnit
        var summary = try summary(
            design, solver: solver, l1: l1 / unit, l2: l2 / unit, stopping: stopping, confidence: confidence)
        summary.scaleWeights(by: unit)
        (summary.rowNumbers, summary.degree) = (design.rowNumbers, design.degree)
        return summary
    }

    private static func summary(
        _ design: RegressionDesign, solver: LinearSolver?, l1: Double, l2: Double, stopping: StoppingCriteria,
        confidence: Double
    ) throws(RegressionError) -> LinearSummary {
        switch solver ?? (l1 > 0 ? .coordinateDescent : design.isTall ? .normalEquations : .qr) {
        case .qr where !design.isTall:
            return try LinearSummary(qr: design, l2: l2, confidence: confidence)
        case .svd: return try LinearSummary(singularValues: design, l2: l2, confidence: confidence)
        case .gradientDescent, .sgd:
            return try LinearSummary(
                gradientDescent: design, solver: solver ?? .sgd, l2: l2, stopping: stopping, confidence: confidence)
        case .coordinateDescent where !design.isTall:
            return try LinearSummary(elasticNet: design, l1: l1, l2: l2, stopping: stopping, confidence: confidence)
        case .coordinateDescent:
            return try LinearSummary(
                elasticNet: design.table, target: 0, names: CoefficientNames(design), l1: l1, l2: l2,
                stopping: stopping,
                confidence: confidence)
        case .qr, .normalEquations:
            return try summaries(
                design.table, counted: design.rows, names: CoefficientNames(design), l2: l2,
                solver: solver ?? .normalEquations, confidence: confidence)[0]
        }
    }

    /// Fits a regression of each target on the features of rows of any source in several passes; the memory needed does
    /// not depend on the number of rows.
    ///
    /// - Parameters:
    ///   - rows: the features, targets and weights.
    ///   - names: one for each feature; x1, x2, … unless given.
    ///   - intercept: whether the model has an intercept.
    ///   - solver: `.qr`, `.normalEquations` or `.coordinateDescent`; nil chooses one of the last two.
    ///   - l1: l1·Σ|w| is added to the residual sum of squares; the intercept is never penalised.
    ///   - l2: l2·‖w‖² is added to the residual sum of squares.
    ///   - tolerance: the violation of its optimality condition at which an iterative solver stops; nil for the
    ///     solver's default.
    ///   - maximumIterations: the largest number of iterations; nil for the solver's default.
    ///   - confidence: the confidence level of the intervals, between 0 and 1.
    /// - Returns: one summary for each target.
    /// - Throws: the errors of `fit(_:solver:l1:l2:tolerance:maximumIterations:confidence:)`, and that of
    ///   rows that cannot be read.
    public static func fit(
        rows: some RowSource<Double>, names: [String]? = nil, intercept: Bool = true, solver: LinearSolver? = nil,
        l1: Double = 0, l2: Double = 0, tolerance: Double? = nil, maximumIterations: Int? = nil,
        confidence: Double = 0.95
    ) throws(RegressionError) -> [LinearSummary] {
        let stopping = try RegressionOptions.checked(
            tolerance: tolerance, iterations: maximumIterations, l1: l1, l2: l2, confidence: confidence)
        try RegressionOptions.check(solver, l1: l1, needs: .coordinateDescent)
        let all = try CoefficientNames(names, of: rows, intercept: intercept)
        if rows.rowCount == 0 { throw RegressionError(.noRows) }
        if all.columns.isEmpty { throw RegressionError(.noFeatures) }
        let counted = try RegressionError.translating { try rows.countedRows() }
        let chosen = solver ?? (l1 > 0 ? .coordinateDescent : .normalEquations)
        let targets = 0..<rows.rowShape.targets
        switch chosen {
        case .qr, .normalEquations:
            return try summaries(
                rows, counted: counted, names: all, l2: l2, solver: chosen, confidence: confidence)
        case .coordinateDescent:
            return try targets.map { target throws(RegressionError) in
                try LinearSummary(
                    elasticNet: rows, target: target, names: all, l1: l1, l2: l2, stopping: stopping,
                    confidence: confidence)
            }
        case .svd, .gradientDescent, .sgd:
            throw RegressionError(
                .invalidOption(
                    name: "solver", value: chosen.rawValue,
                    expected: "qr, normalEquations or coordinateDescent for rows"))
        }
    }

    /// Returns a summary for each target, all by one factorisation.
    private static func summaries(
        _ rows: some RowSource<Double>, counted: Int, names: CoefficientNames, l2: Double, solver: LinearSolver,
        confidence: Double
    ) throws(RegressionError) -> [LinearSummary] {
        var fit = try StreamingLeastSquaresFit(rows, counted: counted, names: names, l2: l2, solver: solver)
        var summaries: [LinearSummary] = []
        for target in 0..<rows.rowShape.targets {
            summaries.append(try LinearSummary(streaming: &fit, rows, target: target, confidence: confidence))
        }
        return summaries
    }
}

/// The solver of the least-squares problem of a linear regression.
public enum LinearSolver: String, Sendable, CaseIterable, Codable {
    /// Householder QR of the equilibrated columns with iterative refinement to full precision; for tall tables in
    /// passes over their rows.
    case qr
    /// The singular value decomposition: the minimum-norm solution, in which dependent columns divide their common
    /// effect.
    case svd
    /// The normal equations: cross products of the columns from one pass over the rows, refined like QR. The fastest
    /// solver for tall tables; it falls back to QR where columns are nearly dependent.
    case normalEquations
    /// Accelerated gradient descent on all rows of standardised columns; up to a thousand steps by default.
    case gradientDescent
    /// Variance-reduced stochastic gradient descent (SVRG) on batches of up to 256 rows of standardised columns; up to
    /// a hundred epochs by default.
    case sgd
    /// Coordinate descent, then an active-set method that finds the exact minimum for the signs of the coefficients. An
    /// L1 penalty requires this solver.
    case coordinateDescent
}
