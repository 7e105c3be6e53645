// Views of tensors whose element type is not known.

/// The elements of a tensor, or some of them, in another shape.
enum TensorView {
    case reshaped(Shape)
    case expanded(Shape)
    case transposed([Int])
    /// Positions along axis 0.
    case rows(Range<Int>)

    /// Returns this view of a tensor; it is recorded where the tensor is.
    fileprivate func of<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
        switch self {
        case .reshaped(let shape): tensor.reshaped(to: shape)
        case .expanded(let shape): tensor.expanded(to: shape)
        case .transposed(let order): tensor.transposed(order)
        case .rows(let range): tensor.sliced(axis: 0, range)
        }
    }
}

extension AnyTensor {
    /// Returns a view of the tensor, whatever its element type.
    func viewed(_ view: TensorView) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(view.of(tensor))
        case .double(let tensor): .double(view.of(tensor))
        case .float16(let tensor): .float16(view.of(tensor))
        case .bfloat16(let tensor): .bfloat16(view.of(tensor))
        case .int32(let tensor): .int32(view.of(tensor))
        case .int64(let tensor): .int64(view.of(tensor))
        case .uint8(let tensor): .uint8(view.of(tensor))
        case .bool(let tensor): .bool(view.of(tensor))
        }
    }
}
