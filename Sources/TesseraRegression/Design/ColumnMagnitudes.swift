import Tessera
internal import TesseraModels

/// A fold that finds the largest magnitude of each feature and target, and the first number whose square is close to
/// overflow.
struct ColumnMagnitudes: RowFold {
    struct Partial: Sendable {
        /// The largest magnitude of each feature, then of each target.
        fileprivate(set) var largest: [Double]
        /// The row and the feature of the first number that is too large; the column is nil for a target.
        fileprivate(set) var tooLarge: (row: Int, column: Int?, value: Double)?
    }

    /// Sums of squares of numbers above `limit` may overflow; those of numbers below `smallest` lose digits.
    static let smallest = 1e-140
    static let limit = InputError.magnitudeLimit
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
            if let index = x.indices.first(where: { !(abs(x[$0]) < Self.limit) }) {
                return (first + index / features, index % features, x[index])
            }
            let index = y.indices.first { !(abs(y[$0]) < Self.limit) }
            return index.map { (first + $0 / (width - features), nil, y[$0]) }
        }
    }

    /// Updates the largest magnitudes; NaN counts as infinite.
    private static func note(_ values: Span<Double>, into largest: inout MutableSpan<Double>, from: Int, width: Int) {
        var start = 0
        while start < values.count {
            for column in 0..<width {
                let magnitude = abs(values[start + column])
                largest[from + column] = max(largest[from + column], magnitude < .infinity ? magnitude : .infinity)
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
    ///   - names: the names of the features.
    ///   - rowNumbers: the number of each row for error messages; nil where they count from 0.
    ///   - targetsAreLabels: whether the targets are class labels, which may be arbitrarily small.
    /// - Throws: `RegressionError` of kind `nonFinite` or `tooSmall`.
    static func check(
        _ rows: some RowSource<Double>, names: [String], rowNumbers: [Int]? = nil, targetsAreLabels: Bool = false
    ) throws(RegressionError) {
        let found = try RegressionError.translating { try rows.fold(ColumnMagnitudes(rows.rowShape)) }
        if let (row, column, value) = found.tooLarge {
            throw RegressionError(.nonFinite(row: rowNumbers?[row] ?? row, column: column, value: value))
        }
        let sizes = found.largest.prefix(targetsAreLabels ? names.count : found.largest.count)
        guard let column = sizes.firstIndex(where: { $0 > 0 && $0 < smallest }) else { return }
        throw RegressionError(
            .tooSmall(column: column < names.count ? names[column] : nil, largest: found.largest[column]))
    }
}
