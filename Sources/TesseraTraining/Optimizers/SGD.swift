public import Tessera

/// Gradient descent with momentum; stochastic (SGD) if the gradients are those of mini-batches.
///
/// With PyTorch's conventions (`torch.optim.SGD` without dampening): g ← g + weightDecay·p; v ← momentum·v + g;
/// p ← p − learningRate·v, or with Nesterov's momentum p ← p − learningRate·(g + momentum·v).
///
/// Source: I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep
/// learning", 2013.
public struct SGD<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Double { didSet { findsLearningRate = false } }
    /// The momentum, from 0 to below 1.
    package let momentum: Double
    /// Whether to use Nesterov's momentum.
    package let nesterov: Bool
    /// The factor of the parameters that is added to the gradient, as an L2 penalty.
    package let weightDecay: Double
    /// Whether the training of a regression finds the learning rate.
    private(set) var findsLearningRate = false
    /// The velocity v of each parameter; none without momentum.
    var state = OptimizerState<Scalar>()

    /// Creates an optimizer without state.
    ///
    /// - Parameters:
    ///   - learningRate: the step size. With nil `fit` chooses it: for a regression on standardised columns from the
    ///     curvature of the loss, so that the training does not diverge; otherwise 0.1, or less for a regression with a
    ///     penalty. In a loop of your own it is then 0.1.
    ///   - momentum: the momentum, from 0 to below 1.
    ///   - nesterov: whether to use Nesterov's momentum.
    ///   - weightDecay: the factor of the parameters that is added to the gradient, as an L2 penalty.
    public init(
        learningRate: Double? = nil, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0
    ) {
        self.learningRate = learningRate ?? StepSize.usual
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        findsLearningRate = learningRate == nil
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar { takeStep(&model, along: gradient) }
}

extension SGD: UpdateRule {
    static var kernel: UpdateKernel { sgdKernel }
    var ruleName: String { momentum == 0 ? "sgd" : "sgd with momentum" }
    var stateCount: Int { momentum == 0 ? 0 : 1 }

    var hyperparameters: [Hyperparameter] {
        [
            .fraction("momentum", momentum),
            Hyperparameter(
                name: "Nesterov's momentum", value: nesterov ? "\(momentum)" : "none",
                isValid: !nesterov || momentum > 0,
                expected: "above 0"),
            .nonnegative("weight decay", weightDecay),
        ]
    }

    func coefficients<S: RealScalar>(learningRate: Double, step: Int, in precision: S.Type) -> SIMD8<Double> {
        SIMD8(learningRate, momentum, weightDecay, nesterov ? 1 : 0, 0, 0, 0, 0)
    }
}

private let sgdKernel = UpdateKernel("sgd", float: sgdLoop, double: sgdLoop)

private func sgdLoop<S: RealScalar>(_ step: UpdateStep<S>) {
    let (learningRate, momentum, weightDecay) = (step.coefficient(0), step.coefficient(1), step.coefficient(2))
    let nesterov = step.coefficients[3] != 0
    for index in 0..<step.count {
        let p = step.parameter[index]
        let gradient = step.gradient[index] + weightDecay * p
        var direction = gradient
        if let velocity = step.first {
            let v = momentum * velocity[index] + gradient
            velocity[index] = v
            direction = nesterov ? gradient + momentum * v : v
        }
        step.parameter[index] = p - learningRate * direction
    }
}
