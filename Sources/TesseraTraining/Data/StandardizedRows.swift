import Tessera

/// The rows of a source in the precision of a training, whose columns a standardisation has placed in double precision.
struct StandardizedRows<Source: RealScalar, Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Source>
    private let means: [Double]
    private let factors: [Double]
    private let targetMean: Double
    private let targetFactor: Double

    var rowCount: Int { source.rowCount }
    var rowShape: RowShape { source.rowShape }

    /// - Parameter standardization: nil to round the rows as they are.
    init(_ source: some RowSource<Source>, _ standardization: Standardization?) {
        self.source = source
        let features = source.rowShape.features
        means = standardization?.means ?? Array(repeating: 0, count: features)
        factors = standardization?.scales.map { 1 / $0 } ?? Array(repeating: 1, count: features)
        targetMean = standardization?.targetMean ?? 0
        targetFactor = standardization.map { 1 / $0.targetScale } ?? 1
    }

    /// The rows less one number for each feature and one for the target, as whose means these are taken.
    init(_ source: some RowSource<Source>, less means: [Double]) {
        self.source = source
        let features = source.rowShape.features
        (self.means, targetMean) = (Array(means.prefix(features)), means[features])
        (factors, targetFactor) = (Array(repeating: 1, count: features), 1)
    }

    func check() throws(RowSourceError) { try source.check() }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        var parts = RowParts<Source>(rowShape, rowCount: rows.count)
        try parts.read(rows, from: source)
        block.withSpans { features, targets, weights in
            place(parts.features, into: &features, means, factors)
            place(parts.targets, into: &targets, [targetMean], [targetFactor])
            place(parts.weights, into: &weights, [0], [1])
        }
    }

    @specialized(where Source == Double, Scalar == Float)
    @specialized(where Source == Double, Scalar == Double)
    @specialized(where Source == Float, Scalar == Float)
    private func place(
        _ values: [Source], into out: inout MutableSpan<Scalar>, _ means: [Double], _ factors: [Double]
    ) {
        var start = 0
        while start < values.count {
            for column in means.indices {
                let value = (Double(values[start + column]) - means[column]) * factors[column]
                out[start + column] = Scalar(value)
            }
            start += means.count
        }
    }
}

/// Some rows of a source in arrays.
private struct RowParts<Scalar: RealScalar> {
    private(set) var features: [Scalar]
    private(set) var targets: [Scalar]
    private(set) var weights: [Scalar]
    private let shape: RowShape
    private let rowCount: Int

    init(_ shape: RowShape, rowCount: Int) {
        features = Array(repeating: 0, count: rowCount * shape.features)
        targets = Array(repeating: 0, count: rowCount * shape.targets)
        weights = Array(repeating: 0, count: shape.hasWeights ? rowCount : 0)
        (self.shape, self.rowCount) = (shape, rowCount)
    }

    /// The pointers that a block is made of are valid for as long as the arrays are lent.
    mutating func read(_ rows: Range<Int>, from source: some RowSource<Scalar>) throws(RowSourceError) {
        var failure: RowSourceError?
        features.withUnsafeMutableBufferPointer { x in
            targets.withUnsafeMutableBufferPointer { y in
                weights.withUnsafeMutableBufferPointer { w in
                    let columns = [x.baseAddress, y.baseAddress] + (shape.hasWeights ? [w.baseAddress] : [])
                    var block = RowBlock(shape, rowCount: rowCount, columns: columns.compactMap { $0 })
                    do throws(RowSourceError) {
                        try source.read(rows, into: &block)
                    } catch {
                        failure = error
                    }
                }
            }
        }
        if let failure { throw failure }
    }
}

extension RowSource {
    /// The rows as a training in another precision, or on placed columns, sees them; in memory where they are there.
    func placed<Other: RealScalar>(
        _ standardization: Standardization?, as type: Other.Type, on executor: any TileExecutor
    ) throws(TrainingError) -> any RowSource<Other> {
        if standardization == nil, let same = self as? any RowSource<Other> { return same }
        let rows = StandardizedRows<Scalar, Other>(self, standardization)
        guard table != nil else { return rows }
        return try TrainingError.translating { try rows.materialized(on: executor) }
    }
}
