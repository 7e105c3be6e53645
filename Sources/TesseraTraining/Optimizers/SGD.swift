public import Tessera

/// Gradient descent, stochastic where the gradients are those of mini-batches.
///
/// With PyTorch's conventions: g ← g + weightDecay·p; v ← momentum·v + g; p ← p − learningRate·v, or with Nesterov's
/// momentum p ← p − learningRate·(g + momentum·v).
public struct SGD<Scalar: RealScalar>: Optimizer {
    public var learningRate: Scalar
    public let momentum: Scalar
    public let nesterov: Bool
    public let weightDecay: Scalar
    private var velocities: [Tensor<Scalar>?] = []

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
        model.zipParameters(with: gradient, stateCount: velocities.count) { index, parameter, slope in
            ParameterUpdate.sgd(
                &parameter, along: slope, velocity: &velocities[index], learningRate: learningRate, momentum: momentum,
                nesterov: nesterov, weightDecay: weightDecay)
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
