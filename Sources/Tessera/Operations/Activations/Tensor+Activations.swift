/// Activation functions of networks beside `relu`, `sigmoid`, `softplus` and `tanh`, composed of other operations.
extension Tensor where Scalar: RealScalar {
    /// The exponential linear unit: x above 0, α·(eˣ − 1) elsewhere (D.-A. Clevert, T. Unterthiner, S. Hochreiter,
    /// "Fast and accurate deep network learning by exponential linear units", 2016).
    public func elu(alpha: Scalar = 1) -> Tensor {
        let isPositive = self .> 0
        // The exponential function is taken of 0 where it is not selected: it may overflow there.
        let tail = select(isPositive, 0, otherwise: self).expm1()
        return select(isPositive, self, otherwise: alpha == 1 ? tail : alpha * tail)
    }

    /// The scaled exponential linear unit, 1.0507·elu(x, α = 1.6733), whose outputs keep mean 0 and variance 1 (G.
    /// Klambauer and others, "Self-normalizing neural networks", 2017).
    public func selu() -> Tensor { 1.0507009873554805 * elu(alpha: 1.6732632423543772) }

    /// The Gaussian error linear unit x·Φ(x), with Φ the distribution function of the standard normal distribution (D.
    /// Hendrycks, K. Gimpel, "Gaussian error linear units", 2016).
    ///
    /// - Parameter approximation: how Φ is computed; the form by tanh is what many published models were trained with.
    public func gelu(_ approximation: GELUApproximation = .exact) -> Tensor {
        switch approximation {
        case .exact: return 0.5 * self * (-0.7071067811865476 * self).erfc()
        case .tanh:
            // (1 + tanh(u)) / 2 is the sigmoid of 2u, for u = √(2/π)·(x + 0.044715·x³).
            return self * (1.5957691216057308 * (self + 0.044715 * (self * squared()))).sigmoid()
        }
    }

    /// The sigmoid linear unit x·σ(x), also named swish.
    public func silu() -> Tensor { self * sigmoid() }

    /// x·tanh(log(1 + eˣ)) (D. Misra, "Mish: a self regularized non-monotonic activation function", 2020).
    public func mish() -> Tensor { self * softplus().tanh() }

    /// The leaky rectifier: x above 0, `negativeSlope`·x elsewhere.
    public func leakyReLU(negativeSlope: Scalar = 0.01) -> Tensor {
        select(self .> 0, self, otherwise: negativeSlope * self)
    }

    /// The parametric rectifier: x above 0, `slope`·x elsewhere, where the slope is a parameter that can be learned:
    /// one number, or a tensor that is broadcast, as one number for each channel. Stops if the shapes do not fit.
    public func parametricReLU(slope: Tensor) -> Tensor {
        select(self .> 0, self, otherwise: slope * self)
    }

    /// The piecewise linear sigmoid: x / 6 + ½ limited to 0 … 1. Other slopes and offsets can be given.
    public func hardSigmoid(slope: Scalar = 1 / 6, offset: Scalar = 0.5) -> Tensor {
        (slope * self + offset).clamped(to: 0...1)
    }

    /// x limited to −1 … 1 or to another range.
    public func hardTanh(_ range: ClosedRange<Scalar> = -1...1) -> Tensor { clamped(to: range) }

    /// x·hardSigmoid(x).
    public func hardSwish() -> Tensor { self * hardSigmoid() }
}

/// How ``Tensor/gelu(_:)`` computes the normal distribution function.
public enum GELUApproximation: String, Sendable, CaseIterable {
    /// By the error function, to the last digits.
    case exact
    /// By tanh, with an error of up to 0.0005.
    case tanh
}
