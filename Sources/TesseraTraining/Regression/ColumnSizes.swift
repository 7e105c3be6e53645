import Tessera

/// The largest magnitude of each feature and target, and the first of them whose square is hardly a number.
struct ColumnSizes: RowFold {
    struct Partial: Sendable {
        /// Of each feature, then of each target.
        fileprivate(set) var largest: [Double]
        /// The row and the feature; no column is a target.
        fileprivate(set) var tooLarge: (row: Int, column: Int?, value: Double)?
    }

    /// Sums of squares of what is larger may overflow, of what is smaller lose digits.
    static let smallest = 1e-140
    static let limit = 1e150
    static let leastSquare = 1e-280

    private let width: Int

    private init(_ rowShape: RowShape) { width = rowShape.features + rowShape.targets }

    var empty: Partial { Partial(largest: Array(repeating: 0, count: width)) }
    var partialBytes: Int { width * 8 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let features = tile.rowShape.features
        tile.withSpans { x, y, _ in
            var largest = partial.largest.mutableSpan
            Self.note(x, into: &largest, from: 0, width: features)
            Self.note(y, into: &largest, from: features, width: width - features)
        }
        guard partial.tooLarge == nil, partial.largest.contains(where: { !($0 < Self.limit) }) else { return }
        let first = tile.rows.lowerBound
        partial.tooLarge = tile.withSpans { x, y, _ in
            if let place = x.indices.first(where: { !(abs(x[$0]) < Self.limit) }) {
                return (first + place / features, place % features, x[place])
            }
            let place = y.indices.first { !(abs(y[$0]) < Self.limit) }
            return place.map { (first + $0 / (width - features), nil, y[$0]) }
        }
    }

    /// NaN counts as infinite.
    private static func note(_ values: Span<Double>, into largest: inout MutableSpan<Double>, from: Int, width: Int) {
        var start = 0
        while start < values.count {
            for column in 0..<width {
                let size = abs(values[start + column])
                largest[from + column] = max(largest[from + column], size < .infinity ? size : .infinity)
            }
            start += width
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in 0..<width { partial.largest[index] = max(partial.largest[index], later.largest[index]) }
        partial.tooLarge = partial.tooLarge ?? later.tooLarge
    }

    /// Refuses rows with numbers that are too large, and columns that are not 0 but too small throughout.
    ///
    /// - Parameters:
    ///   - names: of the features.
    ///   - rowNumbers: what the rows are called; nil where they count from 0.
    ///   - targetsAreLabels: whether these may be as small as they like.
    static func check(
        _ rows: some RowSource<Double>, names: [String], rowNumbers: [Int]? = nil, targetsAreLabels: Bool = false
    ) throws(TrainingError) {
        let found = try TrainingError.translating { try rows.fold(ColumnSizes(rows.rowShape)) }
        if let (row, column, value) = found.tooLarge {
            throw .nonFinite(row: rowNumbers?[row] ?? row, column: column, value: value)
        }
        let sizes = found.largest.prefix(targetsAreLabels ? names.count : found.largest.count)
        guard let column = sizes.firstIndex(where: { $0 > 0 && $0 < smallest }) else { return }
        throw .tooSmall(column: column < names.count ? names[column] : nil, largest: found.largest[column])
    }
}
