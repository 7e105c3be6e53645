/// Builds CSV text in memory: a header with the names of the columns, then rows of numbers or text.
///
/// Lines end with LF. Fields are quoted only where reading them back requires it. Numbers are written with the fewest
/// digits that read back as the same `Double`; NaN and infinities are written as `nan` and `inf`, which `NumericTable`
/// refuses.
package struct CSVWriter: Sendable {
    private let columnCount: Int
    /// The text written so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []

    /// Creates a writer and writes the header.
    ///
    /// - Precondition: there is at least one column.
    package init(columns: [String]) {
        precondition(!columns.isEmpty, "a CSV file needs at least one column")
        columnCount = columns.count
        append(columns)
    }

    /// Appends a row of numbers.
    ///
    /// - Precondition: there is one number for every column.
    package mutating func append(_ row: some Collection<Double>) {
        appendRow(row) { number, bytes in
            let text = number.description
            bytes.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
        }
    }

    /// Appends a row of texts.
    ///
    /// - Precondition: there is one text for every column.
    package mutating func append(_ row: some Collection<String>) {
        appendRow(row, with: Self.appendField)
    }

    /// Writes the text to the file at `path` atomically, as `AtomicFile` does.
    ///
    /// - Throws: `FileError` if the file cannot be written.
    package func write(to path: String) throws(FileError) {
        try AtomicFile.write(bytes, to: path)
    }

    private mutating func appendRow<Cell>(
        _ row: some Collection<Cell>, with appendCell: (Cell, inout [UInt8]) -> Void
    ) {
        precondition(row.count == columnCount, "a row of \(row.count) cells does not fill \(columnCount) columns")
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(ASCII.comma) }
            appendCell(cell, &bytes)
        }
        bytes.append(ASCII.newline)
    }

    private static func appendField(_ text: String, to bytes: inout [UInt8]) {
        guard needsQuotes(text.utf8) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(ASCII.quote)
        for byte in text.utf8 {
            if byte == ASCII.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(ASCII.quote)
    }

    /// Returns whether a field must be quoted. RFC 4180 requires it only for separators, quotes and line ends. Three
    /// more cases: an empty field could make a blank line, spaces at the ends could be taken for layout, and a leading
    /// byte order mark would be dropped.
    private static func needsQuotes(_ text: String.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return true }
        if ASCII.isBlank(first) || ASCII.isBlank(last) || first == 0xEF { return true }
        let special = [ASCII.comma, ASCII.quote, ASCII.newline, ASCII.carriageReturn]
        return text.contains { special.contains($0) }
    }
}

extension NumericTable {
    /// Returns the table as CSV text in UTF-8.
    ///
    /// - Precondition: the table has at least one column.
    package func csvBytes() -> [UInt8] {
        var writer = CSVWriter(columns: columns)
        for row in 0..<rowCount {
            writer.append(values[row * columns.count..<(row + 1) * columns.count])
        }
        return writer.bytes
    }

    /// Writes the table to the CSV file at `path` atomically, as `AtomicFile` does.
    ///
    /// - Precondition: the table has at least one column.
    /// - Throws: `FileError` if the file cannot be written.
    public func write(csv path: String) throws(FileError) {
        try AtomicFile.write(csvBytes(), to: path)
    }
}
