/// The elementwise functions of one operand. Each is a row in the tables of kernels and of derivatives.
package enum UnaryFunction: String, Sendable, CaseIterable {
    case negate, abs, sign, square, sqrt, reciprocal
    case exp, expm1, log, log1p
    case tanh, sin, cos
    case floor, ceil, round, truncate
    case tan, asin, acos, atan, sinh, cosh, asinh, acosh, atanh
    case log2, log10, exp2, cbrt, rsqrt
    case erf, erfc, erfinv, lgamma, digamma
    case sigmoid, logSigmoid, softplus, relu

    /// Returns `upstream` times the derivative at `x`, where the function has the value `y`; nil if no gradient flows.
    func gradient<Scalar: RealScalar>(_ upstream: Tensor<Scalar>, x: Tensor<Scalar>, y: Tensor<Scalar>) -> Tensor<
        Scalar
    >? {
        switch self {
        case .negate: return -upstream
        case .abs: return upstream.binary(.signed, x)
        case .sign: return nil
        case .square: return upstream * (2 * x)
        case .sqrt: return upstream / (2 * y)
        case .reciprocal: return -upstream * y * y
        case .exp: return upstream * y
        case .expm1: return upstream * x.exp()
        case .log: return upstream / x
        case .log1p: return upstream / (x + 1)
        case .tanh: return upstream.binary(.tanhDerivative, x)
        case .sin: return upstream * x.cos()
        case .cos: return -upstream * x.sin()
        case .sigmoid: return upstream.binary(.sigmoidDerivative, x)
        case .logSigmoid: return upstream * (-x).sigmoid()
        case .softplus: return upstream * x.sigmoid()
        case .relu: return select(x .> 0, upstream, otherwise: 0)
        case .floor, .ceil, .round, .truncate: return nil
        case .tan: return upstream * (y.squared() + 1)
        case .asin: return upstream / ((1 - x) * (1 + x)).sqrt()
        case .acos: return -upstream / ((1 - x) * (1 + x)).sqrt()
        case .atan: return upstream / (x.squared() + 1)
        case .sinh: return upstream * x.cosh()
        case .cosh: return upstream * x.sinh()
        case .asinh: return upstream / x.hypot(1)
        case .acosh: return upstream / ((x - 1).sqrt() * (x + 1).sqrt())
        case .atanh: return upstream / ((1 - x) * (1 + x))
        case .log2: return upstream / (x * 0.6931471805599453)
        case .log10: return upstream / (x * 2.302585092994046)
        case .exp2: return upstream * (y * 0.6931471805599453)
        case .cbrt: return upstream / (3 * y.squared())
        case .rsqrt: return upstream * (-0.5 * y / x)
        case .erf: return upstream * (1.1283791670955126 * (-x.squared()).exp())
        case .erfc: return upstream * (-1.1283791670955126 * (-x.squared()).exp())
        case .erfinv: return upstream * (0.886226925452758 * y.squared().exp())
        case .lgamma: return upstream * x.digamma()
        case .digamma: return upstream * x.polygamma(1)
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
        case .tanh: RealFunctions.apply(RealFunctions.tanh, x)
        case .sin: Scalar.sin(x)
        case .cos: Scalar.cos(x)
        case .sigmoid: stableSigmoid(x)
        case .logSigmoid: -((x < 0 || x.isNaN ? -x : 0) + Scalar.log(onePlus: Scalar.exp(-Swift.abs(x))))
        case .softplus: (x > 0 || x.isNaN ? x : 0) + Scalar.log(onePlus: Scalar.exp(-Swift.abs(x)))
        case .relu: x > 0 || x.isNaN ? x : 0
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        case .round: x.rounded(.toNearestOrEven)
        case .truncate: x.rounded(.towardZero)
        case .tan: RealFunctions.apply(Double.tan, x)
        case .asin: RealFunctions.apply(Double.asin, x)
        case .acos: RealFunctions.apply(Double.acos, x)
        case .atan: RealFunctions.apply(Double.atan, x)
        case .sinh: RealFunctions.apply(RealFunctions.sinh, x)
        case .cosh: RealFunctions.apply(RealFunctions.cosh, x)
        case .asinh: RealFunctions.apply(RealFunctions.asinh, x)
        case .acosh: RealFunctions.apply(RealFunctions.acosh, x)
        case .atanh: RealFunctions.apply(RealFunctions.atanh, x)
        case .log2: RealFunctions.apply(RealFunctions.log2, x)
        case .log10: RealFunctions.apply(RealFunctions.log10, x)
        case .exp2: RealFunctions.apply(RealFunctions.exp2, x)
        case .cbrt: RealFunctions.apply(RealFunctions.cbrt, x)
        case .rsqrt: RealFunctions.apply(RealFunctions.rsqrt, x)
        case .erf: RealFunctions.apply(RealFunctions.erf, x)
        case .erfc: RealFunctions.apply(RealFunctions.erfc, x)
        case .erfinv: RealFunctions.apply(RealFunctions.erfinv, x)
        case .lgamma: RealFunctions.apply(RealFunctions.lgamma, x)
        case .digamma: RealFunctions.apply(RealFunctions.digamma, x)
        }
    }

    /// Calls `body` with this function as a constant. A loop that is inlined into `body` is then compiled for each
    /// function, and does not switch for every element.
    @inline(__always)
    func asConstant(_ body: (UnaryFunction) -> Void) {
        switch self {
        case .negate: body(.negate)
        case .abs: body(.abs)
        case .sign: body(.sign)
        case .square: body(.square)
        case .sqrt: body(.sqrt)
        case .reciprocal: body(.reciprocal)
        case .exp: body(.exp)
        case .expm1: body(.expm1)
        case .log: body(.log)
        case .log1p: body(.log1p)
        case .tanh: body(.tanh)
        case .sin: body(.sin)
        case .cos: body(.cos)
        case .sigmoid: body(.sigmoid)
        case .logSigmoid: body(.logSigmoid)
        case .softplus: body(.softplus)
        case .relu: body(.relu)
        case .floor: body(.floor)
        case .ceil: body(.ceil)
        case .round: body(.round)
        case .truncate: body(.truncate)
        case .tan: body(.tan)
        case .asin: body(.asin)
        case .acos: body(.acos)
        case .atan: body(.atan)
        case .sinh: body(.sinh)
        case .cosh: body(.cosh)
        case .asinh: body(.asinh)
        case .acosh: body(.acosh)
        case .atanh: body(.atanh)
        case .log2: body(.log2)
        case .log10: body(.log10)
        case .exp2: body(.exp2)
        case .cbrt: body(.cbrt)
        case .rsqrt: body(.rsqrt)
        case .erf: body(.erf)
        case .erfc: body(.erfc)
        case .erfinv: body(.erfinv)
        case .lgamma: body(.lgamma)
        case .digamma: body(.digamma)
        }
    }
}

