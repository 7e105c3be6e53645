public import Tessera

/// What training makes small: the mean over the rows of a batch, weighted where rows have weights.
public struct Loss<Scalar: RealScalar>: Sendable {
    let value: @Sendable (_ output: Tensor<Scalar>, _ batch: RowBatch<Scalar>) -> Tensor<Scalar>
    let kind: Kind

    enum Kind: String {
        /// The one whose sums over the rows are known before training begins.
        case squaredError = "squared error"
        case crossEntropy = "cross-entropy"
        case custom = "a loss of its own"
    }

    /// A loss of one's own: takes the model's output and the rows, and returns one element.
    public init(_ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>) {
        self.init(value, .custom)
    }

    private init(
        _ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>, _ kind: Kind
    ) {
        self.value = value
        self.kind = kind
    }

    public static var meanSquaredError: Loss {
        Loss(
            { Tessera.meanSquaredError(predicted: $0, expected: $1.targets, weights: $1.weights) },
            .squaredError)
    }

    /// For models whose output are logits.
    public static var binaryCrossEntropy: Loss {
        Loss(
            { Tessera.binaryCrossEntropy(logits: $0, expected: $1.targets, weights: $1.weights) }, .crossEntropy)
    }
}
