/// The elementwise functions of two operands: a row each in the tables of kernels and of derivatives.
public enum BinaryFunction: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide, power, maximum, minimum
    case squaredDifference, crossEntropyOfLogits, crossEntropyOfProbabilities, sigmoidDifference
    /// x with the sign of y put before it, 0 where y is 0.
    case signed
    /// x times the slope at y of the sigmoid, and of tanh.
    case sigmoidSlope, tanhSlope
    /// The slope of `crossEntropyOfProbabilities` along the probability.
    case probabilitySlope

    /// `upstream` times the derivative with respect to operand 0 (`x`) or 1 (`y`), where the function has the
    /// value `z`; nil where no gradient flows.
    func gradient<Scalar: RealScalar>(
        _ upstream: Tensor<Scalar>, at input: Int, x: Tensor<Scalar>, y: Tensor<Scalar>, z: Tensor<Scalar>
    ) -> Tensor<Scalar>? {
        switch (self, input) {
        case (.add, _), (.subtract, 0): upstream
        case (.subtract, _), (.sigmoidDifference, 1): -upstream
        case (.multiply, 0): upstream.isPlainOne ? y : upstream * y
        case (.multiply, _): upstream.isPlainOne ? x : upstream * x
        case (.divide, 0): upstream / y
        case (.divide, _): -upstream * (z / y)
        case (.power, 0): upstream * Tensor.powerSlope(x, y)
        case (.power, _): Tensor.exponentSlope(upstream, x, y, power: z)
        case (.maximum, 0), (.minimum, 1): upstream.chosen(where: x .> y, halvedWhere: x .== y)
        case (.maximum, _), (.minimum, _): upstream.chosen(where: y .> x, halvedWhere: x .== y)
        case (.squaredDifference, 0): (2 * upstream) * (x - y)
        case (.squaredDifference, _): (2 * upstream) * (y - x)
        case (.crossEntropyOfLogits, 0): upstream * x.binary(.sigmoidDifference, y)
        case (.crossEntropyOfLogits, _): -upstream * x
        case (.crossEntropyOfProbabilities, 0): upstream * x.binary(.probabilitySlope, y)
        case (.crossEntropyOfProbabilities, _): upstream * ((1 - x).boundedLog(log1p: -x) - x.boundedLog())
        case (.sigmoidDifference, _): upstream.binary(.sigmoidSlope, x)
        case (.signed, 0), (.sigmoidSlope, 0), (.tanhSlope, 0): upstream.binary(self, y)
        case (.signed, _): nil
        // 1 - 2σ(y) = -tanh(y / 2), which does not cancel.
        case (.sigmoidSlope, _): -(upstream * x).binary(.sigmoidSlope, y) * (0.5 * y).tanh()
        case (.tanhSlope, _): -2 * (upstream * x).binary(.tanhSlope, y) * y.tanh()
        case (.probabilitySlope, 0): upstream * Tensor.probabilityCurvature(x, expected: y)
        case (.probabilitySlope, _): -upstream * ((1 - x).boundedReciprocal() + x.boundedReciprocal())
        }
    }

    /// The function of two numbers: what the vectorised kernels are held to, and the kernel where there is none.
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
        case .sigmoidSlope: x * logisticDensity(y)
        case .tanhSlope: x * (4 * logisticDensity(2 * y))
        case .probabilitySlope: slopeOfEntropy(x, expected: y)
        }
    }
}

/// −(y·log p + (1 − y)·log(1 − p)) with both logarithms bounded at −100 so that a certain and wrong prediction costs
/// much but not infinitely much; NaN stays NaN.
@inline(__always)
private func crossEntropy<Scalar: RealScalar>(probability p: Scalar, expected y: Scalar) -> Scalar {
    let logP = Scalar.log(p)
    let logQ = Scalar.log(onePlus: -p)
    return -(y * (logP < -100 ? -100 : logP) + (1 - y) * (logQ < -100 ? -100 : logQ))
}

extension Tensor where Scalar: RealScalar {
    /// Whether this is the 1 that a walk back begins with: the products with it need not be computed.
    fileprivate var isPlainOne: Bool { node == nil && count == 1 && base.pointee == 1 }

