/// The records of CSV text by RFC 4180, one after the other.
///
/// Fields are separated by commas, records by LF, CR LF or CR, and a line end after the last record adds none. A field
/// that starts with a quote ends with one; it may hold commas, line ends, and quotes written twice. In other fields
/// quotes are ordinary letters. Spaces belong to the fields, and a blank line is a record of one empty field. The text
/// is UTF-8, with or without a byte order mark.
public struct CSVRecords: Sendable {
    public struct Record: Sendable, Equatable {
        public let fields: [String]
        /// The line the record starts on, counted from 1.
        public let line: Int

        public init(fields: [String], line: Int) {
            self.fields = fields
            self.line = line
        }
    }

    private let bytes: [UInt8]
    private let name: String
    private var scanner: CSVScanner

    /// Opens the file at `path`.
    public init(csv path: String) throws(CSVError) {
        self.init(csv: try CSVFile(path).bytes(), name: path)
    }

    /// Starts reading text in memory; errors give `name` as its file.
    public init(csv bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        scanner = CSVScanner(bytes.span, file: name)
    }

    /// The next record, or nil after the last one.
    public mutating func next() throws(CSVError) -> Record? {
        // The span of a property would keep all of `self` borrowed, the scanner included.
        let bytes = bytes
        let text = bytes.span
        if scanner.isAtEnd(text) { return nil }
        let line = scanner.line
        var fields: [String] = []
        repeat {
            let fieldLine = scanner.line
            let field = try scanner.readField(text)
            guard let content = field.text(in: text) else {
                let column = CSVError.Column(number: fields.count + 1)
                throw CSVError(file: name, line: fieldLine, column: column, reason: .invalidUTF8)
            }
            fields.append(content)
        } while !scanner.isAtRecordStart
        return Record(fields: fields, line: line)
    }

    /// Passes over the next record; false after the last one.
    public mutating func skip() throws(CSVError) -> Bool {
        let bytes = bytes
        let text = bytes.span
        if scanner.isAtEnd(text) { return false }
        repeat { _ = try scanner.readField(text) } while !scanner.isAtRecordStart
        return true
    }

    /// All records from here on.
    public mutating func readAll() throws(CSVError) -> [Record] {
        var records: [Record] = []
        while let record = try next() { records.append(record) }
        return records
    }
}
