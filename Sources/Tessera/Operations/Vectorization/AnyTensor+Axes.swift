// Views of tensors whose element type is not known, for batching rules.

extension AnyTensor {
    /// Creates a variable of a function that is being traced.
    init(tracedVariable shape: Shape, _ type: ScalarType) {
        switch type {
        case .float: self = .float(Tensor(tracedVariable: "slice", shape: shape))
        case .double: self = .double(Tensor(tracedVariable: "slice", shape: shape))
        case .float16: self = .float16(Tensor(tracedVariable: "slice", shape: shape))
        case .bfloat16: self = .bfloat16(Tensor(tracedVariable: "slice", shape: shape))
        case .int32: self = .int32(Tensor(tracedVariable: "slice", shape: shape))
        case .int64: self = .int64(Tensor(tracedVariable: "slice", shape: shape))
        case .uint8: self = .uint8(Tensor(tracedVariable: "slice", shape: shape))
        case .bool: self = .bool(Tensor(tracedVariable: "slice", shape: shape))
        }
    }

    /// Creates a tensor of zeros, or of `false`.
    init(zeros shape: Shape, _ type: ScalarType) {
        switch type {
        case .float: self = .float(Tensor(repeatingOnce: 0, shape: shape))
        case .double: self = .double(Tensor(repeatingOnce: 0, shape: shape))
        case .float16: self = .float16(Tensor(repeatingOnce: 0, shape: shape))
        case .bfloat16: self = .bfloat16(Tensor(repeatingOnce: 0, shape: shape))
        case .int32: self = .int32(Tensor(repeatingOnce: 0, shape: shape))
        case .int64: self = .int64(Tensor(repeatingOnce: 0, shape: shape))
        case .uint8: self = .uint8(Tensor(repeatingOnce: 0, shape: shape))
        case .bool: self = .bool(Tensor(repeatingOnce: false, shape: shape))
        }
    }

    /// Returns the same elements in another shape.
    func reshaped(to shape: Shape) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.reshaped(to: shape))
        case .double(let tensor): .double(tensor.reshaped(to: shape))
        case .float16(let tensor): .float16(tensor.reshaped(to: shape))
        case .bfloat16(let tensor): .bfloat16(tensor.reshaped(to: shape))
        case .int32(let tensor): .int32(tensor.reshaped(to: shape))
        case .int64(let tensor): .int64(tensor.reshaped(to: shape))
        case .uint8(let tensor): .uint8(tensor.reshaped(to: shape))
        case .bool(let tensor): .bool(tensor.reshaped(to: shape))
        }
    }

    /// Returns the tensor with its axes in another order.
    func transposed(_ order: [Int]) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.transposed(order))
        case .double(let tensor): .double(tensor.transposed(order))
        case .float16(let tensor): .float16(tensor.transposed(order))
        case .bfloat16(let tensor): .bfloat16(tensor.transposed(order))
        case .int32(let tensor): .int32(tensor.transposed(order))
        case .int64(let tensor): .int64(tensor.transposed(order))
        case .uint8(let tensor): .uint8(tensor.transposed(order))
        case .bool(let tensor): .bool(tensor.transposed(order))
        }
    }

    /// Returns the tensor with one axis at another place; the others keep their order.
    func movingAxis(_ axis: Int, to place: Int) -> AnyTensor {
        if axis == place { return self }
        var order = Array(shape.indices)
        order.insert(order.remove(at: axis), at: place)
        return transposed(order)
    }

    /// Returns one position along axis 0, without the axis.
    func slice(_ number: Int) -> AnyTensor {
        let range = number..<(number + 1)
        let part: AnyTensor =
            switch self {
            case .float(let tensor): .float(tensor.sliced(axis: 0, range))
            case .double(let tensor): .double(tensor.sliced(axis: 0, range))
            case .float16(let tensor): .float16(tensor.sliced(axis: 0, range))
            case .bfloat16(let tensor): .bfloat16(tensor.sliced(axis: 0, range))
            case .int32(let tensor): .int32(tensor.sliced(axis: 0, range))
            case .int64(let tensor): .int64(tensor.sliced(axis: 0, range))
            case .uint8(let tensor): .uint8(tensor.sliced(axis: 0, range))
            case .bool(let tensor): .bool(tensor.sliced(axis: 0, range))
            }
        return part.reshaped(to: Shape(Array(shape.dropFirst())))
    }
}
