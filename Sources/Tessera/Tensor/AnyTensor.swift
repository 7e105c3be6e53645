/// A type-erased tensor: its element type is known at run time only. The graph of operations is made of these.
public enum AnyTensor: Sendable {
    /// A tensor of `Float`.
    case float(Tensor<Float>)
    /// A tensor of `Double`.
    case double(Tensor<Double>)
    /// A tensor of `Float16`.
    case float16(Tensor<Float16>)
    /// A tensor of `BFloat16`.
    case bfloat16(Tensor<BFloat16>)
    /// A tensor of `Int32`.
    case int32(Tensor<Int32>)
    /// A tensor of `Int64`.
    case int64(Tensor<Int64>)
    /// A tensor of `UInt8`.
    case uint8(Tensor<UInt8>)
    /// A tensor of `Bool`.
    case bool(Tensor<Bool>)

    /// Erases the static element type of a tensor.
    package init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
        self = Scalar._erase(tensor)
    }

    /// Returns the tensor with its static type, or nil if the elements are of another type.
    public func typed<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> Tensor<Scalar>? {
        Scalar._unerase(self)
    }

    /// The extents along each axis.
    public var shape: Shape {
        switch self {
        case .float(let tensor): tensor.shape
        case .double(let tensor): tensor.shape
        case .float16(let tensor): tensor.shape
        case .bfloat16(let tensor): tensor.shape
        case .int32(let tensor): tensor.shape
        case .int64(let tensor): tensor.shape
        case .uint8(let tensor): tensor.shape
        case .bool(let tensor): tensor.shape
        }
    }

    /// The type of the elements.
    package var scalarType: ScalarType {
        switch self {
        case .float: .float
        case .double: .double
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .int32: .int32
        case .int64: .int64
        case .uint8: .uint8
        case .bool: .bool
        }
    }

    /// The recorded operation that computed this tensor; nil for a constant.
    package var node: Node? {
        switch self {
        case .float(let tensor): tensor.node
        case .double(let tensor): tensor.node
        case .float16(let tensor): tensor.node
        case .bfloat16(let tensor): tensor.node
        case .int32(let tensor): tensor.node
        case .int64(let tensor): tensor.node
        case .uint8(let tensor): tensor.node
        case .bool(let tensor): tensor.node
        }
    }

    /// Returns the same tensor with another node in the graph, or without history if `node` is nil.
    func recorded(by node: Node?) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.recorded(by: node))
        case .double(let tensor): .double(tensor.recorded(by: node))
        case .float16(let tensor): .float16(tensor.recorded(by: node))
        case .bfloat16(let tensor): .bfloat16(tensor.recorded(by: node))
        case .int32(let tensor): .int32(tensor.recorded(by: node))
        case .int64(let tensor): .int64(tensor.recorded(by: node))
        case .uint8(let tensor): .uint8(tensor.recorded(by: node))
        case .bool(let tensor): .bool(tensor.recorded(by: node))
        }
    }
}

extension AnyTensor: CustomStringConvertible {
    public var description: String {
        switch self {
        case .float(let tensor): tensor.description
        case .double(let tensor): tensor.description
        case .float16(let tensor): tensor.description
        case .bfloat16(let tensor): tensor.description
        case .int32(let tensor): tensor.description
        case .int64(let tensor): tensor.description
        case .uint8(let tensor): tensor.description
        case .bool(let tensor): tensor.description
        }
    }
}
