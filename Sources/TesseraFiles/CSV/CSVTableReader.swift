import Tessera

extension FileFormat {
    /// Text with comma-separated values (RFC 4180).
    package static let csv = FileFormat(
        "CSV", endings: [".csv"], help: "a CSV file with a header line of column names",
        readTable: { (bytes, path, columns) throws(CSVError) in
            try NumericTable(csv: bytes, name: path, columns: columns)
        },
        encodeTable: { $0.csvBytes() })
}

/// Reads the rows of a table of numbers. The reader does not store the text; every call must pass the same one.
struct CSVTableReader {
    private let file: String
    private let header: CSVHeader
    /// The names of the columns of the table, which may be fewer than those of the file.
    private let columns: [String]
    /// For every column of the file its index in the table's rows; nil if it is not read.
    private let positions: [Int?]
    private var scanner: CSVScanner
    private var values: [Double] = []
    private var rowLines = RowLines()

    init(_ text: Span<UInt8>, file: String, columns: [String]?) throws(CSVError) {
        self.file = file
        if let format = FileFormat(of: text) { throw CSVError(file: file, reason: .otherFormat(format)) }
        scanner = CSVScanner(text, file: file)
        scanner.skipBlankLines(text)
        if scanner.isAtEnd(text) { throw CSVError(file: file, reason: .empty) }
        header = try CSVHeader(text, &scanner, file: file)
        if let columns {
            self.columns = columns
            positions = try header.positions(of: columns)
        } else {
            try header.checkNames()
            self.columns = header.names
            positions = header.names.indices.map { $0 }
        }
    }

    mutating func readRows(_ text: Span<UInt8>) throws(CSVError) -> NumericTable {
        let count = expectedValueCount(text)
        do throws(MemoryError) {
            try requireMemory(count, MemoryLayout<Double>.stride, for: "its numbers")
        } catch {
            throw CSVError(file: file, reason: .unreadable(.outOfMemory(error)))
        }
        values.reserveCapacity(count)
        var row = [Double](repeating: 0, count: columns.count)
        while try findRow(text) {
            rowLines.append(scanner.line)
            try readRow(text, into: &row)
            values.append(contentsOf: row)
        }
        if rowLines.count == 0 { throw CSVError(file: file, reason: .noRows) }
        return NumericTable(columns: columns, rowCount: rowLines.count, values: values, source: source)
    }

    private var source: TableSource {
        var columnNumbers = [Int](repeating: 0, count: columns.count)
        for (index, position) in positions.enumerated() {
            if let position { columnNumbers[position] = index + 1 }
        }
        return TableSource(file: file, headerLine: header.line, columnNumbers: columnNumbers, rowLines: rowLines)
    }

    /// Skips blank lines and returns whether another row follows; a blank line before a row is an error.
    private mutating func findRow(_ text: Span<UInt8>) throws(CSVError) -> Bool {
        let line = scanner.line
        scanner.skipBlankLines(text)
        if scanner.isAtEnd(text) { return false }
        if scanner.line != line { throw CSVError(file: file, line: line, reason: .blankLine) }
        return true
    }

    private mutating func readRow(_ text: Span<UInt8>, into row: inout [Double]) throws(CSVError) {
        let start = scanner
        for index in positions.indices {
            let line = scanner.line
            do throws(CSVError) {
                if let position = positions[index] {
                    row[position] = try readCell(text)
                } else {
                    _ = try scanner.readField(text)
                }
            } catch {
                if let ragged = raggedRow(text, start) ?? header.separatorError { throw ragged }
                let column = FileLocation.Column(number: index + 1, name: header.names[index])
                throw CSVError(file: file, line: error.location.line ?? line, column: column, reason: error.reason)
            }
            let isLast = index == positions.count - 1
            if scanner.isAtRecordStart != isLast, let ragged = raggedRow(text, start) { throw ragged }
        }
    }

    @inline(__always)
    private mutating func readCell(_ text: Span<UInt8>) throws(CSVError) -> Double {
        if let number = scanner.readNumber(text) { return number }
        return try readUnusualCell(text)
    }

    /// Reads a quoted number, or throws the reason why the cell is not a number.
    private mutating func readUnusualCell(_ text: Span<UInt8>) throws(CSVError) -> Double {
        let field = try scanner.readField(text).trimmed(in: text)
        var end = field.range.lowerBound
        var isTooLarge = false
        if let number = DecimalNumber.read(text, at: &end), end == field.range.upperBound {
            if number.isFinite { return number }
            isTooLarge = true
        }
        guard let content = field.text(in: text) else { throw CSVError(file: file, reason: .invalidUTF8) }
        let isNotFinite = isTooLarge || Self.spellsNonFinite(content)
        throw CSVError(file: file, reason: isNotFinite ? .notFinite(content) : .notANumber(content))
    }

    private static func spellsNonFinite(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return ["nan", "inf", "infinity"].contains(unsigned.lowercased())
    }

    /// Returns the error of a row with a wrong number of cells, which explains other errors in the row; nil if the
    /// number is right.
    private func raggedRow(_ text: Span<UInt8>, _ start: CSVScanner) -> CSVError? {
        var scanner = start
        var cells = 0
        repeat {
            do throws(CSVError) {
                _ = try scanner.readField(text)
            } catch {
                // The caller reports an error in one of the header's columns with its column.
                return cells < positions.count ? nil : error
            }
            cells += 1
        } while !scanner.isAtRecordStart
        if cells == positions.count { return nil }
        if let error = header.separatorError { return error }
        return CSVError(file: file, line: start.line, reason: .raggedRow(cells: cells, columns: positions.count))
    }

    /// Returns an upper bound of the number of values that follow: one for every column and line, and none shorter than
    /// a digit and a separator.
    private func expectedValueCount(_ text: Span<UInt8>) -> Int {
        var lines = 1
        for index in scanner.position..<text.count where text[index] == ASCII.newline { lines += 1 }
        let (count, overflow) = lines.multipliedReportingOverflow(by: columns.count)
        let most = (text.count - scanner.position) / 2 + 1
        return overflow ? most : min(count, most)
    }
}
