/// The elementwise functions of two operands. Each is a row in the tables of kernels and of derivatives.
@usableFromInline
package enum BinaryFunction: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide, power, maximum, minimum
    case squaredDifference, crossEntropyOfLogits, crossEntropyOfProbabilities, sigmoidDifference
    /// x times the sign of y; 0 if y is 0.
    case signed
    /// x times the derivative at y of the sigmoid, or of tanh.
    case sigmoidDerivative, tanhDerivative
    /// The derivative of `crossEntropyOfProbabilities` with respect to the probability.
    case probabilityDerivative
    case truncatingRemainder, flooredRemainder
    case hypot, atan2, logAddExp, copySign, nextAfter

    /// Returns `upstream` times the derivative with respect to operand 0 (`x`) or 1 (`y`), where the function has the
    /// value `z`; nil if no gradient flows.
    func gradient<Scalar: RealScalar>(
        _ upstream: Tensor<Scalar>, at input: Int, x: Tensor<Scalar>, y: Tensor<Scalar>, z: Tensor<Scalar>
    ) -> Tensor<Scalar>? {
        switch (self, input) {
        case (.add, _), (.subtract, 0): return upstream
        case (.subtract, _), (.sigmoidDifference, 1): return -upstream
        case (.multiply, 0): return upstream.isPlainOne ? y : upstream * y
        case (.multiply, _): return upstream.isPlainOne ? x : upstream * x
        case (.divide, 0): return upstream / y
        case (.divide, _): return -upstream * (z / y)
        case (.power, 0): return upstream * Tensor.baseDerivative(x, y)
        case (.power, _): return Tensor.exponentGradient(upstream, x, y, power: z)
        case (.maximum, 0), (.minimum, 1): return upstream.chosen(where: x .> y, halvedWhere: x .== y)
        case (.maximum, _), (.minimum, _): return upstream.chosen(where: y .> x, halvedWhere: x .== y)
        case (.squaredDifference, 0): return (2 * upstream) * (x - y)
        case (.squaredDifference, _): return (2 * upstream) * (y - x)
        case (.crossEntropyOfLogits, 0): return upstream * x.binary(.sigmoidDifference, y)
        case (.crossEntropyOfLogits, _): return -upstream * x
        case (.crossEntropyOfProbabilities, 0): return upstream * x.binary(.probabilityDerivative, y)
        case (.crossEntropyOfProbabilities, _): return upstream * ((1 - x).boundedLog(log1p: -x) - x.boundedLog())
        case (.sigmoidDifference, _): return upstream.binary(.sigmoidDerivative, x)
        case (.signed, 0), (.sigmoidDerivative, 0), (.tanhDerivative, 0): return upstream.binary(self, y)
        case (.signed, _): return nil
        // 1 − 2σ(y) = −tanh(y / 2), which does not cancel.
        case (.sigmoidDerivative, _): return -(upstream * x).binary(.sigmoidDerivative, y) * (0.5 * y).tanh()
        case (.tanhDerivative, _): return -2 * (upstream * x).binary(.tanhDerivative, y) * y.tanh()
        case (.probabilityDerivative, 0): return upstream * Tensor.probabilityCurvature(x, expected: y)
        case (.probabilityDerivative, _): return -upstream * ((1 - x).boundedReciprocal() + x.boundedReciprocal())
        case (.truncatingRemainder, 0), (.flooredRemainder, 0): return upstream
        case (.truncatingRemainder, _), (.flooredRemainder, _): return -upstream * ((x - z) / y).rounded()
        case (.hypot, 0): return upstream * x.fraction(ofHypot: z)
        case (.hypot, _): return upstream * y.fraction(ofHypot: z)
        case (.atan2, 0): return upstream * y.fraction(ofHypot: x.hypot(y)).fraction(ofHypot: x.hypot(y))
        case (.atan2, _): return -upstream * x.fraction(ofHypot: x.hypot(y)).fraction(ofHypot: x.hypot(y))
        case (.logAddExp, 0): return upstream * x.logit(against: y).sigmoid()
        case (.logAddExp, _): return upstream * y.logit(against: x).sigmoid()
        case (.copySign, 0): return upstream.binary(.signed, x).binary(.signed, z)
        case (.copySign, _), (.nextAfter, _): return nil
        }
    }

    /// Returns the function of two numbers: the reference for the vectorised kernels, and the kernel where there is
    /// none.
    @inline(__always)
    func callAsFunction<Scalar: RealScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
        switch self {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .power: realPower(x, y)
        case .maximum: x > y || x.isNaN ? x : y
        case .minimum: x < y || x.isNaN ? x : y
        case .squaredDifference: (x - y) * (x - y)
        case .crossEntropyOfLogits:
            Swift.abs(x) * (x >= 0 ? 1 - y : y) + Scalar.log(onePlus: Scalar.exp(-Swift.abs(x)))
        case .crossEntropyOfProbabilities: crossEntropy(probability: x, expected: y)
        case .sigmoidDifference: x >= 0 ? (1 - y) - stableSigmoid(-x) : stableSigmoid(x) - y
        case .signed: y > 0 ? x : (y < 0 ? -x : (y == 0 ? 0 : y))
        case .sigmoidDerivative: x * logisticDensity(y)
        case .tanhDerivative: x * (4 * logisticDensity(2 * y))
        case .probabilityDerivative: crossEntropyDerivative(x, expected: y)
        case .truncatingRemainder: x.truncatingRemainder(dividingBy: y)
        case .flooredRemainder: RealFunctions.flooredRemainder(x, y)
        case .hypot: RealFunctions.apply(RealFunctions.hypot, x, y)
        case .atan2: RealFunctions.apply({ Double.atan2(y: $0, x: $1) }, x, y)
        case .logAddExp: RealFunctions.apply(RealFunctions.logAddExp, x, y)
        case .copySign: Scalar(signOf: y, magnitudeOf: x)
        case .nextAfter: RealFunctions.nextAfter(x, y)
        }
    }

    /// Calls `body` with this function as a constant. A loop that is inlined into `body` is then compiled for each
    /// function, and does not switch for every element.
    @inline(__always)
    func asConstant(_ body: (BinaryFunction) -> Void) {
        switch self {
        case .add: body(.add)
        case .subtract: body(.subtract)
        case .multiply: body(.multiply)
        case .divide: body(.divide)
        case .power: body(.power)
        case .maximum: body(.maximum)
        case .minimum: body(.minimum)
        case .squaredDifference: body(.squaredDifference)
        case .crossEntropyOfLogits: body(.crossEntropyOfLogits)
        case .crossEntropyOfProbabilities: body(.crossEntropyOfProbabilities)
        case .sigmoidDifference: body(.sigmoidDifference)
        case .signed: body(.signed)
        case .sigmoidDerivative: body(.sigmoidDerivative)
        case .tanhDerivative: body(.tanhDerivative)
        case .probabilityDerivative: body(.probabilityDerivative)
        case .truncatingRemainder: body(.truncatingRemainder)
        case .flooredRemainder: body(.flooredRemainder)
        case .hypot: body(.hypot)
        case .atan2: body(.atan2)
        case .logAddExp: body(.logAddExp)
        case .copySign: body(.copySign)
        case .nextAfter: body(.nextAfter)
        }
    }
}