/// The functions of one tensor, element by element. Elementary functions are within 1 ulp in double precision and
/// within 1.5 ulp in single precision; the error and gamma functions within 4 ulp, next to a zero in absolute terms.
extension Tensor where Scalar: RealScalar {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func unary(_ function: UnaryFunction) -> Tensor {
        apply(Unary(function), to: [erased])
    }

    /// The elementwise negative.
    public static prefix func - (x: Tensor) -> Tensor { x.unary(.negate) }
    /// The absolute value; its derivative at 0 is taken as 0.
    public func abs() -> Tensor { unary(.abs) }
    /// −1, 0 or 1; 0 for both zeros, and NaN stays NaN. No gradient flows.
    public func sign() -> Tensor { unary(.sign) }
    /// x².
    public func squared() -> Tensor { unary(.square) }
    /// The square root; NaN for negative elements.
    public func sqrt() -> Tensor { unary(.sqrt) }
    /// 1 / x; ±∞ for ±0.
    public func reciprocal() -> Tensor { unary(.reciprocal) }
    /// The exponential function.
    public func exp() -> Tensor { unary(.exp) }
    /// exp(x) − 1, accurate for small x.
    public func expm1() -> Tensor { unary(.expm1) }
    /// The natural logarithm.
    public func log() -> Tensor { unary(.log) }
    /// log(1 + x), accurate for small x.
    public func log1p() -> Tensor { unary(.log1p) }
    /// The hyperbolic tangent.
    public func tanh() -> Tensor { unary(.tanh) }
    /// The sine of an angle in radians.
    public func sin() -> Tensor { unary(.sin) }
    /// The cosine of an angle in radians.
    public func cos() -> Tensor { unary(.cos) }
    /// 1 / (1 + exp(−x)).
    public func sigmoid() -> Tensor { unary(.sigmoid) }
    /// log(sigmoid(x)), finite for any finite x.
    public func logSigmoid() -> Tensor { unary(.logSigmoid) }
    /// log(1 + exp(x)), finite for any finite x.
    public func softplus() -> Tensor { unary(.softplus) }
    /// max(x, 0); its derivative at 0 is taken as 0.
    public func relu() -> Tensor { unary(.relu) }

