public import Tessera

/// A model or a part of one: a function of a batch that has trainable tensors.
public protocol Layer<Scalar>: Parameterized {
    /// Computes the outputs of a batch (the forward pass).
    ///
    /// - Parameter x: shape [rows, inputs].
    /// - Returns: shape [rows, outputs].
    func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar>

    /// Returns the number of outputs for rows of the given number of inputs; nil, the default, if the layer does not
    /// know.
    ///
    /// - Throws: `TrainingError(mismatch:)` if the layer takes rows of another width.
    func outputs(forInputs inputs: Int) throws(TrainingError) -> Int?
}

extension Layer {
    public func outputs(forInputs inputs: Int) throws(TrainingError) -> Int? { nil }
}
