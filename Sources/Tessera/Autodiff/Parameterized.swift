/// A value made of trainable tensors: a tensor, an array of such values, a model.
///
/// A conforming type visits its tensors in a fixed order; differentiation, optimizers and checkpoints need nothing
/// else. A gradient is a value of the same type.
public protocol Parameterized: TensorGroup {
    /// The element type of the parameters.
    associatedtype Scalar: RealScalar

    /// Calls `body` with the name and the value of every trainable tensor in the fixed order; `body` may replace the
    /// value.
    mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure)
}

extension Parameterized {
    /// All trainable tensors in the fixed order.
    public var parameters: [Tensor<Scalar>] {
        var copy = self
        var parameters: [Tensor<Scalar>] = []
        copy.forEachParameter { _, parameter in parameters.append(parameter) }
        return parameters
    }

    /// Returns the same value with each tensor replaced.
    package func mappingParameters(_ transform: (Tensor<Scalar>) -> Tensor<Scalar>) -> Self {
        var copy = self
        copy.forEachParameter { _, parameter in parameter = transform(parameter) }
        return copy
    }
}

extension Tensor: Parameterized where Scalar: RealScalar {
    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        try body("value", &self)
    }
}

extension Array: Parameterized where Element: Parameterized {
    /// The element type of the parameters.
    public typealias Scalar = Element.Scalar

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Element.Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        for index in indices {
            try self[index].forEachParameter { (name, parameter) throws(Failure) in
                try body("\(index).\(name)", &parameter)
            }
        }
    }
}
