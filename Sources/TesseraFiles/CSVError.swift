/// What is wrong with a CSV file, and where.
public struct CSVError: Error, Equatable, Sendable {
    /// A column by its place, counted from 1, and its name where that is known.
    public struct Column: Equatable, Sendable {
        public let number: Int
        public let name: String?

        public init(number: Int, name: String? = nil) {
            self.number = number
            self.name = name
        }
    }

    public enum Reason: Equatable, Sendable {
        /// The file cannot be read at all.
        case unreadable(FileError.Reason)
        /// There is not even a header.
        case empty
        /// There is a header and nothing below it.
        case noRows
        case emptyColumnName
        /// The column has the name that the column `first` has, too.
        case duplicateColumn(first: Int)
        /// The same characters as those of another name, in other code points.
        case equivalentColumn(first: Int)
        /// A column that was asked for is not among the available ones.
        case missingColumn(String, available: [String])
        /// A column was asked for twice.
        case repeatedChoice(String)
        case raggedRow(cells: Int, columns: Int)
        /// The header separates the names by something else than commas.
        case otherSeparator(String)
        /// The file is of a known kind that is no text.
        case otherKind(FileKind)
        /// A blank line with rows below it.
        case blankLine
        case notANumber(String)
        /// The cell spells NaN or infinity, or its number is too large for a `Double`.
        case notFinite(String)
        case unterminatedQuote
        /// A quoted cell goes on after its closing quote.
        case textAfterQuote
        case invalidUTF8
    }

    /// The path of the file, or the name given to text in memory.
    public let file: String
    /// The line of the file, counted from 1.
    public let line: Int?
    public let column: Column?
    public let reason: Reason

    public init(file: String, line: Int? = nil, column: Column? = nil, reason: Reason) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }
}
