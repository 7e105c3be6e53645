/// The comparisons of two numbers. With NaN all are false except `notEqual`.
package enum Comparison: String, Sendable, CaseIterable {
    case equal, notEqual, less, lessEqual, greater, greaterEqual

    @inline(__always)
    func callAsFunction<Scalar: Comparable>(_ x: Scalar, _ y: Scalar) -> Bool {
        switch self {
        case .equal: x == y
        case .notEqual: x != y
        case .less: x < y
        case .lessEqual: x <= y
        case .greater: x > y
        case .greaterEqual: x >= y
        }
    }

    /// Calls `body` with this function as a constant. A loop that is inlined into `body` is then compiled for each
    /// function, and does not switch for every element.
    @inline(__always)
    func asConstant(_ body: (Comparison) -> Void) {
        switch self {
        case .equal: body(.equal)
        case .notEqual: body(.notEqual)
        case .less: body(.less)
        case .lessEqual: body(.lessEqual)
        case .greater: body(.greater)
        case .greaterEqual: body(.greaterEqual)
        }
    }
}

/// Compares every pair of elements of two operands, which are broadcast to one shape. No gradient flows.
package struct Compare<Input: TensorScalar & Comparable>: ElementwiseOperation {
    package typealias Scalar = Bool
    /// The comparison that is applied.
    package let comparison: Comparison

    /// Creates an elementwise operation from a comparison.
    package init(_ comparison: Comparison) {
        self.comparison = comparison
    }

    package var name: String { comparison.rawValue }
    package var operandCount: Int? { 2 }
    package var stepScalarType: ScalarType? { Input.scalarType }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Bool>) {
        let (x, y): (Tensor<Input>, Tensor<Input>) = (inputs[0], inputs[1])
        let kernels = result.kernels
        Chunks.zip(x, y, into: result) { count, x, y, out in
            kernels.compare(comparison, count, x, y, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Bool>, at input: Int, inputs: Inputs, result: Tensor<Bool>
    ) -> AnyTensor? { nil }

    package func step(_ extent: Step.Extent, _ operands: [Step.Operand], _ result: Step.Reference) -> Step {
        .compare(comparison, extent, operands[0], operands[1], result)
    }
}

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

extension Tensor where Scalar: Comparable {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    fileprivate func compare(_ comparison: Comparison, _ other: Tensor) -> Tensor<Bool> {
        if Scalar.scalarType.isHalf { return Tensor<Float>(self).compare(comparison, Tensor<Float>(other)) }
        return apply(Compare<Scalar>(comparison), to: [erased, other.erased])
    }

    /// The elementwise comparisons. Operands are broadcast, and the program stops if their shapes do not fit.
    public static func .== (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.equal, y) }
    /// Whether each element of `x` differs from that of `y`, broadcast to one shape. NaN differs from everything.
    public static func .!= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.notEqual, y) }
    /// Whether each element of `x` is less than that of `y`, broadcast to one shape. With NaN it is false.
    public static func .< (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.less, y) }
    /// Whether each element of `x` is at most that of `y`, broadcast to one shape. With NaN it is false.
    public static func .<= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.lessEqual, y) }
    /// Whether each element of `x` is greater than that of `y`, broadcast to one shape. With NaN it is false.
    public static func .> (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.greater, y) }
    /// Whether each element of `x` is at least that of `y`, broadcast to one shape. With NaN it is false.
    public static func .>= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.greaterEqual, y) }

    /// Whether each element is equal to a number. With NaN it is false.
    public static func .== (x: Tensor, y: Scalar) -> Tensor<Bool> { x .== Tensor(y) }
    /// Whether each element differs from a number. NaN differs from everything.
    public static func .!= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .!= Tensor(y) }
    /// Whether each element is less than a number. With NaN it is false.
    public static func .< (x: Tensor, y: Scalar) -> Tensor<Bool> { x .< Tensor(y) }
    /// Whether each element is at most a number. With NaN it is false.
    public static func .<= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .<= Tensor(y) }
    /// Whether each element is greater than a number. With NaN it is false.
    public static func .> (x: Tensor, y: Scalar) -> Tensor<Bool> { x .> Tensor(y) }
    /// Whether each element is at least a number. With NaN it is false.
    public static func .>= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .>= Tensor(y) }
}
