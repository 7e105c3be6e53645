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

/// Applies a function to every pair of elements of two operands, which are broadcast to one shape.
package struct Binary<Scalar: RealScalar>: ElementwiseOperation {
    /// The function that is applied.
    package let function: BinaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: BinaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var operandCount: Int? { 2 }
    package var broadcastsGradient: Bool { true }
    package var worksInPlace: Bool { true }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let kernels = result.kernels
        Chunks.zip(x, y, into: result) { count, x, y, out in
            kernels.binary(function, count, x, y, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        function.gradient(upstream, at: input, x: inputs[0], y: inputs[1], z: result)?.erased
    }

    package func step(_ extent: Step.Extent, _ operands: [Step.Operand], _ result: Step.Reference) -> Step {
        .binary(function, extent, operands[0], operands[1], result)
    }
}

extension Binary: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        switch function {
        case .maximum: .selected { inputs[input] .>= (inputs[1 - input] as Tensor<Scalar>) }
        case .minimum: .selected { inputs[input] .<= (inputs[1 - input] as Tensor<Scalar>) }
        case .add, .subtract: .elementwiseLinear
        default: .elementwise
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