extension Tensor where Scalar: RealScalar {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    @usableFromInline
    func binary(_ function: BinaryFunction, _ other: Tensor) -> Tensor {
        small(function, other) ?? apply(Binary(function), to: [erased, other.erased])
    }

    /// Computes the function of a few elements in row-major order, which takes less time than finding out that it is
    /// one call of the kernel; nil for other operands.
    @inline(__always)
    private func small(_ function: BinaryFunction, _ other: Tensor) -> Tensor? {
        guard layout.strides == nil, other.layout.strides == nil, !isTraced, !other.isTraced else { return nil }
        let (isSame, isOtherSingle) = (shape == other.shape, other.shape.isEmpty)
        guard isSame || isOtherSingle || shape.isEmpty else { return nil }
        let shape = isSame || isOtherSingle ? shape : other.shape
        let count = shape.elementCount
        guard 1...1024 ~= count else { return nil }
        let storage = Storage<Scalar>(count: count)
        Backend.current.kernels.binary(
            function, count, Operand(base, step: isSame || isOtherSingle ? 1 : 0),
            Operand(other.base, step: isSame || !isOtherSingle ? 1 : 0), storage.base)
        let result = Tensor(storage: storage, shape: shape)
        guard node != nil || other.node != nil else { return result }
        return result.recorded(by: Node(Binary<Scalar>(function), self, other, value: result))
    }

    /// Returns x to the power of y, element by element. Where x is 0 the result is taken as constant in the exponent:
    /// its derivatives with respect to the exponent are 0.
    public func pow(_ exponent: Tensor) -> Tensor { binary(.power, exponent) }
    /// Returns the power with the same exponent for all elements.
    public func pow(_ exponent: Scalar) -> Tensor { pow(Tensor(exponent)) }

    /// Returns the elements limited to a range. An element at a bound gets half the gradient.
    public func clamped(to limits: ClosedRange<Scalar>) -> Tensor {
        minimum(maximum(self, Tensor(limits.lowerBound)), Tensor(limits.upperBound))
    }
}

