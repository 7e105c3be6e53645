/// The elementwise functions of one operand. Each is a row in the tables of kernels and of derivatives.
public enum UnaryFunction: String, Sendable, CaseIterable {
    case negate, abs, sign, square, sqrt, reciprocal
    case exp, expm1, log, log1p
    case tanh, sin, cos
    case sigmoid, logSigmoid, softplus, relu

    /// Returns `upstream` times the derivative at `x`, where the function has the value `y`; nil if no gradient flows.
    func gradient<Scalar: RealScalar>(_ upstream: Tensor<Scalar>, x: Tensor<Scalar>, y: Tensor<Scalar>) -> Tensor<
        Scalar
    >? {
        switch self {
        case .negate: -upstream
        case .abs: upstream.binary(.signed, x)
        case .sign: nil
        case .square: upstream * (2 * x)
        case .sqrt: upstream / (2 * y)
        case .reciprocal: -upstream * y * y
        case .exp: upstream * y
        case .expm1: upstream * x.exp()
        case .log: upstream / x
        case .log1p: upstream / (x + 1)
        case .tanh: upstream.binary(.tanhSlope, x)
        case .sin: upstream * x.cos()
        case .cos: -upstream * x.sin()
        case .sigmoid: upstream.binary(.sigmoidSlope, x)
        case .logSigmoid: upstream * (-x).sigmoid()
        case .softplus: upstream * x.sigmoid()
        case .relu: select(x .> 0, upstream, otherwise: 0)
        }
    }

    /// Returns the function of one number: the reference for the vectorised kernels, and the kernel where there is
    /// none.
    @inline(__always)
    func callAsFunction<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
        switch self {
        case .negate: -x
        case .abs: Swift.abs(x)
        case .sign: x > 0 ? 1 : (x < 0 ? -1 : (x == 0 ? 0 : x))
        case .square: x * x
        case .sqrt: x.squareRoot()
        case .reciprocal: 1 / x
        case .exp: Scalar.exp(x)
        case .expm1: Scalar.expMinusOne(x)
        case .log: Scalar.log(x)
        case .log1p: Scalar.log(onePlus: x)
        case .tanh: Scalar.tanh(x)
        case .sin: Scalar.sin(x)
        case .cos: Scalar.cos(x)
        case .sigmoid: stableSigmoid(x)
        case .logSigmoid: -((x < 0 || x.isNaN ? -x : 0) + Scalar.log(onePlus: Scalar.exp(-Swift.abs(x))))
        case .softplus: (x > 0 || x.isNaN ? x : 0) + Scalar.log(onePlus: Scalar.exp(-Swift.abs(x)))
        case .relu: x > 0 || x.isNaN ? x : 0
        }
    }
}

/// Returns 1 / (1 + exp(−x)) without overflow and without cancellation on either side.
@inline(__always)
func stableSigmoid<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}
