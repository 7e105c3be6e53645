/// The rows of a source with each feature centred and scaled: (x − shift) · scale.
package struct ScaledRows<Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Scalar>
    private let shifts: [Scalar]
    private let scales: [Scalar]

    package var rowCount: Int { source.rowCount }
    package var rowShape: RowShape { source.rowShape }

    /// - Parameters:
    ///   - shifts: The value subtracted from each feature.
    ///   - scales: The factor by which each feature is multiplied afterwards.
    package init(_ source: any RowSource<Scalar>, shifts: [Scalar], scales: [Scalar]) {
        (self.source, self.shifts, self.scales) = (source, shifts, scales)
    }

    package func check() throws(RowSourceError) { try source.check() }

    package func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        try source.read(rows, into: &block)
        let columns = shifts.count
        block.withSpans { features, _, _ in
            for row in 0..<rows.count {
                for column in 0..<columns {
                    let index = row * columns + column
                    features[index] = (features[index] - shifts[column]) * scales[column]
                }
            }
        }
    }
}