/// Returns the larger of each pair of elements; NaN if either is NaN. If both are equal, each gets half the gradient.
public func maximum<Scalar: RealScalar>(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Tensor<Scalar> {
    x.binary(.maximum, y)
}

/// Returns the smaller of each pair of elements; NaN if either is NaN. If both are equal, each gets half the gradient.
public func minimum<Scalar: RealScalar>(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Tensor<Scalar> {
    x.binary(.minimum, y)
}

/// Returns the larger of each element and a number.
public func maximum<Scalar: RealScalar>(_ x: Tensor<Scalar>, _ y: Scalar) -> Tensor<Scalar> {
    maximum(x, Tensor(y))
}
/// Returns the smaller of each element and a number.
public func minimum<Scalar: RealScalar>(_ x: Tensor<Scalar>, _ y: Scalar) -> Tensor<Scalar> {
    minimum(x, Tensor(y))
}

/// Functions of two tensors, element by element. The operands are broadcast; the program stops if their shapes do not
/// fit.
extension Tensor where Scalar: RealScalar {
    /// Returns the remainder of the division that rounds towards zero: it has the sign of the dividend (`fmod` of C and
    /// NumPy). It is exact; NaN if the divisor is 0 or the dividend infinite.
    public func truncatingRemainder(dividingBy divisor: Tensor) -> Tensor { binary(.truncatingRemainder, divisor) }
    /// Returns the remainder of the division by a number that rounds towards zero.
    public func truncatingRemainder(dividingBy divisor: Scalar) -> Tensor {
        truncatingRemainder(dividingBy: Tensor(divisor))
    }

    /// Returns the remainder of the division that rounds down: it has the sign of the divisor, also if it is 0 (`%` of
    /// Python, `remainder` of NumPy and PyTorch). NaN if the divisor is 0 or the dividend infinite.
    ///
    /// ```swift
    /// Tensor<Double>([-7, 7]).modulo(3)                           // [2, 1]
    /// Tensor<Double>([-7, 7]).truncatingRemainder(dividingBy: 3)     // [-1, 1]
    /// ```
    public func modulo(_ divisor: Tensor) -> Tensor { binary(.flooredRemainder, divisor) }
    /// Returns the remainder of the division by a number that rounds down.
    public func modulo(_ divisor: Scalar) -> Tensor { modulo(Tensor(divisor)) }

    /// Returns √(x² + y²), the length of the hypotenuse, without overflow. Its derivative at the origin is taken as 0.
    public func hypot(_ other: Tensor) -> Tensor { binary(.hypot, other) }
    /// Returns √(x² + y²) with the same number y for all elements.
    public func hypot(_ other: Scalar) -> Tensor { hypot(Tensor(other)) }

    /// Returns the angle in radians, from −π to π, of the point with the ordinate of this tensor and the abscissa `x`.
    /// Its derivative at the origin is taken as 0.
    ///
    /// ```swift
    /// Tensor<Double>([1, -1]).atan2([-1, -1])     // [3π/4, −3π/4]
    /// ```
    public func atan2(_ x: Tensor) -> Tensor { binary(.atan2, x) }

    /// Returns log(exp(x) + exp(y)) without overflow.
    public func logAddExp(_ other: Tensor) -> Tensor { binary(.logAddExp, other) }
    /// Returns log(exp(x) + exp(y)) with the same number y for all elements.
    public func logAddExp(_ other: Scalar) -> Tensor { logAddExp(Tensor(other)) }

    /// Returns x·log(y), and 0 where x is 0 unless y is NaN.
    public func xlogy(_ y: Tensor) -> Tensor {
        let vanishes = (self .== 0) && ((y .<= 0) || (y .== Scalar.infinity))
        return select(vanishes, 0, otherwise: self * select(vanishes, 1, otherwise: y).log())
    }

    /// Returns the magnitude of each element with the sign of `sign`, that of a zero or a NaN too. The derivative at 0
    /// is taken as 0.
    public func copySign(_ sign: Tensor) -> Tensor { binary(.copySign, sign) }
    /// Returns the magnitude of each element with the sign of a number.
    public func copySign(_ sign: Scalar) -> Tensor { copySign(Tensor(sign)) }

    /// Returns the floating-point numbers next to the elements in the direction of `target`. No gradient flows.
    public func nextAfter(_ target: Tensor) -> Tensor { binary(.nextAfter, target) }
    /// Returns the floating-point numbers next to the elements in the direction of a number.
    public func nextAfter(_ target: Scalar) -> Tensor { nextAfter(Tensor(target)) }
}
