/// A source of rows: memory, a file, a generator.
///
/// A row must depend only on its number: repeated reads, by any thread, yield the same row.
public protocol RowSource<Scalar>: Sendable {
    /// The element type of the rows.
    associatedtype Scalar: RealScalar

    /// The number of rows.
    var rowCount: Int { get }
    /// The shape of a row.
    var rowShape: RowShape { get }

    /// All rows, if they are already in memory; nil, the default, if they are not.
    var table: RowTable<Scalar>? { get }

    /// Writes the rows of a range to a block. May be called by several threads at once.
    ///
    /// - Throws: `RowSourceError` if the rows cannot be read.
    func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError)

    /// Checks that the source has not changed. It is called before each pass over the rows; the default does nothing.
    ///
    /// - Throws: `RowSourceError` if the rows are no longer the same.
    func check() throws(RowSourceError)
}

extension RowSource {
    public var table: RowTable<Scalar>? { nil }
    public func check() throws(RowSourceError) {}
}

/// Memory for consecutive rows, to which a source writes.
///
/// The pointers are valid, and used by nobody else, for the duration of the `read` that receives the block.
public struct RowBlock<Scalar: RealScalar>: ~Copyable {
    /// The shape of a row.
    public let rowShape: RowShape
    /// The number of rows to write.
    public let rowCount: Int
    package let columns: [UnsafeMutablePointer<Scalar>]

    package init(_ rowShape: RowShape, rowCount: Int, columns: [UnsafeMutablePointer<Scalar>]) {
        self.rowShape = rowShape
        self.rowCount = rowCount
        self.columns = columns
    }

    /// Returns the memory of `count` rows, beginning at row `first`.
    package func part(_ first: Int, _ count: Int) -> RowBlock {
        let starts = zip(columns, rowShape.columns).map { $0 + first * $1.elementCount }
        return RowBlock(rowShape, rowCount: count, columns: starts)
    }

    /// Calls `body` with the memory of the features, the targets and the weights (empty if rows have none), each in
    /// row-major order.
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

/// The reason why rows could not be read.
public struct RowSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether the rows were not read because the work on them was ended early.
    package private(set) var isStop = false

    /// Creates the error of a source that could not be read.
    ///
    /// - Parameters:
    ///   - source: the name of the source, such as the path of a file.
    ///   - reason: says why it could not be read.
    public init(source: String, reason: String) { description = "\(source.onOneLine): \(reason)" }

    /// The error of a source that has fewer rows than it announced. `row` counts from 0, but from 1 in the description.
    package static func ended(source: String, row: Int, expected: Int) -> RowSourceError {
        let rows = counted(expected, "row")
        return RowSourceError(source: source, reason: "ends before row \(row + 1), though it announced \(rows)")
    }

    /// The error of a source that has changed since it was opened.
    package static func changed(source: String, how: String) -> RowSourceError {
        RowSourceError(source: source, reason: "changed while it was used: \(how)")
    }

    /// The error of a pass over rows that a `StopFlag` has ended.
    package static let stopped = {
        var error = RowSourceError(source: "rows", reason: "the work on them was cancelled")
        error.isStop = true
        return error
    }()
}

extension RowSourceError: StoppableError {}
