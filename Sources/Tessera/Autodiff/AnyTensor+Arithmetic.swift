// What the reverse walk does with gradients whose element type it does not know.

extension AnyTensor {
    /// Returns the tensor broadcast to a shape.
    func expanded(to shape: Shape) -> AnyTensor {
        self.shape == shape ? self : viewed(.expanded(shape))
    }

    /// Undoes broadcasting: sums over every axis along which `shape` was expanded.
    func summed(to shape: Shape) -> AnyTensor {
        if self.shape == shape || self.shape.broadcast(with: shape) == shape { return self }
        return switch self {
        case .float(let tensor): .float(tensor.summed(to: shape))
        case .double(let tensor): .double(tensor.summed(to: shape))
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool: self
        }
    }

    /// Returns the elementwise sum.
    func adding(_ other: AnyTensor) -> AnyTensor {
        switch (self, other) {
        case (.float(let a), .float(let b)): .float(a + b)
        case (.double(let a), .double(let b)): .double(a + b)
        default: self
        }
    }

    /// Returns these elements where a mask is true, 0 elsewhere.
    func masked(by mask: Tensor<Bool>) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(select(mask, tensor, otherwise: 0))
        case .double(let tensor): .double(select(mask, tensor, otherwise: 0))
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool: self
        }
    }

    /// Returns the tensor as a constant, through which no gradient flows.
    func stoppingGradient() -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.stoppingGradient())
        case .double(let tensor): .double(tensor.stoppingGradient())
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool: recorded(by: nil)
        }
    }
}
