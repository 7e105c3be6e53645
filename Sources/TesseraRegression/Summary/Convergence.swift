import Tessera

/// Whether a solver has converged: an optimality condition, evaluated in double precision at the coefficients that the
/// solver returns.
///
/// A convergence is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct Convergence: Sendable, Equatable, Codable {
    /// The optimality condition that a solver checks.
    package enum Condition: String, Sendable, CaseIterable, Codable {
        /// A factorisation solves the problem directly.
        case factorization
        /// The gradient of the loss is 0, to the tolerance.
        case gradient
        /// The Karush–Kuhn–Tucker conditions with an L1 penalty: the gradient is ±l1 where a coefficient is not 0, and
        /// smaller in magnitude where it is 0.
        case kuhnTucker
    }

    /// Whether the solver has converged.
    public let isConverged: Bool
    /// The number of steps that the solver has taken; 0 for a factorisation.
    public let iterations: Int
    /// The optimality condition that was checked.
    package let condition: Condition
    /// The violation of the condition, relative to the terms that cancel in it.
    public let violation: Double
    /// The largest violation that counts as converged.
    package let tolerance: Double

    init(_ condition: Condition, isConverged: Bool, iterations: Int, violation: Double, tolerance: Double) {
        (self.condition, self.isConverged, self.iterations) = (condition, isConverged, iterations)
        (self.violation, self.tolerance) = (violation, tolerance)
    }

    /// Creates a convergence that is reached where the violation is within the tolerance.
    init(_ condition: Condition, iterations: Int, violation: Double, tolerance: Double) {
        self.init(
            condition, isConverged: violation <= tolerance, iterations: iterations, violation: violation,
            tolerance: tolerance)
    }

    /// The same convergence marked as not reached, because the rows do not determine the coefficients.
    var withoutInformation: Convergence {
        Convergence(
            condition, isConverged: false, iterations: iterations, violation: violation, tolerance: tolerance)
    }

    /// The convergence of a direct solution by a factorisation.
    static let direct = Convergence(.factorization, iterations: 0, violation: 0, tolerance: 1e-15)

    /// The line of a summary that reports a solver without convergence; empty where it has converged.
    var lines: [String] {
        if isConverged { return [] }
        let steps = "Not converged after \(counted(iterations, "step"))"
        let condition = "its condition (\(condition.words)) is met to \(SummaryTable.number(violation))"
        if !violation.isFinite { return ["\(steps), not to \(SummaryTable.number(tolerance))"] }
        if violation <= tolerance { return ["\(steps): \(condition), and still they lead on"] }
        return ["\(steps): \(condition), not to \(SummaryTable.number(tolerance))"]
    }
}

extension Convergence {
    /// Returns by how much a coefficient breaks the Karush–Kuhn–Tucker conditions of a concave objective minus
    /// penalty·|w|.
    ///
    /// - Parameter derivative: of the objective without that penalty.
    static func excess(derivative: Double, penalty: Double, coefficient: Double) -> Double {
        if coefficient == 0 { return max(0, abs(derivative) - penalty) }
        return abs(derivative - (coefficient < 0 ? -penalty : penalty))
    }

    /// Returns by how much a gradient differs from 0, or from the subgradient of the L1 penalty, relative to its terms.
    ///
    /// - Parameters:
    ///   - gradient: Xᵀ·scores minus the gradient of the L2 penalty, for each column of `x`.
    ///   - w: the coefficients.
    ///   - scores: of the rows: what each adds to the gradient, times its elements.
    ///   - rounding: the size below which each score counts as rounding; nil for 0.
    ///   - ridge: the L2 penalties ½·ridge·w².
    ///   - lasso: the L1 penalties lasso·|w|; nil for none.
    static func violation(
        of gradient: [DoubleDouble], at w: [DoubleDouble], _ x: PreciseColumns, scores: [DoubleDouble],
        rounding: [Double]? = nil, ridge: [Double], lasso: [Double]? = nil
    ) -> Double {
        var worst = 0.0
        for column in w.indices {
            let (penalty, own) = (lasso?[column] ?? 0, x.high[column * x.rows..<(column + 1) * x.rows])
            let excess = excess(
                derivative: gradient[column].value, penalty: penalty, coefficient: w[column].high)
            guard excess > 0 else { continue }
            var terms = penalty + ridge[column] * abs(w[column].high)
            for (element, score) in zip(own, scores) { terms += abs(element * score.high) }
            if let rounding { for (element, size) in zip(own, rounding) { terms += abs(element) * size } }
            worst = max(worst, excess / terms)
        }
        return worst
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
