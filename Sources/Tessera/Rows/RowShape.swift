/// The composition of a row: features to predict from, targets to predict, and optionally a case weight.
public struct RowShape: Hashable, Sendable, CustomStringConvertible {
    /// The number of features.
    public var features: Int
    /// The number of targets.
    public var targets: Int
    /// Whether a row has a case weight.
    public var hasWeights: Bool

    /// Creates a row shape; it is checked where it is used.
    public init(features: Int, targets: Int = 1, hasWeights: Bool = false) {
        self.features = features
        self.targets = targets
        self.hasWeights = hasWeights
    }

    public var description: String {
        "rows of \(features) features and \(targets) targets\(hasWeights ? " with a weight" : "")"
    }

    /// The shape of one row in each column of a batch: the features, the targets and, if present, the weight.
    package var columns: [Shape] { [[features], [targets]] + (hasWeights ? [[]] : []) }

    /// The number of elements of a row.
    package var width: Int { features + targets + (hasWeights ? 1 : 0) }
}

/// A batch of rows, as it is passed to a loss.
public struct RowBatch<Scalar: RealScalar>: Sendable {
    /// The features, of shape [rows, features].
    public let features: Tensor<Scalar>
    /// The targets, of shape [rows, targets].
    public let targets: Tensor<Scalar>
    /// The case weights, of shape [rows]; nil if all rows have equal weight.
    public let weights: Tensor<Scalar>?

    /// Creates a batch from columns of the same number of rows; the shapes are not checked.
    public init(features: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>? = nil) {
        self.features = features
        self.targets = targets
        self.weights = weights
    }

    init(columns: [Tensor<Scalar>]) {
        self.init(features: columns[0], targets: columns[1], weights: columns.count > 2 ? columns[2] : nil)
    }
}
