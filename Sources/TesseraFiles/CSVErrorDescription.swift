import Tessera

extension CSVError: CustomStringConvertible {
    /// The error on one line: the file, line and column, what is wrong there, and what is expected instead.
    public var description: String {
        if case .unreadable(let reason) = reason { return FileError(.read, file, reason).description }
        var location = file.onOneLine
        if let line { location += ", line \(line)" }
        if let column {
            location += ", column \(column.number)"
            if let name = column.name { location += " \(name.quoted)" }
        }
        return "\(location): \(reason.explanation)\(hint)"
    }

    private var hint: String {
        guard case .emptyColumnName = reason, column?.number == 1 else { return "" }
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
        case .otherKind(let kind): kind.explanation
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
