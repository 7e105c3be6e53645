public import RealModule

/// The element types that a tensor can have.
package enum ScalarType: String, Sendable, CaseIterable {
    /// `Float`, 32 bits.
    case float
    /// `Double`, 64 bits.
    case double
    /// `Float16`, IEEE 754's binary16.
    case float16
    /// `BFloat16`, the upper 16 bits of a `Float`.
    case bfloat16
    /// `Int32`.
    case int32
    /// `Int64`.
    case int64
    /// `UInt8`, one byte.
    case uint8
    /// `Bool`, one byte.
    case bool

    /// Whether elements are `Float` or `Double`, which alone have arithmetic and gradients of real numbers.
    var isReal: Bool { self == .float || self == .double }
    /// Whether elements are floating-point numbers of 16 bits, which are storage.
    var isHalf: Bool { self == .float16 || self == .bfloat16 }
    /// Whether elements are floating-point numbers.
    var isFloatingPoint: Bool { isReal || isHalf }
    /// Whether the first bit of an element is a sign.
    var hasSign: Bool { self != .uint8 && self != .bool }
}

/// An element of a tensor: `Float`, `Double`, `Int32`, `Int64`, `UInt8`, `Bool`, or a `HalfScalar`. The set is closed:
/// what the library needs of an element is public, as a protocol's requirements are, but not documented.
public protocol TensorScalar: Sendable, Hashable, BitwiseCopyable, Codable, NestedElements
where TensorElement == Self {
    /// Returns the element nearest to a number. This is a function, not an initialiser, so that
    /// `numbers.map(Float.init)` is unambiguous wherever this library is imported.
    @_documentation(visibility: internal)
    static func scalar(of value: Double) -> Self
    /// Returns the element nearest to an integer: integers are limited to the range of the type, real numbers are
    /// rounded once, and any integer but 0 is `true`.
    @_documentation(visibility: internal)
    static func scalar(integer value: Int64) -> Self
    /// Returns the element as another type: a real number by `scalar(of:)`, any other element by `scalar(integer:)`, so
    /// that no integer passes through a floating-point number.
    @_documentation(visibility: internal)
    func _converted<Target: TensorScalar>(to target: Target.Type) -> Target

    /// Wraps a tensor of this element type; see `AnyTensor.init(_:)`.
    static func _erase(_ tensor: Tensor<Self>) -> AnyTensor
    /// Unwraps a tensor of this element type; see `AnyTensor.typed(as:)`.
    static func _unerase(_ tensor: AnyTensor) -> Tensor<Self>?
}

/// A number that tensors can compute with: `Float`, `Double`, `Int32`, `Int64` or `UInt8`. The set is closed.
///
/// The operators of tensors are declared once, for this protocol, and call its requirements: with a declaration for
/// each kind of number the compiler would have twice as many to try in every expression.
public protocol NumericScalar: TensorScalar, Comparable, Numeric {
    /// The elementwise sum, which `+` of tensors calls.
    static func _sum(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self>
    /// The elementwise difference, which `-` of tensors calls.
    static func _difference(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self>
    /// The elementwise product, which `*` of tensors calls.
    static func _product(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self>
    /// The elementwise quotient, which `/` of tensors calls.
    static func _quotient(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self>
}

/// A floating-point element, for which gradients exist: `Float` or `Double`.
public protocol RealScalar: NumericScalar, Real, BinaryFloatingPoint, SIMDScalar {
    /// The element as a `Double`, which holds every value exactly.
    @_documentation(visibility: internal)
    var scalarValue: Double { get }
}

/// An integer element: `Int32`, `Int64` or `UInt8`.
///
/// Arithmetic follows Swift's: a result that does not fit its type stops the program with the operation and the
/// operands, and `&+`, `&-` and `&*` wrap around. No gradient flows through integers.
public protocol IntegerScalar: NumericScalar, FixedWidthInteger {}

extension TensorScalar {
    /// The run-time description of this type.
    package static var scalarType: ScalarType {
        if Self.self == Float.self { return .float }
        if Self.self == Double.self { return .double }
        if Self.self == Int32.self { return .int32 }
        if Self.self == Int64.self { return .int64 }
        if Self.self == UInt8.self { return .uint8 }
        if Self.self == Float16.self { return .float16 }
        return Self.self == BFloat16.self ? .bfloat16 : .bool
    }

    @inline(__always)
    package init(scalarValue: Double) { self = .scalar(of: scalarValue) }

    /// The element that `Tensor(zeros:)` fills with: 0 or `false`.
    package static var zeroScalar: Self { .scalar(integer: 0) }
    /// The element that `Tensor(ones:)` fills with: 1 or `true`.
    package static var oneScalar: Self { .scalar(integer: 1) }

    /// Whether the element can take the place of another one: equal numbers can but 0 and −0, whose reciprocals differ,
    /// and NaN can take the place of NaN.
    func isInterchangeable(with other: Self) -> Bool {
        if self != other { return self != self && other != other }
        guard Self.scalarType.isFloatingPoint else { return true }
        return _converted(to: Double.self).sign == other._converted(to: Double.self).sign
    }
}
