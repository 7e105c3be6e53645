/// What a row consists of: numbers to predict from, numbers to predict, and maybe a weight.
public struct RowShape: Hashable, Sendable, CustomStringConvertible {
    public var features: Int
    public var targets: Int
    public var hasWeights: Bool

    public init(features: Int, targets: Int = 1, hasWeights: Bool = false) {
        self.features = features
        self.targets = targets
        self.hasWeights = hasWeights
    }

    public var description: String {
        "rows of \(features) features and \(targets) targets\(hasWeights ? " with a weight" : "")"
    }

    /// The shape of one row of each column of a batch.
    var columns: [Shape] { [[features], [targets]] + (hasWeights ? [[]] : []) }

    /// How many numbers a row has.
    package var width: Int { features + targets + (hasWeights ? 1 : 0) }
}

/// Some rows, as a loss sees them.
public struct RowBatch<Scalar: RealScalar>: Sendable {
    /// Shape [rows, features].
    public let features: Tensor<Scalar>
    /// Shape [rows, targets].
    public let targets: Tensor<Scalar>
    /// Shape [rows]; nil where all rows count the same.
    public let weights: Tensor<Scalar>?

    public init(features: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>? = nil) {
        self.features = features
        self.targets = targets
        self.weights = weights
    }

    init(columns: [Tensor<Scalar>]) {
        self.init(features: columns[0], targets: columns[1], weights: columns.count > 2 ? columns[2] : nil)
    }
}
