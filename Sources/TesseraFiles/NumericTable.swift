/// A table of numbers with a name for every column.
public struct NumericTable: Sendable, Equatable {
    /// The names of the columns, from left to right.
    public let columns: [String]
    public let rowCount: Int
    /// The numbers row by row; number `j` of row `i` is at `i * columns.count + j`.
    public let values: [Double]

    /// A table of given numbers, row by row.
    ///
    /// - Precondition: there are `rowCount` numbers for every column.
    public init(columns: [String], rowCount: Int, values: [Double]) {
        precondition(
            values.count == rowCount * columns.count,
            "\(values.count) values do not fill \(rowCount) rows of \(columns.count) columns")
        self.columns = columns
        self.rowCount = rowCount
        self.values = values
    }

    /// Where the column of that name stands, counted from 0; nil where there is none.
    public func index(of name: String) -> Int? { columns.firstIndex(of: name) }

    /// Where the columns of these names stand, as `index(of:)` tells for one of them.
    public func indices(of names: [String]) -> [Int?] {
        let places = Dictionary(zip(columns, columns.indices)) { first, _ in first }
        return names.map { places[$0] }
    }

    /// The numbers of the column of that name from top to bottom; nil where there is none.
    public func column(_ name: String) -> [Double]? {
        guard let index = index(of: name) else { return nil }
        return (0..<rowCount).map { values[$0 * columns.count + index] }
    }
}

extension NumericTable {
    /// Reads a CSV file: a header row with the names of the columns, then rows of finite numbers.
    ///
    /// Cells are separated by commas and may be quoted, or by spaces below names in single or double quotes, as R writes
    /// them; spaces around names and numbers do not count. Every row has as
    /// many cells as the header, and blank lines may stand at the end only. Numbers are rounded to the nearest
    /// `Double`.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - columns: the names of the columns to read, in the order they shall have in the table; nil reads all. What
    ///     the other columns hold and how they are called does not matter.
    public init(csv path: String, columns: [String]? = nil) throws(CSVError) {
        try self.init(CSVFile(path), columns: columns)
    }

    /// Reads a file that has been opened.
    public init(_ file: CSVFile, columns: [String]? = nil) throws(CSVError) {
        try self.init(csv: try file.bytes(), name: file.path, columns: columns)
    }

    /// Reads CSV text in memory as `init(csv:columns:)` reads a file; errors give `name` as its file.
    public init(csv bytes: [UInt8], name: String, columns: [String]? = nil) throws(CSVError) {
        var reader = try NumericTableReader(bytes.span, file: name, columns: columns)
        self = try reader.readRows(bytes.span)
    }
}
