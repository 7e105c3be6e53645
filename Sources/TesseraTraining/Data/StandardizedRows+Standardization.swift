import Tessera

extension StandardizedRows {
    /// Standardises the columns, (x − μ) / σ.
    ///
    /// - Parameter standardization: The means and scales of the columns; nil to convert the rows only.
    init(_ source: some RowSource<Source>, _ standardization: Standardization?) {
        let features = source.rowShape.features
        self.init(
            source, shifts: standardization?.means ?? Array(repeating: 0, count: features),
            factors: standardization?.scales.map { 1 / $0 } ?? Array(repeating: 1, count: features),
            targetShift: standardization?.targetMean ?? 0,
            targetFactor: standardization.map { 1 / $0.targetScale } ?? 1)
    }

    /// Centres the columns without scaling them.
    ///
    /// - Parameter means: One number to subtract for each feature, then one for the target.
    init(_ source: some RowSource<Source>, less means: [Double]) {
        let features = source.rowShape.features
        self.init(
            source, shifts: Array(means.prefix(features)), factors: Array(repeating: 1, count: features),
            targetShift: means[features])
    }
}

extension RowSource {
    /// Returns the rows as training reads them: standardised, and converted to the precision of the training.
    ///
    /// The result is in memory if the source is; otherwise rows are converted each time they are read.
    ///
    /// - Parameter standardization: nil to convert the rows only.
    /// - Throws: `TrainingError` of kind `rows` if the rows cannot be read.
    func standardized<Other: RealScalar>(
        _ standardization: Standardization?, as type: Other.Type, on executor: any TileExecutor
    ) throws(TrainingError) -> any RowSource<Other> {
        if standardization == nil, let same = self as? any RowSource<Other> { return same }
        let rows = StandardizedRows<Scalar, Other>(self, standardization)
        guard table != nil else { return rows }
        return try TrainingError.translating { try rows.materialized(on: executor) }
    }
}
