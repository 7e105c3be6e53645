public import Tessera

/// Steps scaled by running means of the gradient and of its square (Kingma and Ba, "Adam: a method for stochastic
/// optimization", 2015).
public struct Adam<Scalar: RealScalar>: Optimizer {
    public var learningRate: Scalar
    public let betas: (Scalar, Scalar)
    public let epsilon: Scalar
    public let weightDecay: Scalar
    private var firstMoments: [Tensor<Scalar>] = []
    private var secondMoments: [Tensor<Scalar>] = []
    private var step = 0

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
        let corrections = (1 - Scalar.pow(betas.0, step), 1 - Scalar.pow(betas.1, step))
        model.zipParameters(with: gradient, stateCount: firstMoments.count) { index, parameter, slope in
            ParameterUpdate.adam(
                &parameter, along: slope, firstMoment: &firstMoments[index], secondMoment: &secondMoments[index],
                learningRate: learningRate, betas: betas, epsilon: epsilon, weightDecay: weightDecay,
                corrections: corrections)
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
