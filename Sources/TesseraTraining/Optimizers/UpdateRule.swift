/// The update rule of an optimizer and its hyperparameters, as plain data for any precision.
enum UpdateRule: Sendable {
    /// Stochastic gradient descent with momentum (Nesterov's, if `nesterov`) and weight decay.
    case sgd(learningRate: Double, momentum: Double, nesterov: Bool, weightDecay: Double)
    /// Adam (Kingma and Ba, "Adam: A method for stochastic optimization", 2015) with weight decay.
    case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

    /// The number of state values per parameter, initially 0: the velocity, or the first and second moment.
    var stateCount: Int {
        switch self {
        case .sgd(_, let momentum, _, _): momentum == 0 ? 0 : 1
        case .adam: 2
        }
    }
}
