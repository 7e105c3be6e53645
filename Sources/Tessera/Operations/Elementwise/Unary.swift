/// Applies a function to every element of one operand.
public struct Unary<Scalar: RealScalar>: TensorOperation {
    /// The function that is applied.
    public let function: UnaryFunction

    /// Creates an elementwise operation from a function.
    public init(_ function: UnaryFunction) {
        self.function = function
    }

    public var name: String { function.rawValue }
    public var broadcastsGradient: Bool { true }

    public func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    public func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let kernels = result.kernels
        Chunks.map(x, into: result) { count, x, out in
            kernels.unary(function, count, x, out)
        }
    }

    public func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        function.gradient(upstream, x: inputs[0], y: result)?.erased
    }

    public func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
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
}
