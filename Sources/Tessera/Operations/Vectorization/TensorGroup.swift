/// A value made of tensors of any element types: a tensor, an array of tensors, a model.
/// ``vectorized(over:axes:resultAxis:of:)-(_,_,_,(Argument)->Result)`` takes and returns such values.
///
/// Every `Parameterized` value is one. A type of your own that also holds integers or masks calls `body` with each:
///
/// ```swift
/// struct Batch: TensorGroup {
///     var images: Tensor<Float>
///     var labels: Tensor<Int32>
///
///     mutating func forEachTensor(_ body: (inout AnyTensor) -> Void) {
///         images.forEachTensor(body)
///         labels.forEachTensor(body)
///     }
/// }
/// ```
public protocol TensorGroup: Sendable {
    /// Calls `body` with every tensor in a fixed order; `body` may replace it by one of the same element type.
    mutating func forEachTensor(_ body: (inout AnyTensor) -> Void)
}

extension TensorGroup {
    /// All tensors in the fixed order.
    var tensors: [AnyTensor] {
        var (copy, tensors) = (self, [AnyTensor]())
        copy.forEachTensor { tensors.append($0) }
        return tensors
    }

    /// Returns the same value with each tensor replaced.
    func mappingTensors(_ transform: (AnyTensor) -> AnyTensor) -> Self {
        var copy = self
        copy.forEachTensor { $0 = transform($0) }
        return copy
    }
}

extension Tensor: TensorGroup {
    public mutating func forEachTensor(_ body: (inout AnyTensor) -> Void) {
        var tensor = erased
        body(&tensor)
        guard let typed: Tensor = tensor.typed() else {
            fatalError("a tensor of \(Scalar.scalarType.rawValue) was replaced by one of \(tensor.scalarType.rawValue)")
        }
        self = typed
    }
}

extension Array: TensorGroup where Element: TensorGroup {
    public mutating func forEachTensor(_ body: (inout AnyTensor) -> Void) {
        for index in indices { self[index].forEachTensor(body) }
    }
}

extension Parameterized {
    public mutating func forEachTensor(_ body: (inout AnyTensor) -> Void) {
        forEachParameter { _, parameter in parameter.forEachTensor(body) }
    }
}
