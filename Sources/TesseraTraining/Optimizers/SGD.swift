public import Tessera

/// Gradient descent with momentum; stochastic (SGD) if the gradients are those of mini-batches.
///
/// With PyTorch's conventions: g ← g + weightDecay·p; v ← momentum·v + g; p ← p − learningRate·v, or with Nesterov's
/// momentum p ← p − learningRate·(g + momentum·v).
public struct SGD<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Scalar
    /// The momentum, from 0 to below 1.
    public let momentum: Scalar
    /// Whether to use Nesterov's momentum.
    public let nesterov: Bool
    /// The factor of the parameters that is added to the gradient, as an L2 penalty.
    public let weightDecay: Scalar
    /// v of each parameter; nil without momentum.
    private var velocities: [Tensor<Scalar>?] = []

    /// Creates an optimizer without state.
    public init(learningRate: Scalar, momentum: Scalar = 0, nesterov: Bool = false, weightDecay: Scalar = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar {
        if velocities.isEmpty {
            velocities = gradient.parameters.map { momentum == 0 ? nil : Tensor(zeros: $0.shape) }
        }
        model.zipParameters(with: gradient, stateCount: velocities.count) { index, parameter, parameterGradient in
            ParameterUpdate.sgd(
                &parameter, along: parameterGradient, velocity: &velocities[index],
                learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
        }
    }
}

extension SGD {
    var rule: UpdateRule {
        .sgd(
            learningRate: learningRate.scalarValue, momentum: momentum.scalarValue, nesterov: nesterov,
            weightDecay: weightDecay.scalarValue)
    }
}
