/// The result of a minimisation.
///
/// A minimum is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct Minimum: Sendable, Equatable, Codable {
    /// The reason why a minimisation ended.
    package enum Ending: String, Sendable, Codable {
        /// The norm of the gradient is at most the tolerance.
        case gradient
        /// No step decreases the loss by more than its rounding error or leads to a smaller gradient, or a value is no
        /// longer finite.
        case noFurtherDecrease
        /// Every step that changes the parameters increases the loss, down to the last digit of the parameters.
        case unchanged
        /// The loss decreases however long a step is: it seems to have no minimum.
        case unbounded
        /// The maximum number of iterations was reached.
        case iterations
    }

    /// The loss at the end.
    public let value: Double
    /// The Euclidean norm of the gradient at the end.
    public let gradientNorm: Double
    /// The number of steps.
    public let iterations: Int
    /// The number of evaluations of the loss and its gradient, each a pass over the rows.
    package let evaluations: Int
    /// The condition that ended the minimisation.
    package let ending: Ending

    package init(value: Double, gradientNorm: Double, iterations: Int, evaluations: Int, ending: Ending) {
        (self.value, self.gradientNorm, self.iterations) = (value, gradientNorm, iterations)
        (self.evaluations, self.ending) = (evaluations, ending)
    }

    /// Whether the norm of the gradient is at most the tolerance.
    public var hasConverged: Bool { ending == .gradient }
}
