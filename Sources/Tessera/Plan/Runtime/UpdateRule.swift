/// What an optimizer does at every step, as plain data for any precision.
package enum UpdateRule: Sendable {
    case sgd(learningRate: Double, momentum: Double, nesterov: Bool, weightDecay: Double)
    case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

    /// How many numbers it remembers for each parameter; they start as 0.
    package var memoryCount: Int {
        switch self {
        case .sgd(_, let momentum, _, _): momentum == 0 ? 0 : 1
        case .adam: 2
        }
    }
}
