public import Tessera

/// A model or a part of one: a function of a batch with trainable tensors.
public protocol Layer<Scalar>: Parameterized {
    /// - Parameter x: shape [rows, inputs].
    /// - Returns: shape [rows, outputs].
    func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar>
}
