import Tessera

/// Whether a solver has found what it looks for: a condition of optimality, checked in double precision at the numbers it
/// returns.
public struct Convergence: Sendable, Equatable {
    /// What tells that the coefficients are the best ones.
    public enum Condition: String, Sendable, CaseIterable {
        /// A factorisation solves the problem at once; what refinement still corrects tells how well.
        case factorization
        /// The gradient of the loss is 0, to the tolerance.
        case gradient
        /// With a penalty on magnitudes: the gradient is ±l1 where a coefficient is not 0, and smaller where it is 0.
        case kuhnTucker
    }

    public let isConverged: Bool
    /// How many steps the solver has taken; 0 for a factorisation.
    public let iterations: Int
    public let condition: Condition
    /// By how much the condition is broken, relative to the numbers that cancel in it.
    public let violation: Double
    /// The violation that is small enough.
    public let tolerance: Double

    init(_ condition: Condition, isConverged: Bool, iterations: Int, violation: Double, tolerance: Double) {
        (self.condition, self.isConverged, self.iterations) = (condition, isConverged, iterations)
        (self.violation, self.tolerance) = (violation, tolerance)
    }

    /// By whether the violation is within the tolerance.
    init(_ condition: Condition, iterations: Int, violation: Double, tolerance: Double) {
        self.init(
            condition, isConverged: violation <= tolerance, iterations: iterations, violation: violation,
            tolerance: tolerance)
    }

    /// The same where the rows turn out not to decide the coefficients.
    var withoutInformation: Convergence {
        Convergence(
            condition, isConverged: false, iterations: iterations, violation: violation, tolerance: tolerance)
    }

    /// Of a factorisation.
    static let direct = Convergence(.factorization, iterations: 0, violation: 0, tolerance: 1e-15)

    /// The line of a summary where a solver has stopped before; none where it has not.
    var lines: [String] {
        if isConverged { return [] }
        let steps = "Not converged after \(counted(iterations, "step"))"
        let condition = "its condition (\(condition.words)) is met to \(SummaryTable.number(violation))"
        if !violation.isFinite { return ["\(steps), not to \(SummaryTable.number(tolerance))"] }
        if violation <= tolerance { return ["\(steps): \(condition), and still they lead on"] }
        return ["\(steps): \(condition), not to \(SummaryTable.number(tolerance))"]
    }
}

extension Convergence.Condition {
    fileprivate var words: String {
        switch self {
        case .factorization: "nothing left to refine"
        case .gradient: "a gradient of 0"
        case .kuhnTucker: "Kuhn–Tucker"
        }
    }
}

/// Where a solver ends; what is nil is the solver's own choice.
struct Stopping: Sendable {
    var tolerance: Double?
    var iterations: Int?

    func check() throws(TrainingError) {
        if let tolerance, !(tolerance > 0 && tolerance < 1) {
            throw .invalidOption(name: "tolerance", value: "\(tolerance)", expected: "above 0 and below 1")
        }
        if let iterations, iterations < 1 {
            throw .invalidOption(name: "iterations", value: "\(iterations)", expected: "at least 1")
        }
    }
}
