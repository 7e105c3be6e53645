/// Applies a function to every pair of elements of two operands, which are broadcast to one shape.
package struct Binary<Scalar: RealScalar>: TensorOperation {
    /// The function that is applied.
    package let function: BinaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: BinaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var operandCount: Int? { 2 }
    package var broadcastsGradient: Bool { true }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try broadcastShape(name, inputs)
    }

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

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Binary: LoweredOperation {
    package var worksInPlace: Bool { true }

    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        guard !accumulates, Scalar.scalarType == builder.scalarType else { return false }
        builder.elementwise(operands, result.shape) { extent, operands in
            .binary(function, extent, operands[0], operands[1], result.reference)
        }
        return true
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

/// Returns the shape that all operands are broadcast to.
///
/// - Throws: `ShapeError` that names the operands if there is none.
func broadcastShape(_ operation: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    var common = inputs[0]
    for shape in inputs.dropFirst() {
        guard let next = common.broadcast(with: shape) else {
            throw ShapeError(operation, inputs, "extents aligned at the last axis must be equal or 1")
        }
        common = next
    }
    return common
}

extension Tensor where Scalar: RealScalar {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    @usableFromInline
    func binary(_ function: BinaryFunction, _ other: Tensor) -> Tensor {
        apply(Binary(function), to: [erased, other.erased])
    }

    /// The elementwise arithmetic operators. Operands are broadcast, and the program stops if their shapes do not fit.
    @inlinable public static func + (x: Tensor, y: Tensor) -> Tensor { x.binary(.add, y) }
    /// The elementwise difference. The operands are broadcast; the program stops if their shapes do not fit.
    @inlinable public static func - (x: Tensor, y: Tensor) -> Tensor { x.binary(.subtract, y) }
    /// The elementwise product; see `matmul` for the product of matrices.
    @inlinable public static func * (x: Tensor, y: Tensor) -> Tensor { x.binary(.multiply, y) }
    /// The elementwise quotient. The operands are broadcast; the program stops if their shapes do not fit.
    @inlinable public static func / (x: Tensor, y: Tensor) -> Tensor { x.binary(.divide, y) }

    /// The sum of each element and a number.
    @inlinable public static func + (x: Tensor, y: Scalar) -> Tensor { x + Tensor(y) }
    /// The sum of a number and each element.
    @inlinable public static func + (x: Scalar, y: Tensor) -> Tensor { Tensor(x) + y }
    /// The difference of each element and a number.
    @inlinable public static func - (x: Tensor, y: Scalar) -> Tensor { x - Tensor(y) }
    /// The difference of a number and each element.
    @inlinable public static func - (x: Scalar, y: Tensor) -> Tensor { Tensor(x) - y }
    /// The product of each element and a number.
    @inlinable public static func * (x: Tensor, y: Scalar) -> Tensor { x * Tensor(y) }
    /// The product of a number and each element.
    @inlinable public static func * (x: Scalar, y: Tensor) -> Tensor { Tensor(x) * y }
    /// The quotient of each element and a number.
    @inlinable public static func / (x: Tensor, y: Scalar) -> Tensor { x / Tensor(y) }
    /// The quotient of a number and each element.
    @inlinable public static func / (x: Scalar, y: Tensor) -> Tensor { Tensor(x) / y }

    /// Replaces `x` by the elementwise sum.
    @inlinable public static func += (x: inout Tensor, y: Tensor) { x = x + y }
    /// Replaces `x` by the elementwise difference.
    @inlinable public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
    /// Replaces `x` by the elementwise product.
    @inlinable public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
    /// Replaces `x` by the elementwise quotient.
    @inlinable public static func /= (x: inout Tensor, y: Tensor) { x = x / y }
    /// Replaces each element by its sum with a number.
    @inlinable public static func += (x: inout Tensor, y: Scalar) { x = x + y }
    /// Replaces each element by the difference of it and a number.
    @inlinable public static func -= (x: inout Tensor, y: Scalar) { x = x - y }
    /// Replaces each element by its product with a number.
    @inlinable public static func *= (x: inout Tensor, y: Scalar) { x = x * y }
    /// Replaces each element by the quotient of it and a number.
    @inlinable public static func /= (x: inout Tensor, y: Scalar) { x = x / y }

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
