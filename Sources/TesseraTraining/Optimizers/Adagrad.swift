public import Tessera

/// Adagrad: steps along the gradient, divided by the root of the sum of its squares so far.
///
/// With PyTorch's conventions (`torch.optim.Adagrad`): g ← g + weightDecay·p; s ← s + g²;
/// p ← p − rate·g / (√s + ε), where rate = learningRate / (1 + (t − 1)·learningRateDecay) in step t.
///
/// Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", 2011.
public struct Adagrad<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Double
    /// The decay of the step size, at least 0: step t divides it by 1 + (t − 1)·learningRateDecay.
    package let learningRateDecay: Double
    /// ε, added to the denominator; above 0.
    package let epsilon: Double
    /// The factor of the parameters that is added to the gradient.
    package let weightDecay: Double
    /// The sum s of each parameter's squared gradients.
    var state = OptimizerState<Scalar>()

    /// Creates an optimizer without state.
    public init(
        learningRate: Double = 0.01, learningRateDecay: Double = 0, epsilon: Double = 1e-10, weightDecay: Double = 0
    ) {
        self.learningRate = learningRate
        self.learningRateDecay = learningRateDecay
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar { takeStep(&model, along: gradient) }
}

extension Adagrad: UpdateRule {
    static var kernel: UpdateKernel { adagradKernel }
    var stateCount: Int { 1 }
    var isStationary: Bool { learningRateDecay == 0 }

    var hyperparameters: [Hyperparameter] {
        [
            .nonnegative("learning rate decay", learningRateDecay), .positive("epsilon", epsilon),
            .nonnegative("weight decay", weightDecay),
        ]
    }

    func coefficients<S: RealScalar>(learningRate: Double, step: Int, in precision: S.Type) -> SIMD8<Double> {
        let rate = learningRate / (1 + Double(step - 1) * learningRateDecay)
        return SIMD8(rate, epsilon, weightDecay, 0, 0, 0, 0, 0)
    }
}

private let adagradKernel = UpdateKernel("adagrad", float: adagradLoop, double: adagradLoop)

private func adagradLoop<S: RealScalar>(_ step: UpdateStep<S>) {
    guard let sum = step.first else { return }
    let (learningRate, epsilon, weightDecay) = (step.coefficient(0), step.coefficient(1), step.coefficient(2))
    for index in 0..<step.count {
        let p = step.parameter[index]
        let gradient = step.gradient[index] + weightDecay * p
        let total = sum[index] + gradient * gradient
        sum[index] = total
        step.parameter[index] = p - learningRate * gradient / (total.squareRoot() + epsilon)
    }
}
