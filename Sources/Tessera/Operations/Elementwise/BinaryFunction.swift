/// The elementwise functions of two operands: a row each in the tables of kernels and of derivatives.
public enum BinaryFunction: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide, power, maximum, minimum
    case squaredDifference, crossEntropyOfLogits, crossEntropyOfProbabilities, sigmoidDifference

    /// `upstream` times the derivative with respect to operand 0 (`x`) or 1 (`y`), where the function has the
    /// value `z`.
    func gradient<Scalar: RealScalar>(
        _ upstream: Tensor<Scalar>, at input: Int, x: Tensor<Scalar>, y: Tensor<Scalar>, z: Tensor<Scalar>
    ) -> Tensor<Scalar> {
        switch (self, input) {
        case (.add, _), (.subtract, 0): upstream
        case (.subtract, _), (.sigmoidDifference, 1): -upstream
        case (.multiply, 0): upstream.isPlainOne ? y : upstream * y
        case (.multiply, _): upstream.isPlainOne ? x : upstream * x
        case (.divide, 0): upstream / y
        case (.divide, _): -upstream * (z / y)
        case (.power, 0): upstream * (y * x.pow(select(y .== 0, 1, otherwise: y) - 1))
        case (.power, _): upstream * (z * select(x .== 0, 1, otherwise: x).log())
        case (.maximum, 0), (.minimum, 1): upstream * Tensor.share(of: x, over: y)
        case (.maximum, _), (.minimum, _): upstream * Tensor.share(of: y, over: x)
        case (.squaredDifference, 0): (2 * upstream) * (x - y)
        case (.squaredDifference, _): (2 * upstream) * (y - x)
        case (.crossEntropyOfLogits, 0): upstream * x.binary(.sigmoidDifference, y)
        case (.crossEntropyOfLogits, _): -upstream * x
        case (.crossEntropyOfProbabilities, 0): upstream * Tensor.probabilitySlope(x, expected: y)
        case (.crossEntropyOfProbabilities, _): upstream * ((-x).boundedLog1p() - x.boundedLog())
        case (.sigmoidDifference, _): upstream * (x.sigmoid() * (-x).sigmoid())
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
        case .sigmoidDifference: stableSigmoid(x) - y
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

    /// 1 where `x` is above `y`, ½ where they are equal, else 0: how the slope of a maximum is divided.
    fileprivate static func share(of x: Tensor, over y: Tensor) -> Tensor {
        (Tensor<Scalar>(x .> y) + Tensor<Scalar>(x .>= y)) * 0.5
    }

    /// PyTorch's bound keeps the slope finite where a probability is exactly 0 or 1.
    fileprivate static func probabilitySlope(_ p: Tensor, expected: Tensor) -> Tensor {
        let spread: Tensor = p * (1 - p)
        return (p - expected) / maximum(spread, Tensor(1e-12 as Scalar))
    }

    fileprivate func boundedLog() -> Tensor { maximum(log(), Tensor(-100 as Scalar)) }
    fileprivate func boundedLog1p() -> Tensor { maximum(log1p(), Tensor(-100 as Scalar)) }
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
