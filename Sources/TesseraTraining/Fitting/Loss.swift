public import Tessera

/// What training makes small: the mean over the rows of a batch.
public struct Loss<Scalar: RealScalar>: Sendable {
    let value: @Sendable (_ output: Tensor<Scalar>, _ target: Tensor<Scalar>) -> Tensor<Scalar>

    /// A loss of one's own: takes the model's output and the targets, both [rows, outputs], and returns one element.
    public init(_ value: @escaping @Sendable (Tensor<Scalar>, Tensor<Scalar>) -> Tensor<Scalar>) {
        self.value = value
    }

    public static var meanSquaredError: Loss {
        Loss { Tessera.meanSquaredError(predicted: $0, expected: $1) }
    }

    /// For models whose output are logits.
    public static var binaryCrossEntropy: Loss {
        Loss { Tessera.binaryCrossEntropy(logits: $0, expected: $1) }
    }
}
