/// Rows in memory: tensors of features, targets and, optionally, case weights.
public struct RowTable<Scalar: RealScalar>: RowSource {
    /// The features, of shape [rows, features].
    public let features: Tensor<Scalar>
    /// The targets, of shape [rows, targets].
    public let targets: Tensor<Scalar>
    /// The case weights, of shape [rows]; nil if all rows have equal weight.
    public let weights: Tensor<Scalar>?
    /// Whether all features and targets are known to be finite, so that training need not look for one that is not.
    package let isKnownFinite: Bool

    /// The number of rows.
    public var rowCount: Int { features.shape[0] }
    /// The shape of a row.
    public var rowShape: RowShape {
        RowShape(features: features.shape[1], targets: targets.shape[1], hasWeights: weights != nil)
    }
    /// This table.
    public var table: RowTable? { self }

    /// Creates a table from tensors. Those in row-major order are not copied.
    ///
    /// ```swift
    /// let table = try RowTable<Double>(features: [[1, 2], [3, 4], [5, 6]], targets: [0, 1, 1])
    /// ```
    ///
    /// - Parameters:
    ///   - features: Shape [rows, n].
    ///   - targets: Shape [rows, m], or [rows] for one target.
    ///   - weights: The case weights, of shape [rows]; nil if all rows have equal weight.
    /// - Throws: `ShapeError` if the shapes are others. The elements, and the number of rows and features,
    ///   are checked by what uses the table.
    public init(
        features: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
    ) throws(ShapeError) {
        let shapes = [features.shape, targets.shape] + (weights.map { [$0.shape] } ?? [])
        guard features.rank == 2 else {
            throw ShapeError("RowTable", shapes, "the features must have the shape [rows, n]")
        }
        let rows = features.shape[0]
        guard targets.rank == 1 || targets.rank == 2, targets.shape[0] == rows else {
            throw ShapeError("RowTable", shapes, "the targets must have the shape [\(rows)] or [\(rows), m]")
        }
        guard weights == nil || weights?.shape == [rows] else {
            throw ShapeError("RowTable", shapes, "the weights must have the shape [\(rows)]")
        }
        self.features = features.contiguous()
        self.targets = (targets.rank == 1 ? targets.reshaped(to: [rows, 1]) : targets).contiguous()
        self.weights = weights?.contiguous()
        // The sum of finite numbers may overflow; training then looks at the numbers themselves.
        isKnownFinite = features.sum().item.isFinite && targets.sum().item.isFinite
    }

    /// Creates a table from tensors whose shapes are known to be valid.
    package init(
        checkedFeatures: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>?, isKnownFinite: Bool = false
    ) {
        features = checkedFeatures.contiguous()
        self.targets = targets.contiguous()
        self.weights = weights?.contiguous()
        self.isKnownFinite = isKnownFinite
    }

    package var columns: [Tensor<Scalar>] { [features, targets] + (weights.map { [$0] } ?? []) }

    /// Copies the rows of a range to a block.
    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        for (column, target) in zip(columns, block.columns) {
            let width = column.shape.dropFirst().reduce(1, *)
            target.update(from: column.base + rows.lowerBound * width, count: rows.count * width)
            withExtendedLifetime(column.storage) {}
        }
    }
}
