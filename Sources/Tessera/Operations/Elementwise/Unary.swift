/// The elementwise functions of one operand. Each is a row in the tables of kernels and of derivatives.
package enum UnaryFunction: String, Sendable, CaseIterable {
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
        case .tanh: upstream.binary(.tanhDerivative, x)
        case .sin: upstream * x.cos()
        case .cos: -upstream * x.sin()
        case .sigmoid: upstream.binary(.sigmoidDerivative, x)
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
        }
    }
}

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
    /// −1, 0 or 1; NaN stays NaN. No gradient flows.
    public func sign() -> Tensor { unary(.sign) }
    /// x².
    public func squared() -> Tensor { unary(.square) }
    /// The square root; NaN for negative elements.
    public func sqrt() -> Tensor { unary(.sqrt) }
    /// 1 / x.
    package func reciprocal() -> Tensor { unary(.reciprocal) }
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
}

/// Applies a function to every element of one operand.
package struct Unary<Scalar: RealScalar>: TensorOperation {
    /// The function that is applied.
    package let function: UnaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: UnaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var broadcastsGradient: Bool { true }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let kernels = result.kernels
        Chunks.map(x, into: result) { count, x, out in
            kernels.unary(function, count, x, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        function.gradient(upstream, x: inputs[0], y: result)?.erased
    }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Unary: LoweredOperation {
    package var worksInPlace: Bool { true }

    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if accumulates { return false }
        let (x, isCopy) = builder.rowMajor(operands[0])
        builder.append(.unary(function, result.count, x.reference, result.reference))
        if isCopy { builder.release(x) }
        return true
    }
}

extension Unary: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        switch function {
        case .relu: .selected { (inputs[0] as Tensor<Scalar>) .> 0 }
        case .negate: .elementwiseLinear
        default: .elementwise
        }
    }
}

/// Returns 1 / (1 + exp(−x)) without overflow and without cancellation on either side.
@inline(__always)
func stableSigmoid<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}
