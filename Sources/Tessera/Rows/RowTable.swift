/// Rows in memory, in contiguous columns.
public struct RowTable<Scalar: RealScalar>: RowSource {
    /// The features, of shape [rows, features].
    public let features: Tensor<Scalar>
    /// The targets, of shape [rows, targets].
    public let targets: Tensor<Scalar>
    /// The case weights, of shape [rows]; nil if all rows have equal weight.
    public let weights: Tensor<Scalar>?

    public var rowCount: Int { features.shape[0] }
    public var rowShape: RowShape {
        RowShape(features: features.shape[1], targets: targets.shape[1], hasWeights: weights != nil)
    }
    public var table: RowTable? { self }

    /// Creates a table from features of shape [rows, n], targets of shape [rows, m] and weights of shape [rows].
    ///
    /// - Throws: `PlanError.mismatched` if the shapes are not of this form.
    public init(
        features: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
    ) throws(PlanError) {
        guard features.rank == 2, targets.rank == 2, features.shape[0] == targets.shape[0],
            weights == nil || weights?.shape == [features.shape[0]]
        else {
            let shapes = [features.shape, targets.shape] + (weights.map { [$0.shape] } ?? [])
            throw .mismatched(
                expected: "features [rows, n], targets [rows, m] and weights [rows]",
                got: shapes.map(\.description).joined(separator: ", "))
        }
        self.features = features.contiguous()
        self.targets = targets.contiguous()
        self.weights = weights?.contiguous()
    }

    /// Creates a table from tensors whose shapes are known to be valid.
    package init(checkedFeatures: Tensor<Scalar>, targets: Tensor<Scalar>, weights: Tensor<Scalar>?) {
        features = checkedFeatures.contiguous()
        self.targets = targets.contiguous()
        self.weights = weights?.contiguous()
    }

    package var columns: [Tensor<Scalar>] { [features, targets] + (weights.map { [$0] } ?? []) }

    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        for (column, target) in zip(columns, block.columns) {
            let width = column.shape.dropFirst().reduce(1, *)
            target.update(from: column.base + rows.lowerBound * width, count: rows.count * width)
            withExtendedLifetime(column.storage) {}
        }
    }
}
