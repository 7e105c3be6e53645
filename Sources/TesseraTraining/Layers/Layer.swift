public import Tessera

/// A model or a part of one: a function of a batch with trainable tensors.
public protocol Layer<Scalar>: Parameterized {
    /// - Parameter x: shape [rows, inputs].
    /// - Returns: shape [rows, outputs].
    func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar>

    /// How many outputs rows of so many inputs have; nil, as long as a layer does not say otherwise, where it does not know.
    ///
    /// - Throws: `TrainingError.mismatched` where it takes rows of another width.
    func outputs(forInputs inputs: Int) throws(TrainingError) -> Int?
}

extension Layer {
    public func outputs(forInputs inputs: Int) throws(TrainingError) -> Int? { nil }
}

/// "1 row", "2 rows".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
