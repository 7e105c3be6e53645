@testable import TesseraFiles

/// Reads CSV text (RFC 4180) record by record with the scanner that tables are read by, so that cells of text can be
/// compared.
///
/// Fields are separated by commas, records by LF, CR LF or CR; a line end after the last record adds no record. A field
/// that starts with a quote ends with one; it may contain commas, line ends, and quotes written twice. In other fields
/// quotes are ordinary characters. Spaces belong to the fields, and a blank line is a record of one empty field. The
/// text is UTF-8, with or without a byte order mark. A text that begins with two quoted names with spaces between them
/// is read in the dialect of R instead, where spaces and tabs separate the fields.
struct CSVRecords {
    /// One record of the text.
    struct Record {
        /// The contents of the fields, without quotes.
        let fields: [String]
        /// The line that the record starts on, counted from 1.
        let line: Int
    }

    private let bytes: [UInt8]
    private let name: String
    private var scanner: CSVScanner

    /// Reads the file at `path` into memory.
    ///
    /// - Throws: `CSVError` if the file cannot be read.
    init(csv path: String) throws(CSVError) {
        self.init(csv: try InputFile.tableBytes(path), name: path)
    }

    /// Reads text that is in memory; errors give `name` as its file.
    init(csv bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        scanner = CSVScanner(bytes.span, file: name)
    }

    /// Returns the next record; nil after the last one.
    ///
    /// - Throws: `CSVError` if a quote is misplaced or the text is not valid UTF-8.
    mutating func next() throws(CSVError) -> Record? {
        // The span of a stored property would borrow all of `self`, including the scanner.
        let bytes = bytes
        let text = bytes.span
        if scanner.isAtEnd(text) { return nil }
        let line = scanner.line
        var fields: [String] = []
        repeat {
            let fieldLine = scanner.line
            let field = try scanner.readField(text)
            guard let content = field.text(in: text) else {
                let column = FileLocation.Column(number: fields.count + 1)
                throw CSVError(file: name, line: fieldLine, column: column, reason: .invalidUTF8)
            }
            fields.append(content)
        } while !scanner.isAtRecordStart
        return Record(fields: fields, line: line)
    }

    /// Returns all remaining records.
    ///
    /// - Throws: `CSVError` as `next()` does.
    mutating func readAll() throws(CSVError) -> [Record] {
        var records: [Record] = []
        while let record = try next() { records.append(record) }
        return records
    }
}
