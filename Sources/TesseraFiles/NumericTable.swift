/// A table of numbers with named columns.
public struct NumericTable: Sendable, Equatable {
    /// The names of the columns, from left to right.
    public let columns: [String]
    /// The number of rows.
    public let rowCount: Int
    /// The numbers in row-major order; number `j` of row `i` is at `i * columns.count + j`.
    public let values: [Double]

    /// Creates a table from numbers in row-major order.
    ///
    /// - Precondition: there are `rowCount * columns.count` numbers.
    public init(columns: [String], rowCount: Int, values: [Double]) {
        precondition(
            values.count == rowCount * columns.count,
            "\(values.count) values do not fill \(rowCount) rows of \(columns.count) columns")
        self.columns = columns
        self.rowCount = rowCount
        self.values = values
    }

    /// Returns the index of the column of that name, counted from 0; nil if there is none.
    public func index(of name: String) -> Int? { columns.firstIndex(of: name) }

    /// Returns the index of each of these columns, as `index(of:)` does for one.
    public func indices(of names: [String]) -> [Int?] {
        let indices = Dictionary(zip(columns, columns.indices)) { first, _ in first }
        return names.map { indices[$0] }
    }

    /// Returns the numbers of the column of that name from top to bottom; nil if there is none.
    public func column(_ name: String) -> [Double]? {
        guard let index = index(of: name) else { return nil }
        return (0..<rowCount).map { values[$0 * columns.count + index] }
    }
}

extension NumericTable {
    /// Reads a CSV file: a header row with the names of the columns, then rows of finite numbers.
    ///
    /// Cells are separated by commas and may be quoted, or, below names in single or double quotes, they are separated
    /// by spaces, as R writes them. Spaces around names and numbers are ignored. Every row has as many cells as the
    /// header, and blank lines may be at the end only. Numbers are rounded to the nearest `Double`.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - columns: The names of the columns to read, in the order they have in the table; nil reads all. The contents
    ///     and the names of the other columns do not matter.
    /// - Throws: `CSVError` if the file cannot be read or is not such a table.
    public init(csv path: String, columns: [String]? = nil) throws(CSVError) {
        try self.init(CSVFile(path), columns: columns)
    }

    /// Reads an opened CSV file, as `init(csv:columns:)` does.
    ///
    /// - Throws: `CSVError` if the file cannot be read or is not such a table.
    package init(_ file: CSVFile, columns: [String]? = nil) throws(CSVError) {
        try self.init(csv: try file.bytes(), name: file.path, columns: columns)
    }

    /// Reads CSV text in memory, as `init(csv:columns:)` reads a file; errors give `name` as its file.
    ///
    /// - Throws: `CSVError` if the text is not such a table.
    public init(csv bytes: [UInt8], name: String, columns: [String]? = nil) throws(CSVError) {
        var reader = try NumericTableReader(bytes.span, file: name, columns: columns)
        self = try reader.readRows(bytes.span)
    }
}
