/// The rows of a source, each feature less a shift and times a scale.
package struct PlacedRows<Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Scalar>
    private let shifts: [Scalar]
    private let scales: [Scalar]

    package var rowCount: Int { source.rowCount }
    package var rowShape: RowShape { source.rowShape }

    /// - Parameters:
    ///   - shifts: one for each feature.
    ///   - scales: the same.
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
                    let place = row * columns + column
                    features[place] = (features[place] - shifts[column]) * scales[column]
                }
            }
        }
    }
}
