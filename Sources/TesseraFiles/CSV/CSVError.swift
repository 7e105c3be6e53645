import Tessera

/// An error in a CSV file, with its line and column where they are known.
public struct CSVError: Error, Equatable, Sendable {
    /// The kind of error.
    package enum Reason: Equatable, Sendable {
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
        /// The file is of a known format other than CSV text in UTF-8.
        case otherFormat(FileFormat)
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

    /// The file, and the line and column that the error belongs to.
    public let location: FileLocation
    /// The kind of error.
    package let reason: Reason

    /// Creates an error. Lines count from 1; `line` and `column` are nil if the error belongs to none.
    package init(file: String, line: Int? = nil, column: FileLocation.Column? = nil, reason: Reason) {
        location = FileLocation(file: file, line: line, column: column)
        self.reason = reason
    }
}

extension CSVError: CustomStringConvertible {
    /// The error on one line: the file, line and column, what is wrong there, and what is expected instead.
    public var description: String {
        if case .unreadable(let reason) = reason { return FileError(.read, location.file, reason).description }
        return "\(location): \(reason.explanation)\(hint)"
    }

    private var hint: String {
        guard case .emptyColumnName = reason, location.column?.number == 1 else { return "" }
        return "; pandas leaves the numbers of the rows out with index=False, R with row.names=FALSE"
    }
}

extension CSVError.Reason {
    fileprivate var explanation: String {
        switch self {
        case .unreadable: "the file cannot be read"
        case .empty: "the file is empty; a header row and rows of numbers are needed"
        case .noRows: "there are no rows below the header; at least one is needed"
        case .emptyColumnName: "the column has no name; every column needs one"
        case .duplicateColumn(let first): "column \(first) has the same name; the names must differ"
        case .equivalentColumn(let first):
            "column \(first) has the same name in other code points (Unicode's canonical equivalence); the names must differ"
        case .missingColumn(let name, let available): Self.missing(name, available)
        case .repeatedChoice(let name): "column \(name.quoted) is asked for twice; once is enough"
        case .raggedRow(let cells, let columns):
            "the row has \(counted(cells, "cell")), the header has \(columns); every row needs \(columns)"
                + (cells == 2 * columns ? "; decimals are written with a point, not with a comma" : "")
        case .otherSeparator(let separator):
            "the names are separated by \(Self.names[separator] ?? separator.quoted); "
                + "cells must be separated by commas, and decimals written with a point"
        case .otherFormat(let format): format.refusal
        case .blankLine: "the line is blank; only the end of the file may have blank lines"
        case .notANumber(let text): Self.notANumber(text)
        case .notFinite(let text): "\(text.quoted) is not finite; a finite number is needed"
        case .unterminatedQuote: "the quote opened here is never closed; a quoted cell must end with a quote"
        case .textAfterQuote:
            "text follows the closing quote; a quote inside a quoted cell is written twice"
        case .invalidUTF8: "the text is not valid UTF-8; the file must be saved as UTF-8"
        }
    }

    private static let names = [";": "semicolons", "\t": "tabs", "|": "bars"]

    private static func missing(_ name: String, _ available: [String]) -> String {
        let limit = 8
        let listed = available.prefix(limit).map(\.quoted).joined(separator: ", ")
        let rest = available.count > limit ? " … (\(available.count) in all)" : ""
        let suggestion = nearestName(to: name, among: available).map { "; did you mean \($0.quoted)?" } ?? ";"
        return "there is no column \(name.quoted)\(suggestion) the columns are \(listed)\(rest)"
    }

    private static func notANumber(_ text: String) -> String {
        if text.isEmpty { return "the cell is empty; a number is needed" }
        if text.contains(where: { $0 == ";" || $0 == "\t" }) {
            return "\(text.quoted) is not a number; cells are separated by commas"
        }
        if text.contains(",") { return "\(text.quoted) is not a number; decimals are written with a point" }
        return "\(text.quoted) is not a number; numbers are written like 12, -0.5 or 3e-4"
    }
}
