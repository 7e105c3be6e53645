public import RealModule

/// The element types that a tensor can have.
package enum ScalarType: String, Sendable, CaseIterable {
    /// `Float`, 32 bits.
    case float
    /// `Double`, 64 bits.
    case double
    /// `Int32`.
    case int32
    /// `Bool`, one byte.
    case bool
}

/// An element of a tensor: `Float`, `Double`, `Int32` or `Bool`. The set is closed: what the library needs of an
/// element is public, as a protocol's requirements are, but not documented.
public protocol TensorScalar: Sendable, Hashable, BitwiseCopyable, Codable {
    /// Returns the element nearest to a number. This is a function, not an initialiser, so that
    /// `numbers.map(Float.init)` is unambiguous wherever this library is imported.
    @_documentation(visibility: internal)
    static func scalar(of value: Double) -> Self
    /// The element as a `Double`, which holds every value of every scalar type exactly.
    @_documentation(visibility: internal)
    var scalarValue: Double { get }

    /// Wraps a tensor of this element type; see `AnyTensor.init(_:)`.
    static func _erase(_ tensor: Tensor<Self>) -> AnyTensor
    /// Unwraps a tensor of this element type; see `AnyTensor.typed(as:)`.
    static func _unerase(_ tensor: AnyTensor) -> Tensor<Self>?
}

/// A floating-point element, for which gradients exist: `Float` or `Double`.
public protocol RealScalar: TensorScalar, Real, BinaryFloatingPoint, SIMDScalar {}

extension Float: RealScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Float { Float(value) }
    @_documentation(visibility: internal)
    public var scalarValue: Double { Double(self) }
    public static func _erase(_ tensor: Tensor<Float>) -> AnyTensor { .float(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Float>? {
        if case .float(let tensor) = tensor { tensor } else { nil }
    }
}

extension Double: RealScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Double { value }
    @_documentation(visibility: internal)
    public var scalarValue: Double { self }
    public static func _erase(_ tensor: Tensor<Double>) -> AnyTensor { .double(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Double>? {
        if case .double(let tensor) = tensor { tensor } else { nil }
    }
}

extension Int32: TensorScalar {
    /// Rounds towards zero; a value out of range becomes the nearest representable one, and NaN becomes 0.
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Int32 {
        value.isNaN ? 0 : Int32(Swift.max(-2_147_483_648, Swift.min(2_147_483_647, value)))
    }
    @_documentation(visibility: internal)
    public var scalarValue: Double { Double(self) }
    public static func _erase(_ tensor: Tensor<Int32>) -> AnyTensor { .int32(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Int32>? {
        if case .int32(let tensor) = tensor { tensor } else { nil }
    }
}

extension Bool: TensorScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Bool { value != 0 }
    @_documentation(visibility: internal)
    public var scalarValue: Double { self ? 1 : 0 }
    public static func _erase(_ tensor: Tensor<Bool>) -> AnyTensor { .bool(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Bool>? {
        if case .bool(let tensor) = tensor { tensor } else { nil }
    }
}

extension TensorScalar {
    /// The run-time description of this type.
    package static var scalarType: ScalarType {
        if Self.self == Float.self { return .float }
        if Self.self == Double.self { return .double }
        return Self.self == Int32.self ? .int32 : .bool
    }

    @inline(__always)
    package init(scalarValue: Double) { self = .scalar(of: scalarValue) }

    /// The element that `Tensor(zeros:)` fills with: 0 or `false`.
    package static var zeroScalar: Self { .scalar(of: 0) }
    /// The element that `Tensor(ones:)` fills with: 1 or `true`.
    package static var oneScalar: Self { .scalar(of: 1) }
}
