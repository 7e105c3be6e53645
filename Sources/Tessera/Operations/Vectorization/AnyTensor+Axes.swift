// Shapes and axes of tensors whose element type is not known, for batching rules.

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
    func reshaped(to shape: Shape) -> AnyTensor { viewed(.reshaped(shape)) }

    /// Returns the tensor with its axes in another order.
    func transposed(_ order: [Int]) -> AnyTensor { viewed(.transposed(order)) }

    /// Returns the tensor with one axis at another place; the others keep their order.
    func movingAxis(_ axis: Int, to place: Int) -> AnyTensor {
        if axis == place { return self }
        var order = Array(shape.indices)
        order.insert(order.remove(at: axis), at: place)
        return transposed(order)
    }

    /// Returns one position along axis 0, without the axis.
    func slice(_ number: Int) -> AnyTensor {
        viewed(.rows(number..<(number + 1))).reshaped(to: Shape(Array(shape.dropFirst())))
    }
}
