public import Tessera

/// RMSProp: steps along the gradient, divided by the root of the running mean of its square.
///
/// With PyTorch's conventions (`torch.optim.RMSprop`, not centred): g ← g + weightDecay·p; v ← αv + (1 − α)g²;
/// d = g / (√v + ε); p ← p − learningRate·d or, with momentum, b ← momentum·b + d; p ← p − learningRate·b.
///
/// Source: G. Hinton, "Neural networks for machine learning", lecture 6e, 2012.
public struct RMSProp<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Double
    /// The decay rate α of the running mean of the squared gradient, at least 0 and below 1.
    package let alpha: Double
    /// ε, added to the denominator; above 0.
    package let epsilon: Double
    /// The factor of the parameters that is added to the gradient.
    package let weightDecay: Double
    /// The momentum, from 0 to below 1.
    package let momentum: Double
    /// The running mean v of each parameter's squared gradient and, with momentum, the velocity b.
    var state = OptimizerState<Scalar>()

    /// Creates an optimizer without state.
    public init(
        learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0,
        momentum: Double = 0
    ) {
        self.learningRate = learningRate
        self.alpha = alpha
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.momentum = momentum
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar { takeStep(&model, along: gradient) }
}

extension RMSProp: UpdateRule {
    static var kernel: UpdateKernel { rmspropKernel }
    var ruleName: String { momentum == 0 ? "rmsprop" : "rmsprop with momentum" }
    var stateCount: Int { momentum == 0 ? 1 : 2 }

    var hyperparameters: [Hyperparameter] {
        [
            .fraction("alpha", alpha), .positive("epsilon", epsilon), .nonnegative("weight decay", weightDecay),
            .fraction("momentum", momentum),
        ]
    }

    func coefficients<S: RealScalar>(learningRate: Double, step: Int, in precision: S.Type) -> SIMD8<Double> {
        SIMD8(learningRate, alpha, epsilon, weightDecay, momentum, 0, 0, 0)
    }
}

private let rmspropKernel = UpdateKernel("rmsprop", float: rmspropLoop, double: rmspropLoop)

private func rmspropLoop<S: RealScalar>(_ step: UpdateStep<S>) {
    guard let square = step.first else { return }
    let (learningRate, alpha, epsilon) = (step.coefficient(0), step.coefficient(1), step.coefficient(2))
    let (weightDecay, momentum) = (step.coefficient(3), step.coefficient(4))
    for index in 0..<step.count {
        let p = step.parameter[index]
        let gradient = step.gradient[index] + weightDecay * p
        let mean = alpha * square[index] + (1 - alpha) * (gradient * gradient)
        square[index] = mean
        var direction = gradient / (mean.squareRoot() + epsilon)
        if let velocity = step.second {
            direction = momentum * velocity[index] + direction
            velocity[index] = direction
        }
        step.parameter[index] = p - learningRate * direction
    }
}
