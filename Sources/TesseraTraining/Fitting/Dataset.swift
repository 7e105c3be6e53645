public import Tessera

/// Training rows in memory: one row of features and one target for each, all of them finite.
public struct Dataset<Scalar: RealScalar>: RowSource {
    /// Shape [rows, features].
    public let features: Tensor<Scalar>
    /// Shape [rows, 1].
    public let targets: Tensor<Scalar>
    /// The number of rows.
    public var rows: Int { features.shape[0] }

    public var rowCount: Int { rows }
    public var rowShape: RowShape { RowShape(features: features.shape[1]) }
    public var table: RowTable<Scalar>? { RowTable(checkedFeatures: features, targets: targets, weights: nil) }

    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        try RowTable(checkedFeatures: features, targets: targets, weights: nil).read(rows, into: &block)
    }

    /// Creates a data set from tensors.
    ///
    /// - Parameters:
    ///   - features: shape [rows, features].
    ///   - targets: shape [rows] or [rows, 1].
    /// - Throws: `TrainingError.mismatched` for other shapes or more than 2³¹ − 1 rows, `noRows`, `noFeatures`, and
    ///   `nonFinite` for the first element that is NaN or infinite.
    public init(features: Tensor<Scalar>, targets: Tensor<Scalar>) throws(TrainingError) {
        guard features.rank == 2 else {
            throw .mismatched("features have shape \(features.shape); they must be [rows, features]")
        }
        guard features.shape[0] > 0 else { throw .noRows }
        guard features.shape[1] > 0 else { throw .noFeatures }
        guard features.shape[0] <= Int(Int32.max) else {
            throw .mismatched("there are \(features.shape[0]) rows; at most \(Int32.max) can be held in memory")
        }
        guard targets.shape == [features.shape[0]] || targets.shape == [features.shape[0], 1] else {
            throw .mismatched(
                "targets have shape \(targets.shape); features of shape \(features.shape) need [\(features.shape[0])]")
        }
        self.features = features.contiguous()
        self.targets = targets.reshaped(to: [features.shape[0], 1]).contiguous()
        try requireFinite(features, width: features.shape[1])
        try requireFinite(targets, width: nil)
    }

    /// Splits the rows at random into a training part and a validation part, which are copies.
    ///
    /// - Parameters:
    ///   - fraction: the fraction of the rows to hold out for validation, above 0 and below 1.
    ///   - seed: determines which rows are held out.
    /// - Returns: nil if one part would have no rows.
    public func split(validation fraction: Double, seed: UInt64) -> (training: Dataset, validation: Dataset)? {
        guard fraction > 0, fraction < 1 else { return nil }
        let heldOut = Int((Double(rows) * fraction).rounded())
        guard heldOut > 0, heldOut < rows else { return nil }
        let order = randomPermutation(count: rows, seed: seed, stream: RandomStream.split, from: 0).map(Int32.init)
        return (picking(order.dropLast(heldOut)), picking(order.suffix(heldOut)))
    }

    /// Returns the rows at the given indices, in their order.
    func picking(_ rows: some Collection<Int32>) -> Dataset {
        let indices = Tensor<Int32>(Array(rows))
        return Dataset(
            checkedFeatures: features.gatheringRows(indices), targets: targets.gatheringRows(indices))
    }

    func rows(_ range: Range<Int>) -> Dataset {
        Dataset(checkedFeatures: features.sliced(axis: 0, range), targets: targets.sliced(axis: 0, range))
    }

    init(_ table: RowTable<Scalar>) {
        self.init(checkedFeatures: table.features, targets: table.targets)
    }

    init(checkedFeatures: Tensor<Scalar>, targets: Tensor<Scalar>) {
        features = checkedFeatures
        self.targets = targets
    }
}

/// Checks that all elements are finite. It looks for the first one that is not only if their sum is not finite: finite
/// data take one fast pass without a copy.
private func requireFinite<Scalar: RealScalar>(_ x: Tensor<Scalar>, width: Int?) throws(TrainingError) {
    if x.sum().item.isFinite { return }
    let found = x.withSpan { values in values.indices.first { !values[$0].isFinite }.map { ($0, values[$0]) } }
    guard let (index, value) = found else { return }
    let columns = width ?? 1
    throw .nonFinite(row: index / columns, column: width == nil ? nil : index % columns, value: value.scalarValue)
}
