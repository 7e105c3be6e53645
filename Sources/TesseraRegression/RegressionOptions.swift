import Tessera

/// Checks of the options that all regressions have in common.
enum RegressionOptions {
    /// Returns the stopping criteria, after checking them, the penalties and the confidence level.
    static func checked(
        tolerance: Double?, iterations: Int?, l1: Double = 0, l2: Double, confidence: Double
    ) throws(RegressionError) -> StoppingCriteria {
        let stopping = StoppingCriteria(tolerance: tolerance, iterations: iterations)
        try stopping.check()
        for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
            throw RegressionError(.invalidOption(name: name, value: "\(value)", expected: "at least 0"))
        }
        guard confidence > 0, confidence < 1 else {
            throw RegressionError(
                .invalidOption(name: "confidence", value: "\(confidence)", expected: "between 0 and 1"))
        }
        return stopping
    }

    /// Refuses an L1 penalty for every solver except the one that supports it.
    static func check<Solver: RawRepresentable<String> & Equatable>(
        _ solver: Solver?, l1: Double, needs other: Solver
    ) throws(RegressionError) {
        guard l1 > 0, let solver, solver != other else { return }
        throw RegressionError(
            .invalidOption(name: "solver", value: solver.rawValue, expected: "\(other.rawValue) where l1 is above 0"))
    }
}

/// The stopping criteria of a solver; each is nil where the solver's default applies.
struct StoppingCriteria: Sendable {
    var tolerance: Double?
    var iterations: Int?

    /// The expected increase relative to the information, about the square of the relative step, at which Newton's
    /// method has converged.
    var newtonGoal: Double { tolerance.map { max(1e-20, $0 * $0) } ?? 1e-20 }

    /// - Throws: `RegressionError` of kind `invalidOption`.
    fileprivate func check() throws(RegressionError) {
        if let tolerance, !(tolerance > 0 && tolerance < 1) {
            throw RegressionError(
                .invalidOption(name: "tolerance", value: "\(tolerance)", expected: "above 0 and below 1"))
        }
        if let iterations, iterations < 1 {
            throw RegressionError(.invalidOption(name: "iterations", value: "\(iterations)", expected: "at least 1"))
        }
    }
}
