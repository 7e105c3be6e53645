public import Tessera

/// A loss function: the mean over the rows of a batch, weighted if the rows have weights. Training minimises it.
public struct Loss<Scalar: RealScalar>: Sendable {
    let value: @Sendable (_ output: Tensor<Scalar>, _ batch: RowBatch<Scalar>) -> Tensor<Scalar>
    let kind: Kind

    enum Kind: String {
        /// The only loss that the Gram matrix of the rows determines, so that training need not read the rows again.
        case squaredError = "squared error"
        case crossEntropy = "cross-entropy"
        case custom = "a loss of its own"
    }

    /// Creates a custom loss.
    ///
    /// - Parameter value: maps the model's output, shape [rows, outputs], and the batch to a tensor of one element;
    ///   made of tensor operations, as it is traced.
    public init(_ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>) {
        self.init(value, .custom)
    }

    private init(
        _ value: @escaping @Sendable (Tensor<Scalar>, RowBatch<Scalar>) -> Tensor<Scalar>, _ kind: Kind
    ) {
        self.value = value
        self.kind = kind
    }

    /// The mean squared error, the mean of (y − ŷ)².
    public static var meanSquaredError: Loss {
        Loss(
            { Tessera.meanSquaredError(predicted: $0, expected: $1.targets, weights: $1.weights) },
            .squaredError)
    }

    /// The cross-entropy (log loss) of binary targets for models whose output are logits.
    public static var binaryCrossEntropy: Loss {
        Loss(
            { Tessera.binaryCrossEntropy(logits: $0, expected: $1.targets, weights: $1.weights) }, .crossEntropy)
    }
}
