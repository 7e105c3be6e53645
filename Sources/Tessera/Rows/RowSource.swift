/// Where rows come from: memory, a file, a generator.
///
/// A row depends on its number only, however often and by whomever it is asked for.
public protocol RowSource<Scalar>: Sendable {
    associatedtype Scalar: RealScalar

    var rowCount: Int { get }
    var rowShape: RowShape { get }

    /// All rows, where they are in memory anyway; nil, the default, where they are not.
    var table: RowTable<Scalar>? { get }

    /// Writes the rows of a range. May be called by several threads at once.
    func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError)

    /// Called before each pass over the rows; throws where they are no longer the same.
    func check() throws(RowSourceError)
}

extension RowSource {
    public var table: RowTable<Scalar>? { nil }
    public func check() throws(RowSourceError) {}
}

/// Memory for some rows that a source writes to.
///
/// The pointers are valid for the length of the `read` that receives the block, and nobody else uses them.
public struct RowBlock<Scalar: RealScalar>: ~Copyable {
    public let rowShape: RowShape
    public let rowCount: Int
    package let columns: [UnsafeMutablePointer<Scalar>]

    package init(_ rowShape: RowShape, rowCount: Int, columns: [UnsafeMutablePointer<Scalar>]) {
        self.rowShape = rowShape
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The memory of some of the rows.
    package func part(_ first: Int, _ count: Int) -> RowBlock {
        let starts = zip(columns, rowShape.columns).map { $0 + first * $1.elementCount }
        return RowBlock(rowShape, rowCount: count, columns: starts)
    }

    /// Calls `body` with the memory of the features, of the targets and of the weights (empty where rows have none),
    /// one row after another.
    public mutating func withSpans<Failure: Error>(
        _ body: (inout MutableSpan<Scalar>, inout MutableSpan<Scalar>, inout MutableSpan<Scalar>) throws(Failure) ->
            Void
    ) throws(Failure) {
        var features = UnsafeMutableBufferPointer(start: columns[0], count: rowCount * rowShape.features).mutableSpan
        var targets = UnsafeMutableBufferPointer(start: columns[1], count: rowCount * rowShape.targets).mutableSpan
        let weightCount = rowShape.hasWeights ? rowCount : 0
        var weights = UnsafeMutableBufferPointer(start: columns[columns.count - 1], count: weightCount).mutableSpan
        try body(&features, &targets, &weights)
    }
}

/// Why rows could not be read.
public enum RowSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are fewer rows than were announced; the row counts from 0, from 1 in the text.
    case ended(source: String, row: Int, expected: Int)
    /// The source is another than it was when it was opened.
    case changed(source: String, how: String)
    /// It could not be read at all.
    case unreadable(source: String, reason: String)

    public var description: String {
        switch self {
        case .ended(let source, let row, let expected):
            "\(source.onOneLine): ends before row \(row + 1), though it announced \(counted(expected, "row"))"
        case .changed(let source, let how): "\(source.onOneLine): changed while it was used: \(how)"
        case .unreadable(let source, let reason): "\(source.onOneLine): \(reason)"
        }
    }
}
