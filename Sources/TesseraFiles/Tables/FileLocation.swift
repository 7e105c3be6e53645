import Tessera

/// A location in a file of rows, as far as it is known. Lines, rows and columns count from 1.
public struct FileLocation: Equatable, Sendable, CustomStringConvertible {
    /// A column of the file.
    package struct Column: Equatable, Sendable {
        /// The number of the column, counted from 1.
        package let number: Int
        /// The name of the column; nil if it is not known.
        package let name: String?

        /// Creates a column from its number, counted from 1, and its name.
        package init(number: Int, name: String? = nil) {
            self.number = number
            self.name = name
        }
    }

    /// The path of the file, or the name that was given to text in memory.
    public let file: String
    /// The line of a text, counted from 1.
    public let line: Int?
    /// The row of a file without lines, such as a matrix, counted from 1.
    public let row: Int?
    /// The column.
    package let column: Column?

    /// Creates a location.
    package init(file: String, line: Int? = nil, row: Int? = nil, column: Column? = nil) {
        self.file = file
        self.line = line
        self.row = row
        self.column = column
    }

    /// The location as messages name it, such as `data.csv, line 3, column 2 "y"`.
    public var description: String {
        var text = file.onOneLine
        if let line { text += ", line \(line)" }
        if let row { text += ", row \(row)" }
        if let column {
            text += ", column \(column.number)"
            if let name = column.name { text += " \(name.quoted)" }
        }
        return text
    }
}

/// The location of the rows and columns of a table in the file that it was read from.
struct TableSource: Sendable {
    let file: String
    /// The line that the header starts on, counted from 1.
    let headerLine: Int
    /// The number in the file of every column of the table, counted from 1.
    let columnNumbers: [Int]
    let rowLines: RowLines
}

/// The lines of a file on which the rows of a table start, as runs of consecutive lines (run-length encoding): a table
/// whose cells hold no line ends takes one run, however many rows it has.
struct RowLines: Sendable {
    private(set) var count = 0
    /// The first row of every run, and the line on which it starts.
    private(set) var runs: [(row: Int, line: Int)] = []

    /// Appends a row that starts on the given line.
    mutating func append(_ line: Int) {
        if let run = runs.last, run.line + count - run.row == line {
            count += 1
            return
        }
        runs.append((count, line))
        count += 1
    }

    /// The line of a row, which counts from 0; nil if there is no such row.
    subscript(row: Int) -> Int? {
        guard (0..<count).contains(row) else { return nil }
        // Binary search for the last run that starts at or before the row.
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].row <= row { low = middle } else { high = middle }
        }
        return runs[low].line + row - runs[low].row
    }
}
