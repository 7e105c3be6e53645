public import Tessera

extension LogisticRegression<Double> {
    /// A logistic regression with all that a statistician asks of it, in double precision.
    ///
    /// - Parameters:
    ///   - solver: nil chooses `.newton`.
    ///   - l1: l1·Σ|w| is added to the negative log-likelihood; the intercept is never penalised.
    ///   - l2: ½·l2·‖w‖² is added.
    ///   - tolerance: for `.lbfgs`, the length of the gradient of the mean loss that is small enough.
    ///   - confidence: of the intervals.
    /// - Throws: `TrainingError.separable` with the columns that tell the classes apart, `collinear`, `notBinary`,
    ///   `oneClassOnly`, `tooFewRows`.
    public static func fit(
        _ design: RegressionDesign, solver: LogisticSolver? = nil, l1: Double = 0, l2: Double = 0,
        tolerance: Double = 1e-6, confidence: Double = 0.95
    ) throws(TrainingError) -> LogisticSummary {
        if (solver ?? .newton) == .newton, l1 == 0, !design.isTall {
            try checkOptions(solver, l1: l1, l2: l2, confidence: confidence)
            return try LogisticSummary(refining: design, l2: l2, confidence: confidence)
        }
        return try fit(
            rows: design.table, names: design.columnNames, intercept: design.hasIntercept, solver: solver, l1: l1,
            l2: l2,
            tolerance: tolerance, confidence: confidence)
    }

    /// The same for rows from anywhere, in passes over them: memory does not depend on how many there are.
    ///
    /// - Parameter names: one for each feature; x1, x2, … unless given.
    public static func fit(
        rows: some RowSource<Double>, names: [String]? = nil, intercept: Bool = true, solver: LogisticSolver? = nil,
        l1: Double = 0, l2: Double = 0, tolerance: Double = 1e-6, confidence: Double = 0.95
    ) throws(TrainingError) -> LogisticSummary {
        try checkOptions(solver, l1: l1, l2: l2, confidence: confidence)
        try rows.checkRegression()
        let features = names ?? (0..<rows.rowShape.features).map { "x\($0 + 1)" }
        guard features.count == rows.rowShape.features else {
            throw .mismatched("\(features.count) names for \(rows.rowShape.features) features")
        }
        if rows.rowShape.hasWeights { _ = try rows.totalWeight() }
        let all = (intercept ? [RegressionDesign.interceptName] : []) + features
        if (solver ?? .newton) == .newton {
            return try LogisticSummary(
                folding: rows, names: all, intercept: intercept, l1: l1, l2: l2, confidence: confidence)
        }
        return try LogisticSummary(
            rows, names: all, intercept: intercept, solver: solver ?? .lbfgs, l2: l2, tolerance: tolerance,
            confidence: confidence)
    }

    private static func checkOptions(
        _ solver: LogisticSolver?, l1: Double, l2: Double, confidence: Double
    ) throws(TrainingError) {
        for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
            throw .invalidOption(name: name, value: "\(value)", expected: "at least 0")
        }
        guard confidence > 0, confidence < 1 else {
            throw .invalidOption(name: "confidence", value: "\(confidence)", expected: "between 0 and 1")
        }
        if l1 > 0, let solver, solver != .newton {
            throw .invalidOption(name: "solver", value: solver.rawValue, expected: "newton where l1 is above 0")
        }
    }
}
