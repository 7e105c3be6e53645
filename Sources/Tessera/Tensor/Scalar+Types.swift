public import RealModule

// The element types. Their members are public because a protocol's requirements are.

extension RealScalar {
    @inline(__always)
    public func _converted<Target: TensorScalar>(to target: Target.Type) -> Target { .scalar(of: scalarValue) }

    @inlinable
    public static func _sum(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.binary(.add, y) }
    @inlinable
    public static func _difference(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.binary(.subtract, y) }
    @inlinable
    public static func _product(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.binary(.multiply, y) }
    @inlinable
    public static func _quotient(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.binary(.divide, y) }
}

extension Float: RealScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Float { Float(value) }
    @_documentation(visibility: internal)
    public static func scalar(integer value: Int64) -> Float { Float(value) }
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
    public static func scalar(integer value: Int64) -> Double { Double(value) }
    @_documentation(visibility: internal)
    public var scalarValue: Double { self }
    public static func _erase(_ tensor: Tensor<Double>) -> AnyTensor { .double(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Double>? {
        if case .double(let tensor) = tensor { tensor } else { nil }
    }
}

extension IntegerScalar {
    /// Rounds towards zero; a value out of range becomes the nearest representable one, and NaN becomes 0.
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Self {
        // The largest Int64 rounds up to 2⁶³, which is out of range itself.
        if value >= Double(Self.max) { return .max }
        if value <= Double(Self.min) { return .min }
        return value.isNaN ? 0 : Self(value)
    }
    @_documentation(visibility: internal)
    public static func scalar(integer value: Int64) -> Self { Self(clamping: value) }
    @inline(__always)
    public func _converted<Target: TensorScalar>(to target: Target.Type) -> Target {
        .scalar(integer: Int64(truncatingIfNeeded: self))
    }

    public static func _sum(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.integer(.add, y) }
    public static func _difference(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.integer(.subtract, y) }
    public static func _product(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.integer(.multiply, y) }
    public static func _quotient(_ x: Tensor<Self>, _ y: Tensor<Self>) -> Tensor<Self> { x.integer(.divide, y) }
}

extension Int32: IntegerScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Int32 {
        value.isNaN ? 0 : Int32(Swift.max(-2_147_483_648, Swift.min(2_147_483_647, value)))
    }
    public static func _erase(_ tensor: Tensor<Int32>) -> AnyTensor { .int32(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Int32>? {
        if case .int32(let tensor) = tensor { tensor } else { nil }
    }
}

extension Int64: IntegerScalar {
    public static func _erase(_ tensor: Tensor<Int64>) -> AnyTensor { .int64(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Int64>? {
        if case .int64(let tensor) = tensor { tensor } else { nil }
    }
}

extension UInt8: IntegerScalar {
    public static func _erase(_ tensor: Tensor<UInt8>) -> AnyTensor { .uint8(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<UInt8>? {
        if case .uint8(let tensor) = tensor { tensor } else { nil }
    }
}

extension Bool: TensorScalar {
    @_documentation(visibility: internal)
    public static func scalar(of value: Double) -> Bool { value != 0 }
    @_documentation(visibility: internal)
    public static func scalar(integer value: Int64) -> Bool { value != 0 }
    @_documentation(visibility: internal)
    @inline(__always)
    public func _converted<Target: TensorScalar>(to target: Target.Type) -> Target { .scalar(integer: self ? 1 : 0) }
    public static func _erase(_ tensor: Tensor<Bool>) -> AnyTensor { .bool(tensor) }
    public static func _unerase(_ tensor: AnyTensor) -> Tensor<Bool>? {
        if case .bool(let tensor) = tensor { tensor } else { nil }
    }
}
