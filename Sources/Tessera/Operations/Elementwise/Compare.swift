/// The comparisons of two numbers; with NaN all are false but `notEqual`.
public enum Comparison: String, Sendable, CaseIterable {
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
}

/// A comparison of every pair of elements, the operands broadcast to one shape. No gradient flows.
public struct Compare<Input: TensorScalar & Comparable>: TensorOperation {
    public typealias Scalar = Bool
    public let comparison: Comparison

    public init(_ comparison: Comparison) {
        self.comparison = comparison
    }

    public var name: String { comparison.rawValue }
    public var operandCount: Int? { 2 }

    public func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try broadcastShape(name, inputs)
    }

    public func forward(_ inputs: Inputs, into result: borrowing Destination<Bool>) {
        let (x, y): (Tensor<Input>, Tensor<Input>) = (inputs[0], inputs[1])
        let kernels = result.kernels
        Chunks.zip(x, y, into: result) { count, x, y, out in
            kernels.compare(comparison, count, x, y, out)
        }
    }

    public func gradient(
        _ upstream: Tensor<Bool>, at input: Int, inputs: Inputs, result: Tensor<Bool>
    ) -> AnyTensor? { nil }

    public func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
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
        apply(Compare<Scalar>(comparison), to: [erased, other.erased])
    }

    public static func .== (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.equal, y) }
    public static func .!= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.notEqual, y) }
    public static func .< (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.less, y) }
    public static func .<= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.lessEqual, y) }
    public static func .> (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.greater, y) }
    public static func .>= (x: Tensor, y: Tensor) -> Tensor<Bool> { x.compare(.greaterEqual, y) }

    public static func .== (x: Tensor, y: Scalar) -> Tensor<Bool> { x .== Tensor(y) }
    public static func .!= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .!= Tensor(y) }
    public static func .< (x: Tensor, y: Scalar) -> Tensor<Bool> { x .< Tensor(y) }
    public static func .<= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .<= Tensor(y) }
    public static func .> (x: Tensor, y: Scalar) -> Tensor<Bool> { x .> Tensor(y) }
    public static func .>= (x: Tensor, y: Scalar) -> Tensor<Bool> { x .>= Tensor(y) }
}