    /// This upstream gradient for the operand that a maximum takes, half of it where both are equal. Chosen, not multiplied
    /// with 0: what flows may be infinite where the operand has no say.
    fileprivate func chosen(where isTaken: Tensor<Bool>, halvedWhere isTie: Tensor<Bool>) -> Tensor {
        select(isTaken, self, otherwise: select(isTie, self * 0.5, otherwise: 0))
    }

    /// y·xʸ⁻¹, and 0 where both are 0. Where x is 0 the exponent counts as a constant.
    fileprivate static func powerSlope(_ x: Tensor, _ y: Tensor) -> Tensor {
        if y.node == nil { return y * x.pow(select(y .== 0, 1, otherwise: y) - 1) }
        let (isZero, constant) = (x .== 0, y.stoppingGradient())
        let factor = select(isZero, constant, otherwise: y)
        let exponent = select(isZero, select(constant .== 0, 1, otherwise: constant), otherwise: y)
        return factor * x.pow(exponent - 1)
    }

    /// xʸ·log x, and 0 where x is 0, whatever the exponent. Where it can be differentiated again the power is computed
    /// once more, from an operand that is not 0: the slope of 0ʸ may be infinite.
    fileprivate static func exponentSlope(_ upstream: Tensor, _ x: Tensor, _ y: Tensor, power: Tensor) -> Tensor {
        let isZero = x .== 0
        let base = select(isZero, 1, otherwise: x)
        let value = power.node == nil ? power : base.pow(y)
        return select(isZero, 0, otherwise: upstream * (value * base.log()))
    }

    /// (1 − y) / (1 − p)² + y / p², without the part whose logarithm is bounded.
    fileprivate static func probabilityCurvature(_ p: Tensor, expected y: Tensor) -> Tensor {
        let (yes, no) = (y * p.boundedReciprocal().squared(), (1 - p).boundedReciprocal().squared())
        return (1 - y) * no + yes
    }

    /// log(self), or the logarithm given as that of 1 + `rest`, and −100 where it is less: a constant there.
    fileprivate func boundedLog(log1p rest: Tensor? = nil) -> Tensor {
        let isBounded = abs() .< leastProbability()
        let inside = rest.map { select(isBounded, 0, otherwise: $0).log1p() }
        return select(isBounded, -100, otherwise: inside ?? select(isBounded, 1, otherwise: self).log())
    }

    /// The slope of `boundedLog`: 1 / x, and 0 where the logarithm is bounded.
    fileprivate func boundedReciprocal() -> Tensor {
        let isBounded = abs() .< leastProbability()
        return select(isBounded, 0, otherwise: select(isBounded, 1, otherwise: self).reciprocal())
    }
}

/// e⁻¹⁰⁰: the logarithm of a smaller probability is bounded.
@inline(__always)
private func leastProbability<Scalar: RealScalar>() -> Scalar { 3.720075976020836e-44 }

/// σ(x)·σ(−x), from the argument: next to 1 the value of σ holds no digit of it.
@inline(__always)
private func logisticDensity<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return e / ((1 + e) * (1 + e))
}

/// (1 − y) / (1 − p) − y / p, without the part whose logarithm is bounded.
@inline(__always)
private func slopeOfEntropy<Scalar: RealScalar>(_ p: Scalar, expected y: Scalar) -> Scalar {
    let rest = 1 - p
    let yes = Swift.abs(p) < leastProbability() ? 0 : y / p
    let no = Swift.abs(rest) < leastProbability() ? 0 : (1 - y) / rest
    return no - yes
}

/// As libm's `pow`: `Real.pow` takes negative bases for errors, though whole exponents give them a meaning.
@inline(__always)
private func realPower<Scalar: RealScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
    if y == 0 || x == 1 { return 1 }
    if x > 0 || x.isNaN || y.isNaN { return Scalar.pow(x, y) }
    let isWhole = y == y.rounded()
    let isOdd = isWhole && (y / 2) != (y / 2).rounded()
    if y.isInfinite || isWhole || x == 0 || x.isInfinite {
        let magnitude = Swift.abs(x) == 1 ? 1 : (x == 0 ? (y > 0 ? 0 : Scalar.infinity) : Scalar.pow(-x, y))
        return isOdd && x.sign == .minus ? -magnitude : magnitude
    }
    return .nan
}
