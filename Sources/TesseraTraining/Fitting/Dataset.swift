public import Tessera

/// Rows in memory to train on: features of shape [rows, features], and one target for each row.
public struct Dataset<Scalar: RealScalar>: RowSource {
    public let features: Tensor<Scalar>
    /// Shape [rows, 1].
    public let targets: Tensor<Scalar>
    public var rows: Int { features.shape[0] }

    public var rowCount: Int { rows }
    public var rowShape: RowShape { RowShape(features: features.shape[1]) }
    public var table: RowTable<Scalar>? { RowTable(checkedFeatures: features, targets: targets, weights: nil) }

    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        try RowTable(checkedFeatures: features, targets: targets, weights: nil).read(rows, into: &block)
    }

    /// - Parameters:
    ///   - features: shape [rows, features].
    ///   - targets: shape [rows] or [rows, 1].
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

    /// Holds the last `fraction` of a random order of the rows back; nil where that leaves one part without rows.
    public func split(validation fraction: Double, seed: UInt64) -> (training: Dataset, validation: Dataset)? {
        guard fraction > 0, fraction < 1 else { return nil }
        let held = Int((Double(rows) * fraction).rounded())
        guard held > 0, held < rows else { return nil }
        let order = randomPermutation(count: rows, seed: seed, stream: RandomStream.split, from: 0).map(Int32.init)
        return (picking(order.dropLast(held)), picking(order.suffix(held)))
    }

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

/// Finds a bad element only where the sum of all is not finite: one fast pass for good data, without a copy of it.
private func requireFinite<Scalar: RealScalar>(_ x: Tensor<Scalar>, width: Int?) throws(TrainingError) {
    if x.sum().item.isFinite { return }
    let found = x.withSpan { values in values.indices.first { !values[$0].isFinite }.map { ($0, values[$0]) } }
    guard let (index, value) = found else { return }
    let columns = width ?? 1
    throw .nonFinite(row: index / columns, column: width == nil ? nil : index % columns, value: value.scalarValue)
}
