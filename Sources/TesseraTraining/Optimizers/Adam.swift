public import Tessera

/// Adam: steps along the running mean of the gradient, scaled by that of its square.
///
/// With PyTorch's conventions (`torch.optim.Adam`): g ← g + weightDecay·p; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²;
/// p ← p − learningRate·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) in step t. The weight decay is
/// added to the gradient, as an L2 penalty; it is not decoupled as in `AdamW`.
///
/// Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015.
public struct Adam<Scalar: RealScalar>: Optimizer {
    /// The step size.
    public var learningRate: Double
    /// The decay rates β₁ and β₂ of the running means of the gradient and of its square, at least 0 and below 1.
    package let betas: (Double, Double)
    /// ε, added to the denominator; above 0.
    package let epsilon: Double
    /// The factor of the parameters that is added to the gradient.
    package let weightDecay: Double
    /// The running means m and v of each parameter's gradient and squared gradient.
    var state = OptimizerState<Scalar>()

    /// Creates an optimizer without state.
    public init(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) {
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar { takeStep(&model, along: gradient) }
}

extension Adam: AdamRule {
    static var kernel: UpdateKernel { adamKernel }
}

private let adamKernel = UpdateKernel(
    "adam", float: { adamLoop($0, decouplesDecay: false) }, double: { adamLoop($0, decouplesDecay: false) })

/// The common part of `Adam` and `AdamW`, which differ in how the weight decay enters.
protocol AdamRule: UpdateRule {
    var betas: (Double, Double) { get }
    var epsilon: Double { get }
    var weightDecay: Double { get }
}

extension AdamRule {
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

/// Returns the bias correction 1 − βᵗ of a running mean that starts at 0 (Kingma and Ba, 2015, section 3).
private func biasCorrection<S: RealScalar>(_ beta: Double, step: Int, in precision: S.Type) -> Double {
    S.self == Float.self ? Double(1 - Float.pow(Float(beta), step)) : 1 - Double.pow(beta, step)
}

/// - Parameter decouplesDecay: whether the weight decay shrinks the parameters themselves (AdamW), not as a part of the
///   gradient (Adam).
@inline(__always)
func adamLoop<S: RealScalar>(_ step: UpdateStep<S>, decouplesDecay: Bool) {
    guard let mean = step.first, let square = step.second else { return }
    let (learningRate, beta1, beta2) = (step.coefficient(0), step.coefficient(1), step.coefficient(2))
    let (epsilon, weightDecay) = (step.coefficient(3), step.coefficient(4))
    let (correction1, correction2) = (step.coefficient(5), step.coefficient(6))
    for index in 0..<step.count {
        var (p, gradient) = (step.parameter[index], step.gradient[index])
        if decouplesDecay { p -= learningRate * weightDecay * p } else { gradient += weightDecay * p }
        let first = beta1 * mean[index] + (1 - beta1) * gradient
        let second = beta2 * square[index] + (1 - beta2) * gradient * gradient
        mean[index] = first
        square[index] = second
        let scale = (second / correction2).squareRoot() + epsilon
        step.parameter[index] = p - learningRate * (first / correction1) / scale
    }
}
