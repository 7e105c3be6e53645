/// An error in a CSV file, with its line and column where they are known.
public struct CSVError: Error, Equatable, Sendable {
    /// A column of the file.
    public struct Column: Equatable, Sendable {
        /// The number of the column, counted from 1.
        public let number: Int
        /// The name of the column; nil if it is not known.
        public let name: String?

        /// Creates a column from its number, counted from 1, and its name.
        package init(number: Int, name: String? = nil) {
            self.number = number
            self.name = name
        }
    }

    /// The kind of error.
    public enum Reason: Equatable, Sendable {
        /// The file cannot be read at all.
        case unreadable(FileError.Reason)
        /// The file has no header.
        case empty
        /// The file has a header but no rows.
        case noRows
        /// The column has no name.
        case emptyColumnName
        /// The column has the same name as column number `first`.
        case duplicateColumn(first: Int)
        /// The name is canonically equivalent (Unicode) to that of column number `first`, in other code points.
        case equivalentColumn(first: Int)
        /// A requested column is not among the available ones.
        case missingColumn(String, available: [String])
        /// A column was requested twice.
        case repeatedChoice(String)
        /// A row has another number of cells than the header has columns.
        case raggedRow(cells: Int, columns: Int)
        /// The names in the header are separated by this character instead of by commas.
        case otherSeparator(String)
        /// The file is of a known kind other than CSV text in UTF-8.
        case otherKind(FileKind)
        /// There is a blank line with rows below it.
        case blankLine
        /// The cell, given as its text, is not a number.
        case notANumber(String)
        /// The cell spells NaN or infinity, or its number is too large for a `Double`.
        case notFinite(String)
        /// A quoted cell has no closing quote.
        case unterminatedQuote
        /// Text follows the closing quote of a cell.
        case textAfterQuote
        /// The text is not valid UTF-8.
        case invalidUTF8
    }

    /// The path of the file, or the name that was given to text in memory.
    public let file: String
    /// The line of the file, counted from 1; nil if the error belongs to no line.
    public let line: Int?
    /// The column; nil if the error belongs to no column.
    public let column: Column?
    /// The kind of error.
    public let reason: Reason

    /// Creates an error.
    package init(file: String, line: Int? = nil, column: Column? = nil, reason: Reason) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }
}
