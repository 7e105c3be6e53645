public import Tessera

/// AdamW: Adam with decoupled weight decay, which shrinks the parameters themselves and does not enter the means.
///
/// With PyTorch's conventions (`torch.optim.AdamW`): p ← p − learningRate·weightDecay·p; m ← β₁m + (1 − β₁)g;
/// v ← β₂v + (1 − β₂)g²; p ← p − learningRate·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) in step t.
///
/// Source: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019.
public struct AdamW<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Double
    /// The decay rates β₁ and β₂ of the running means of the gradient and of its square, at least 0 and below 1.
    public let betas: (Double, Double)
    /// ε, added to the denominator; above 0.
    public let epsilon: Double
    /// The fraction of the parameters, times the learning rate, by which a step shrinks them.
    public let weightDecay: Double
    /// The running means m and v of each parameter's gradient and squared gradient.
    private var state = OptimizerState<Scalar>()

    /// Creates an optimizer without state.
    public init(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0.01
    ) {
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Updates every parameter of `model` by one step, in place.
    ///
    /// - Parameters:
    ///   - model: the parameters.
    ///   - gradient: a value of the model's type that holds the gradient of each parameter. Another number or shape of
    ///     parameters than before stops the program.
    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar {
        state.update(
            &model, along: gradient, Self.kernel, stateCount: stateCount,
            coefficients(learningRate: learningRate, step: state.nextStep, in: Scalar.self))
    }
}

extension AdamW: UpdateRule {
    static var kernel: UpdateKernel { adamwKernel }
    var stateCount: Int { 2 }
    var isStationary: Bool { false }

    var hyperparameters: [Hyperparameter] {
        [
            .fraction("beta 1", betas.0), .fraction("beta 2", betas.1), .positive("epsilon", epsilon),
            .nonnegative("weight decay", weightDecay),
        ]
    }

    func coefficients<S: RealScalar>(learningRate: Double, step: Int, in precision: S.Type) -> SIMD8<Double> {
        SIMD8(
            learningRate, betas.0, betas.1, epsilon, weightDecay, biasCorrection(betas.0, step: step, in: precision),
            biasCorrection(betas.1, step: step, in: precision), 0)
    }
}

private let adamwKernel = UpdateKernel("adamw", float: adamwLoop, double: adamwLoop)

private func adamwLoop<S: RealScalar>(_ step: UpdateStep<S>) {
    guard let mean = step.first, let square = step.second else { return }
    let (learningRate, beta1, beta2) = (step.coefficient(0), step.coefficient(1), step.coefficient(2))
    let (epsilon, weightDecay) = (step.coefficient(3), step.coefficient(4))
    let (correction1, correction2) = (step.coefficient(5), step.coefficient(6))
    for index in 0..<step.count {
        let p = step.parameter[index] - learningRate * weightDecay * step.parameter[index]
        let gradient = step.gradient[index]
        let first = beta1 * mean[index] + (1 - beta1) * gradient
        let second = beta2 * square[index] + (1 - beta2) * gradient * gradient
        mean[index] = first
        square[index] = second
        let scale = (second / correction2).squareRoot() + epsilon
        step.parameter[index] = p - learningRate * (first / correction1) / scale
    }
}
