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

    /// Returns `upstream` times the derivative with respect to operand 0 (`x`) or 1 (`y`), where the function has the
    /// value `z`; nil if no gradient flows.
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
        case (.power, 0): upstream * Tensor.baseDerivative(x, y)
        case (.power, _): Tensor.exponentGradient(upstream, x, y, power: z)
        case (.maximum, 0), (.minimum, 1): upstream.chosen(where: x .> y, halvedWhere: x .== y)
        case (.maximum, _), (.minimum, _): upstream.chosen(where: y .> x, halvedWhere: x .== y)
        case (.squaredDifference, 0): (2 * upstream) * (x - y)
        case (.squaredDifference, _): (2 * upstream) * (y - x)
        case (.crossEntropyOfLogits, 0): upstream * x.binary(.sigmoidDifference, y)
        case (.crossEntropyOfLogits, _): -upstream * x
        case (.crossEntropyOfProbabilities, 0): upstream * x.binary(.probabilityDerivative, y)
        case (.crossEntropyOfProbabilities, _): upstream * ((1 - x).boundedLog(log1p: -x) - x.boundedLog())
        case (.sigmoidDifference, _): upstream.binary(.sigmoidDerivative, x)
        case (.signed, 0), (.sigmoidDerivative, 0), (.tanhDerivative, 0): upstream.binary(self, y)
        case (.signed, _): nil
        // 1 − 2σ(y) = −tanh(y / 2), which does not cancel.
        case (.sigmoidDerivative, _): -(upstream * x).binary(.sigmoidDerivative, y) * (0.5 * y).tanh()
        case (.tanhDerivative, _): -2 * (upstream * x).binary(.tanhDerivative, y) * y.tanh()
        case (.probabilityDerivative, 0): upstream * Tensor.probabilityCurvature(x, expected: y)
        case (.probabilityDerivative, _): -upstream * ((1 - x).boundedReciprocal() + x.boundedReciprocal())
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
        }
    }
}

/// Returns −(y·log p + (1 − y)·log(1 − p)) with both logarithms bounded at −100, so that a wrong prediction with
/// probability 0 or 1 has a large but finite loss; NaN stays NaN.
@inline(__always)
private func crossEntropy<Scalar: RealScalar>(probability p: Scalar, expected y: Scalar) -> Scalar {
    let logP = Scalar.log(p)
    let logQ = Scalar.log(onePlus: -p)
    return -(y * (logP < -100 ? -100 : logP) + (1 - y) * (logQ < -100 ? -100 : logQ))
}

extension Tensor where Scalar: RealScalar {
    /// Whether this is the constant 1 that a reverse walk starts with: products with it need not be computed.
    fileprivate var isPlainOne: Bool { node == nil && count == 1 && base.pointee == 1 }

    /// Returns the upstream gradient where the operand is taken by a maximum or minimum, half of it at ties, and 0
    /// elsewhere. It is selected, not multiplied by 0: the upstream gradient may be infinite where the operand is not
    /// taken.
    fileprivate func chosen(where isTaken: Tensor<Bool>, halvedWhere isTie: Tensor<Bool>) -> Tensor {
        select(isTaken, self, otherwise: select(isTie, self * 0.5, otherwise: 0))
    }

    /// Returns y·xʸ⁻¹, the derivative of xʸ with respect to x, and 0 where x and y are both 0. Where x is 0 the
    /// exponent is taken as constant.
    fileprivate static func baseDerivative(_ x: Tensor, _ y: Tensor) -> Tensor {
        if y.node == nil { return y * x.pow(select(y .== 0, 1, otherwise: y) - 1) }
        let (isZero, constant) = (x .== 0, y.stoppingGradient())
        let factor = select(isZero, constant, otherwise: y)
        let exponent = select(isZero, select(constant .== 0, 1, otherwise: constant), otherwise: y)
        return factor * x.pow(exponent - 1)
    }

    /// Returns `upstream` times xʸ·log x, the derivative of xʸ with respect to y, and 0 where x is 0, whatever the
    /// exponent. If the result can be differentiated again, the power is recomputed from a base that is not 0: the
    /// derivative of 0ʸ may be infinite.
    fileprivate static func exponentGradient(_ upstream: Tensor, _ x: Tensor, _ y: Tensor, power: Tensor) -> Tensor {
        let isZero = x .== 0
        let base = select(isZero, 1, otherwise: x)
        let value = power.node == nil ? power : base.pow(y)
        return select(isZero, 0, otherwise: upstream * (value * base.log()))
    }

    /// Returns (1 − y) / (1 − p)² + y / p², the second derivative of the cross-entropy in p, without the terms whose
    /// logarithm is bounded.
    fileprivate static func probabilityCurvature(_ p: Tensor, expected y: Tensor) -> Tensor {
        let (yes, no) = (y * p.boundedReciprocal().squared(), (1 - p).boundedReciprocal().squared())
        return (1 - y) * no + yes
    }

    /// Returns max(log(self), −100) with a derivative of 0 at the bound. With `rest`, whose value is self − 1, the
    /// logarithm is computed as log1p(rest).
    fileprivate func boundedLog(log1p rest: Tensor? = nil) -> Tensor {
        let isBounded = abs() .< leastProbability()
        let inside = rest.map { select(isBounded, 0, otherwise: $0).log1p() }
        return select(isBounded, -100, otherwise: inside ?? select(isBounded, 1, otherwise: self).log())
    }

    /// Returns the derivative of `boundedLog`: 1 / x, and 0 where the logarithm is bounded.
    fileprivate func boundedReciprocal() -> Tensor {
        let isBounded = abs() .< leastProbability()
        return select(isBounded, 0, otherwise: select(isBounded, 1, otherwise: self).reciprocal())
    }
}

/// e⁻¹⁰⁰: the logarithm of a smaller probability is bounded.
@inline(__always)
private func leastProbability<Scalar: RealScalar>() -> Scalar { 3.720075976020836e-44 }

/// Returns σ(x)·σ(−x), computed from the argument: where σ rounds to 1 its value has lost all digits of the product.
@inline(__always)
private func logisticDensity<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return e / ((1 + e) * (1 + e))
}

/// Returns (1 − y) / (1 − p) − y / p, the derivative of the cross-entropy in p, without the terms whose logarithm is
/// bounded.
@inline(__always)
private func crossEntropyDerivative<Scalar: RealScalar>(_ p: Scalar, expected y: Scalar) -> Scalar {
    let rest = 1 - p
    let yes = Swift.abs(p) < leastProbability() ? 0 : y / p
    let no = Swift.abs(rest) < leastProbability() ? 0 : (1 - y) / rest
    return no - yes
}

/// Returns xʸ as libm's `pow` does. `Real.pow` rejects negative bases, although the power is defined if the exponent is
/// an integer.
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
