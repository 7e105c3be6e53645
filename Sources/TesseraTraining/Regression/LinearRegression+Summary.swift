public import Tessera

extension LinearRegression<Double> {
    /// A linear regression with all that a statistician asks of it, in double precision.
    ///
    /// ```swift
    /// let design = try RegressionDesign(features: x, names: ["GNP", "YEAR"], target: y)
    /// print(try LinearRegression.fit(design))
    /// ```
    ///
    /// - Parameters:
    ///   - solver: nil chooses: `.qr` for up to a million numbers and for powers, `.normalEquations` for taller tables,
    ///     `.coordinateDescent` where `l1` is above 0.
    ///   - l1: l1·Σ|w| is added to the residual sum of squares; the intercept is never penalised.
    ///   - l2: l2·‖w‖² is added.
    ///   - confidence: of the intervals.
    /// - Throws: `TrainingError.collinear` with the names of the columns, `tooFewRows`, `linearAlgebra`.
    public static func fit(
        _ design: RegressionDesign, solver: LinearSolver? = nil, l1: Double = 0, l2: Double = 0,
        confidence: Double = 0.95
    ) throws(TrainingError) -> LinearSummary {
        try checkOptions(solver, l1: l1, l2: l2, confidence: confidence)
        switch solver ?? (l1 > 0 ? .coordinateDescent : design.isTall ? .normalEquations : .qr) {
        case .qr where !design.isTall:
            return try LinearSummary(refining: design, l2: l2, confidence: confidence)
        case .svd: return try LinearSummary(singularValues: design, l2: l2, confidence: confidence)
        case .gradientDescent, .sgd:
            return try LinearSummary(
                stepping: design, solver: solver ?? .sgd, l2: l2, confidence: confidence)
        case .coordinateDescent:
            return try LinearSummary(
                elasticNet: design.table, names: design.names, intercept: design.hasIntercept, l1: l1, l2: l2,
                confidence: confidence)
        case .qr, .normalEquations:
            return try LinearSummary(
                folding: design.table, target: 0, names: design.names, intercept: design.hasIntercept, l2: l2,
                solver: solver ?? .normalEquations, confidence: confidence)
        }
    }

    /// A regression of each target on the features of rows from anywhere, in passes over them: memory does not depend on how
    /// many there are.
    ///
    /// - Parameters:
    ///   - names: one for each feature; x1, x2, … unless given.
    ///   - solver: `.qr`, `.normalEquations` or `.coordinateDescent`; nil chooses one of the last two.
    /// - Throws: as `fit(_:solver:l1:l2:confidence:)`, and `TrainingError.rows` where rows cannot be read.
    public static func fit(
        rows: some RowSource<Double>, names: [String]? = nil, intercept: Bool = true, solver: LinearSolver? = nil,
        l1: Double = 0, l2: Double = 0, confidence: Double = 0.95
    ) throws(TrainingError) -> [LinearSummary] {
        try checkOptions(solver, l1: l1, l2: l2, confidence: confidence)
        let features = names ?? (0..<rows.rowShape.features).map { "x\($0 + 1)" }
        guard features.count == rows.rowShape.features else {
            throw .mismatched("\(features.count) names for \(rows.rowShape.features) features")
        }
        if rows.rowCount == 0 { throw .noRows }
        if features.isEmpty { throw .noFeatures }
        if rows.rowShape.hasWeights { _ = try rows.totalWeight() }
        let all = (intercept ? [RegressionDesign.interceptName] : []) + features
        let chosen = solver ?? (l1 > 0 ? .coordinateDescent : .normalEquations)
        return try (0..<rows.rowShape.targets).map { target throws(TrainingError) in
            switch chosen {
            case .qr, .normalEquations:
                try LinearSummary(
                    folding: rows, target: target, names: all, intercept: intercept, l2: l2, solver: chosen,
                    confidence: confidence)
            case .coordinateDescent:
                try LinearSummary(
                    elasticNet: rows, target: target, names: all, intercept: intercept, l1: l1, l2: l2,
                    confidence: confidence)
            case .svd, .gradientDescent, .sgd:
                throw .invalidOption(
                    name: "solver", value: chosen.rawValue,
                    expected: "qr, normalEquations or coordinateDescent for rows")
            }
        }
    }

    private static func checkOptions(
        _ solver: LinearSolver?, l1: Double, l2: Double, confidence: Double
    ) throws(TrainingError) {
        for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
            throw .invalidOption(name: name, value: "\(value)", expected: "at least 0")
        }
        guard confidence > 0, confidence < 1 else {
            throw .invalidOption(name: "confidence", value: "\(confidence)", expected: "between 0 and 1")
        }
        if l1 > 0, let solver, solver != .coordinateDescent {
            throw .invalidOption(
                name: "solver", value: solver.rawValue, expected: "coordinateDescent where l1 is above 0")
        }
    }
}
