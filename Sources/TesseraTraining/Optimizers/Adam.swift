public import Tessera

/// Adam: steps along the running mean of the gradient, scaled by that of its square (D. Kingma, J. Ba, "Adam: a method
/// for stochastic optimization", 2015).
///
/// The weight decay is added to the gradient, as an L2 penalty; it is not decoupled as in AdamW.
public struct Adam<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Scalar
    /// The decay rates β₁ and β₂ of the running means of the gradient and of its square.
    public let betas: (Scalar, Scalar)
    /// ε, added to the denominator.
    public let epsilon: Scalar
    /// The factor of the parameters that is added to the gradient.
    public let weightDecay: Scalar
    /// The running mean of each parameter's gradient.
    private var firstMoments: [Tensor<Scalar>] = []
    /// The running mean of each parameter's squared gradient.
    private var secondMoments: [Tensor<Scalar>] = []
    private var step = 0

    /// Creates an optimizer without state.
    public init(
        learningRate: Scalar = 0.001, betas: (Scalar, Scalar) = (0.9, 0.999), epsilon: Scalar = 1e-8,
        weightDecay: Scalar = 0
    ) {
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar {
        if firstMoments.isEmpty {
            firstMoments = gradient.parameters.map { Tensor(zeros: $0.shape) }
            secondMoments = firstMoments
        }
        step += 1
        // The bias corrections of the moments, which start at 0.
        let corrections = (1 - Scalar.pow(betas.0, step), 1 - Scalar.pow(betas.1, step))
        model.zipParameters(with: gradient, stateCount: firstMoments.count) { index, parameter, parameterGradient in
            ParameterUpdate.adam(
                &parameter, along: parameterGradient, firstMoment: &firstMoments[index],
                secondMoment: &secondMoments[index], learningRate: learningRate, betas: betas, epsilon: epsilon,
                weightDecay: weightDecay, corrections: corrections)
        }
    }
}

extension Adam {
    var rule: UpdateRule {
        .adam(
            learningRate: learningRate.scalarValue, beta1: betas.0.scalarValue, beta2: betas.1.scalarValue,
            epsilon: epsilon.scalarValue, weightDecay: weightDecay.scalarValue)
    }
}
