// The longer formulas of `BinaryFunction`: values of two numbers, and derivatives in tensor operations.

/// Returns −(y·log p + (1 − y)·log(1 − p)) with both logarithms bounded at −100, so that a wrong prediction with
/// probability 0 or 1 has a large but finite loss; NaN stays NaN.
@inline(__always)
func crossEntropy<Scalar: RealScalar>(probability p: Scalar, expected y: Scalar) -> Scalar {
    let logP = Scalar.log(p)
    let logQ = Scalar.log(onePlus: -p)
    return -(y * (logP < -100 ? -100 : logP) + (1 - y) * (logQ < -100 ? -100 : logQ))
}

extension Tensor where Scalar: RealScalar {
    /// Whether this is the constant 1 that a reverse walk starts with: products with it need not be computed.
    var isPlainOne: Bool { node == nil && count == 1 && base.pointee == 1 }

    /// Returns the upstream gradient where the operand is taken by a maximum or minimum, half of it at ties, and 0
    /// elsewhere. It is selected, not multiplied by 0: the upstream gradient may be infinite where the operand is not
    /// taken.
    func chosen(where isTaken: Tensor<Bool>, halvedWhere isTie: Tensor<Bool>) -> Tensor {
        select(isTaken, self, otherwise: select(isTie, self * 0.5, otherwise: 0))
    }

    /// Returns y·xʸ⁻¹, the derivative of xʸ with respect to x, and 0 where x and y are both 0. Where x is 0 the
    /// exponent is taken as constant.
    static func baseDerivative(_ x: Tensor, _ y: Tensor) -> Tensor {
        if y.node == nil { return y * x.pow(select(y .== 0, 1, otherwise: y) - 1) }
        let (isZero, constant) = (x .== 0, y.stoppingGradient())
        let factor = select(isZero, constant, otherwise: y)
        let exponent = select(isZero, select(constant .== 0, 1, otherwise: constant), otherwise: y)
        return factor * x.pow(exponent - 1)
    }

    /// Returns `upstream` times xʸ·log x, the derivative of xʸ with respect to y, and 0 where x is 0, whatever the
    /// exponent. If the result can be differentiated again, the power is recomputed from a base that is not 0: the
    /// derivative of 0ʸ may be infinite.
    static func exponentGradient(_ upstream: Tensor, _ x: Tensor, _ y: Tensor, power: Tensor) -> Tensor {
        let isZero = x .== 0
        let base = select(isZero, 1, otherwise: x)
        let value = power.node == nil ? power : base.pow(y)
        return select(isZero, 0, otherwise: upstream * (value * base.log()))
    }

    /// Returns x / h, the derivative of h = √(x² + y²) with respect to x; 0 where h is 0.
    func fraction(ofHypot h: Tensor) -> Tensor {
        let isZero = h .== 0
        return select(isZero, 0, otherwise: self / select(isZero, 1, otherwise: h))
    }

    /// Returns x − y, and 0 where both are the same infinity.
    func logit(against y: Tensor) -> Tensor {
        let isSame = (self .== y) && isInfinite()
        return select(isSame, 0, otherwise: self - y)
    }

    /// Returns (1 − y) / (1 − p)² + y / p², the second derivative of the cross-entropy in p, without the terms whose
    /// logarithm is bounded.
    static func probabilityCurvature(_ p: Tensor, expected y: Tensor) -> Tensor {
        let (yes, no) = (y * p.boundedReciprocal().squared(), (1 - p).boundedReciprocal().squared())
        return (1 - y) * no + yes
    }

    /// Returns max(log(self), −100) with a derivative of 0 at the bound. With `rest`, whose value is self − 1, the
    /// logarithm is computed as log1p(rest).
    func boundedLog(log1p rest: Tensor? = nil) -> Tensor {
        let isBounded = abs() .< leastProbability()
        let inside = rest.map { select(isBounded, 0, otherwise: $0).log1p() }
        return select(isBounded, -100, otherwise: inside ?? select(isBounded, 1, otherwise: self).log())
    }

    /// Returns the derivative of `boundedLog`: 1 / x, and 0 where the logarithm is bounded.
    func boundedReciprocal() -> Tensor {
        let isBounded = abs() .< leastProbability()
        return select(isBounded, 0, otherwise: select(isBounded, 1, otherwise: self).reciprocal())
    }
}

/// e⁻¹⁰⁰: the logarithm of a smaller probability is bounded.
@inline(__always)
private func leastProbability<Scalar: RealScalar>() -> Scalar { 3.720075976020836e-44 }

/// Returns σ(x)·σ(−x), computed from the argument: where σ rounds to 1 its value has lost all digits of the product.
@inline(__always)
func logisticDensity<Scalar: RealScalar>(_ x: Scalar) -> Scalar {
    let e = Scalar.exp(-Swift.abs(x))
    return e / ((1 + e) * (1 + e))
}

/// Returns (1 − y) / (1 − p) − y / p, the derivative of the cross-entropy in p, without the terms whose logarithm is
/// bounded.
@inline(__always)
func crossEntropyDerivative<Scalar: RealScalar>(_ p: Scalar, expected y: Scalar) -> Scalar {
    let rest = 1 - p
    let yes = Swift.abs(p) < leastProbability() ? 0 : y / p
    let no = Swift.abs(rest) < leastProbability() ? 0 : (1 - y) / rest
    return no - yes
}

/// Returns xʸ as libm's `pow` does. `Real.pow` rejects negative bases, although the power is defined if the exponent is
/// an integer.
@inline(__always)
func realPower<Scalar: RealScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
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
