public import Tessera

/// What training makes small: the mean over the rows of a batch, weighted where rows have weights.
public struct Loss<Scalar: RealScalar>: Sendable {
    let value: @Sendable (_ output: Tensor<Scalar>, _ batch: RowBatch<Scalar>) -> Tensor<Scalar>
    /// Whether it is the mean squared error, whose sums over the rows are known before training begins.
    let isSquaredError: Bool

    /// A loss of one's own: takes the model's output and the rows, and returns one element.
    public init(_ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>) {
        self.init(value, isSquaredError: false)
    }

    private init(
        _ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>, isSquaredError: Bool
    ) {
        self.value = value
        self.isSquaredError = isSquaredError
    }

    public static var meanSquaredError: Loss {
        Loss(
            { Tessera.meanSquaredError(predicted: $0, expected: $1.targets, weights: $1.weights) },
            isSquaredError: true)
    }

    /// For models whose output are logits.
    public static var binaryCrossEntropy: Loss {
        Loss { Tessera.binaryCrossEntropy(logits: $0, expected: $1.targets, weights: $1.weights) }
    }
}
