package import Tessera

/// A table of numbers with named columns. One that was read from a file knows where its rows and columns are there.
public struct NumericTable: Sendable {
    /// The names of the columns, from left to right.
    public let columns: [String]
    /// The number of rows.
    public let rowCount: Int
    /// The numbers in row-major order; number `j` of row `i` is at `i * columns.count + j`.
    public let values: [Double]
    private let source: TableSource?

    /// Creates a table from numbers in row-major order.
    ///
    /// - Precondition: there are `rowCount * columns.count` numbers.
    public init(columns: [String], rowCount: Int, values: [Double]) {
        self.init(columns: columns, rowCount: rowCount, values: values, source: nil)
    }

    init(columns: [String], rowCount: Int, values: [Double], source: TableSource?) {
        precondition(
            values.count == rowCount * columns.count,
            "\(values.count) values do not fill \(rowCount) rows of \(columns.count) columns")
        self.columns = columns
        self.rowCount = rowCount
        self.values = values
        self.source = source
    }

    /// Returns the index of the column of that name, counted from 0; nil if there is none.
    package func index(of name: String) -> Int? { columns.firstIndex(of: name) }

    /// Returns the index of each of these columns, as `index(of:)` does for one.
    package func indices(of names: [String]) -> [Int?] {
        let indices = Dictionary(zip(columns, columns.indices)) { first, _ in first }
        return names.map { indices[$0] }
    }

    /// Returns the numbers of the column of that name from top to bottom; nil if there is none.
    public func column(_ name: String) -> [Double]? {
        guard let index = index(of: name) else { return nil }
        return (0..<rowCount).map { values[$0 * columns.count + index] }
    }

    /// Returns the numbers of these columns as a matrix of shape [rows, names].
    ///
    /// - Precondition: the table has these columns.
    package func matrix<Scalar: RealScalar>(of names: [String], as type: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
        let indices = zip(names, indices(of: names)).map { name, index in
            guard let index else { preconditionFailure("the table has no column \(name.quoted)") }
            return index
        }
        var scalars: [Scalar] = []
        scalars.reserveCapacity(rowCount * indices.count)
        for row in 0..<rowCount {
            for index in indices { scalars.append(Scalar(values[row * columns.count + index])) }
        }
        return Tensor(scalars, shape: [rowCount, indices.count])
    }

    /// Checks that the table has a column of that name.
    ///
    /// - Throws: `CSVError` at the header of the file if it has not.
    package func require(_ name: String) throws(CSVError) {
        if columns.contains(name) { return }
        throw CSVError(
            file: source?.file ?? "table", line: source?.headerLine, reason: .missingColumn(name, available: columns))
    }

    /// Returns the location of a row, of a column, or of a number in the file that the table was read from; nil if it
    /// was made in memory.
    ///
    /// - Parameters:
    ///   - row: The row, counted from 0; nil for no row in particular.
    ///   - column: The name of the column; nil for no column in particular.
    public func location(row: Int? = nil, column: String? = nil) -> FileLocation? {
        guard let source else { return nil }
        return FileLocation(
            file: source.file, line: row.flatMap { source.rowLines[$0] },
            column: column.flatMap { name in
                index(of: name).map { .init(number: source.columnNumbers[$0], name: name) }
            })
    }
}

/// Tables are equal if their columns and numbers are, wherever they come from.
extension NumericTable: Equatable {
    /// Returns whether two tables have the same columns and numbers.
    public static func == (left: NumericTable, right: NumericTable) -> Bool {
        left.rowCount == right.rowCount && left.columns == right.columns && left.values == right.values
    }
}

extension NumericTable {
    /// Reads a file of a format that `FileFormat` has a reader of tables for. Its first bytes tell the format, or the
    /// ending of its name; any other file is read as CSV.
    ///
    /// - Parameter columns: The names of the columns to read, in the order they have in the table; nil reads all.
    /// - Throws: `CSVError` if the file cannot be read or is not such a table.
    package init(path: String, columns: [String]? = nil) throws(CSVError) {
        let bytes = try InputFile.tableBytes(path)
        if let read = (FileFormat(of: bytes.span) ?? FileFormat(ofName: path))?.readTable {
            self = try read(bytes, path, columns)
        } else {
            // This refuses what is no CSV.
            try self.init(csv: bytes, name: path, columns: columns)
        }
    }

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
        try self.init(csv: InputFile.tableBytes(path), name: path, columns: columns)
    }

    /// Reads CSV text in memory, as `init(csv:columns:)` reads a file; errors give `name` as its file.
    ///
    /// - Throws: `CSVError` if the text is not such a table.
    public init(csv bytes: [UInt8], name: String, columns: [String]? = nil) throws(CSVError) {
        var reader = try CSVTableReader(bytes.span, file: name, columns: columns)
        self = try reader.readRows(bytes.span)
    }
}
