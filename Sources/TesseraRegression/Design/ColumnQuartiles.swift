/// The median and the interquartile range of a column, estimated from 101 to 201 of its elements at equal distances, or
/// from all where there are fewer. Unlike mean and variance, they are robust to outliers.
struct ColumnQuartiles {
    let median: Double
    /// The interquartile range; the whole range where the quartiles are equal, as those of an indicator of a rare class
    /// are.
    let spread: Double

    init(_ column: some RandomAccessCollection<Double>) {
        let step = max(1, column.count / 101)
        let sample = stride(from: 0, to: column.count, by: step)
            .map { column[column.index(column.startIndex, offsetBy: $0)] }.sorted()
        median = sample[sample.count / 2]
        let interquartileRange = sample[3 * sample.count / 4] - sample[sample.count / 4]
        spread = interquartileRange > 0 ? interquartileRange : sample[sample.count - 1] - sample[0]
    }

    private init(median: Double, spread: Double) {
        (self.median, self.spread) = (median, spread)
    }

    /// Returns the quartiles of the column minus a shift and times a scale.
    func moved(by shift: Double, scaled scale: Double) -> ColumnQuartiles {
        ColumnQuartiles(median: (median - shift) * scale, spread: spread * scale)
    }
}
