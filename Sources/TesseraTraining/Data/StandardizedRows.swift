import Tessera

/// The rows of a source with standardised columns, (x − μ) / σ, converted to the precision of the training.
///
/// The arithmetic is in double precision; only its result is rounded to `Scalar`.
struct StandardizedRows<Source: RealScalar, Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Source>
    private let means: [Double]
    private let inverseScales: [Double]
    private let targetMean: Double
    private let inverseTargetScale: Double

    var rowCount: Int { source.rowCount }
    var rowShape: RowShape { source.rowShape }

    /// - Parameter standardization: the means and scales of the columns; nil to convert the rows without standardising
    ///   them.
    init(_ source: some RowSource<Source>, _ standardization: Standardization?) {
        self.source = source
        let features = source.rowShape.features
        means = standardization?.means ?? Array(repeating: 0, count: features)
        inverseScales = standardization?.scales.map { 1 / $0 } ?? Array(repeating: 1, count: features)
        targetMean = standardization?.targetMean ?? 0
        inverseTargetScale = standardization.map { 1 / $0.targetScale } ?? 1
    }

    /// Centres the columns without scaling them.
    ///
    /// - Parameter means: one number to subtract for each feature, then one for the target.
    init(_ source: some RowSource<Source>, less means: [Double]) {
        self.source = source
        let features = source.rowShape.features
        (self.means, targetMean) = (Array(means.prefix(features)), means[features])
        (inverseScales, inverseTargetScale) = (Array(repeating: 1, count: features), 1)
    }

    func check() throws(RowSourceError) { try source.check() }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        var parts = RowParts<Source>(rowShape, rowCount: rows.count)
        try parts.read(rows, from: source)
        block.withSpans { features, targets, weights in
            standardize(parts.features, into: &features, means, inverseScales)
            standardize(parts.targets, into: &targets, [targetMean], [inverseTargetScale])
            standardize(parts.weights, into: &weights, [0], [1])
        }
    }

    @specialized(where Source == Double, Scalar == Float)
    @specialized(where Source == Double, Scalar == Double)
    @specialized(where Source == Float, Scalar == Float)
    private func standardize(
        _ values: [Source], into out: inout MutableSpan<Scalar>, _ means: [Double], _ inverseScales: [Double]
    ) {
        var start = 0
        while start < values.count {
            for column in means.indices {
                let value = (Double(values[start + column]) - means[column]) * inverseScales[column]
                out[start + column] = Scalar(value)
            }
            start += means.count
        }
    }
}

/// A buffer of some rows of a source in arrays.
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

    /// Reads rows into the arrays. The pointers in the `RowBlock` are valid only inside the `withUnsafe…` closures.
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
    /// Returns the rows as training reads them: standardised, and converted to the precision of the training.
    ///
    /// The result is in memory if the source is; otherwise rows are converted each time they are read.
    ///
    /// - Parameter standardization: nil to convert the rows only.
    /// - Throws: `TrainingError.rows` if the rows cannot be read.
    func placed<Other: RealScalar>(
        _ standardization: Standardization?, as type: Other.Type, on executor: any TileExecutor
    ) throws(TrainingError) -> any RowSource<Other> {
        if standardization == nil, let same = self as? any RowSource<Other> { return same }
        let rows = StandardizedRows<Scalar, Other>(self, standardization)
        guard table != nil else { return rows }
        return try TrainingError.translating { try rows.materialized(on: executor) }
    }
}