    /// The tangent of an angle in radians.
    public func tan() -> Tensor { unary(.tan) }
    /// The angle in radians, from −π/2 to π/2, whose sine is the element; NaN outside −1 … 1.
    public func asin() -> Tensor { unary(.asin) }
    /// The angle in radians, from 0 to π, whose cosine is the element; NaN outside −1 … 1.
    public func acos() -> Tensor { unary(.acos) }
    /// The angle in radians, from −π/2 to π/2, whose tangent is the element; see ``atan2(_:)`` for all four quadrants.
    public func atan() -> Tensor { unary(.atan) }
    /// The hyperbolic sine, (eˣ − e⁻ˣ) / 2.
    public func sinh() -> Tensor { unary(.sinh) }
    /// The hyperbolic cosine, (eˣ + e⁻ˣ) / 2.
    public func cosh() -> Tensor { unary(.cosh) }
    /// The inverse hyperbolic sine.
    public func asinh() -> Tensor { unary(.asinh) }
    /// The inverse hyperbolic cosine, at least 0; NaN below 1.
    public func acosh() -> Tensor { unary(.acosh) }
    /// The inverse hyperbolic tangent; ±∞ at ±1 and NaN outside.
    public func atanh() -> Tensor { unary(.atanh) }

    /// The logarithm to the base 2.
    public func log2() -> Tensor { unary(.log2) }
    /// The logarithm to the base 10.
    public func log10() -> Tensor { unary(.log10) }
    /// 2 to the power of each element.
    public func exp2() -> Tensor { unary(.exp2) }
    /// The cube root, of negative elements too.
    public func cbrt() -> Tensor { unary(.cbrt) }
    /// 1 / √x; ∞ for 0 and NaN for negative elements.
    public func rsqrt() -> Tensor { unary(.rsqrt) }

    /// The error function, 2/√π·∫₀ˣ exp(−t²) dt.
    public func erf() -> Tensor { unary(.erf) }
    /// The complementary error function, 1 − erf(x), accurate where it is tiny.
    public func erfc() -> Tensor { unary(.erfc) }
    /// The inverse of the error function; ±∞ at ±1 and NaN outside.
    public func erfinv() -> Tensor { unary(.erfinv) }
    /// log |Γ(x)|, the logarithm of the magnitude of the gamma function; ∞ at 0 and at the negative integers.
    public func lgamma() -> Tensor { unary(.lgamma) }
    /// The digamma function, the derivative of ``lgamma()``; NaN at the negative integers.
    public func digamma() -> Tensor { unary(.digamma) }
}

/// Returns 1 / (1 + exp(−x)) without overflow and without cancellation on either side.
@inline(__always)
func stableSigmoid<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}
