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
    package let betas: (Double, Double)
    /// ε, added to the denominator; above 0.
    package let epsilon: Double
    /// The fraction of the parameters, times the learning rate, by which a step shrinks them.
    package let weightDecay: Double
    /// The running means m and v of each parameter's gradient and squared gradient.
    var state = OptimizerState<Scalar>()

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

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar { takeStep(&model, along: gradient) }
}

extension AdamW: AdamRule {
    static var kernel: UpdateKernel { adamwKernel }
}

private let adamwKernel = UpdateKernel(
    "adamw", float: { adamLoop($0, decouplesDecay: true) }, double: { adamLoop($0, decouplesDecay: true) })
