/// A floating-point element of 16 bits: Swift's `Float16`, with 11 significant bits and numbers up to 65,504, or
/// ``BFloat16``, with 8 significant bits and the range of `Float`. The set is closed.
///
/// Such elements are storage: tensors of them have shapes, parts, comparisons and an order, and take half of the memory.
/// Arithmetic on them gives tensors of `Float`, which has every value of either type, and sums are accumulated in it.
/// No gradient flows through them.
public protocol HalfScalar: TensorScalar, Comparable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// The bits of the number.
    var bitPattern: UInt16 { get }
    /// Creates the number of the given bits.
    init(bitPattern: UInt16)
    /// Creates the nearest number, at a tie the one whose last bit is 0.
    init(_ value: Float)
    /// Creates the nearest number, rounded once.
    init(_ value: Double)
    /// The number as a `Float`, which holds every value exactly.
    @_documentation(visibility: internal)
    var _float: Float { get }
    /// Returns the element nearest to a number.
    @_documentation(visibility: internal)
    static func _nearest(to value: Float) -> Self
}

extension HalfScalar {
    @_documentation(visibility: internal)
    @inline(__always)
    public static func scalar(of value: Double) -> Self { _nearest(to: HalfPrecision.roundedToOdd(value)) }
    @_documentation(visibility: internal)
    public static func scalar(integer value: Int64) -> Self { _nearest(to: HalfPrecision.roundedToOdd(value)) }
    @_documentation(visibility: internal)
    @inline(__always)
    public func _converted<Target: TensorScalar>(to target: Target.Type) -> Target { .scalar(of: Double(_float)) }
}

extension Float16: HalfScalar {
    @_documentation(visibility: internal)
    @inline(__always)
    public var _float: Float { HalfPrecision.float(float16: bitPattern) }
    @_documentation(visibility: internal)
    @inline(__always)
    public static func _nearest(to value: Float) -> Float16 { Float16(bitPattern: HalfPrecision.float16(value)) }
    public static func _erase(_ tensor: Tensor<Float16>) -> AnyTensor { .float16(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Float16>? {
        if case .float16(let tensor) = tensor { tensor } else { nil }
    }
}

extension BFloat16: HalfScalar {
    @_documentation(visibility: internal)
    @inline(__always)
    public var _float: Float { HalfPrecision.float(bfloat16: bitPattern) }
    @_documentation(visibility: internal)
    @inline(__always)
    public static func _nearest(to value: Float) -> BFloat16 { BFloat16(bitPattern: HalfPrecision.bfloat16(value)) }
    public static func _erase(_ tensor: Tensor<BFloat16>) -> AnyTensor { .bfloat16(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<BFloat16>? {
        if case .bfloat16(let tensor) = tensor { tensor } else { nil }
    }
}
