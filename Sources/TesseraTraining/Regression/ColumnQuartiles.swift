/// Where most numbers of a column are, by about a hundred of them. A median and quartiles, unlike a mean and a variance, say
/// so wherever the others are.
struct ColumnQuartiles {
    let median: Double
    /// How far the quartiles are apart; the range where they are equal, as those of a rare class are.
    let spread: Double

    init(_ column: some RandomAccessCollection<Double>) {
        let step = max(1, column.count / 101)
        let sample = stride(from: 0, to: column.count, by: step)
            .map { column[column.index(column.startIndex, offsetBy: $0)] }.sorted()
        median = sample[sample.count / 2]
        let quartiles = sample[3 * sample.count / 4] - sample[sample.count / 4]
        spread = quartiles > 0 ? quartiles : sample[sample.count - 1] - sample[0]
    }

    private init(median: Double, spread: Double) {
        (self.median, self.spread) = (median, spread)
    }

    /// Of the column less a shift and times a scale.
    func moved(by shift: Double, scaled scale: Double) -> ColumnQuartiles {
        ColumnQuartiles(median: (median - shift) * scale, spread: spread * scale)
    }
}
