/// Scans CSV text field by field. The scanner does not store the text; every call must pass the same one.
struct CSVScanner {
    private let file: String
    private let dialect: CSVDialect
    /// The byte offset at which the next field starts.
    private(set) var position: Int
    /// The line that the next field starts on, counted from 1.
    private(set) var line = 1
    /// Whether the field read last was the last one of its record; true before the first field.
    private(set) var isAtRecordStart = true

    /// Starts after the UTF-8 byte order mark if there is one.
    init(_ text: Span<UInt8>, file: String) {
        let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        position = hasMark ? 3 : 0
        self.file = file
        dialect = CSVDialect(of: text, from: position)
    }

    /// Returns whether there is no further record.
    func isAtEnd(_ text: Span<UInt8>) -> Bool { isAtRecordStart && position >= text.count }

    /// Reads an unquoted field that is a finite number; for any other field returns nil without advancing.
    @inline(__always)
    mutating func readNumber(_ text: Span<UInt8>) -> Double? {
        var end = position
        while end < text.count, ASCII.isBlank(text[end]) { end += 1 }
        guard let number = DecimalNumber.read(text, at: &end), number.isFinite else { return nil }
        if !dialect.isSpaced {
            while end < text.count, ASCII.isBlank(text[end]) { end += 1 }
        }
        guard isFieldEnd(text, end) else { return nil }
        closeField(text, at: end)
        return number
    }

    /// Reads the next field, quoted or not; an unquoted field keeps its spaces.
    mutating func readField(_ text: Span<UInt8>) throws(CSVError) -> CSVField {
        if dialect.isSpaced {
            while position < text.count, ASCII.isBlank(text[position]) { position += 1 }
        }
        if position < text.count, text[position] == dialect.quote { return try readQuotedField(text) }
        var end = position
        while !isFieldEnd(text, end) { end += 1 }
        let field = CSVField(range: position..<end, isQuoted: false, hasEscapes: false)
        closeField(text, at: end)
        return field
    }

    /// Skips lines that contain only spaces and tabs.
    mutating func skipBlankLines(_ text: Span<UInt8>) {
        while position < text.count {
            var end = position
            while end < text.count, ASCII.isBlank(text[end]) { end += 1 }
            guard end == text.count || ASCII.isLineEnd(text[end]) else { return }
            closeField(text, at: end)
        }
    }

    private mutating func readQuotedField(_ text: Span<UInt8>) throws(CSVError) -> CSVField {
        let opening = position
        let openingLine = line
        var hasEscapes = false
        var end = opening + 1
        while true {
            guard end < text.count else {
                throw CSVError(file: file, line: openingLine, reason: .unterminatedQuote)
            }
            if text[end] == dialect.quote {
                guard end + 1 < text.count, text[end + 1] == dialect.quote else { break }
                hasEscapes = true
                end += 1
            } else if Self.endsLine(text, end) {
                line += 1
            }
            end += 1
        }
        guard isFieldEnd(text, end + 1) else {
            throw CSVError(file: file, line: line, reason: .textAfterQuote)
        }
        closeField(text, at: end + 1)
        return CSVField(
            range: opening + 1..<end, isQuoted: true, hasEscapes: hasEscapes, quote: dialect.quote)
    }

    /// Advances past the separator or line end after a field that ends at `end`.
    @inline(__always)
    private mutating func closeField(_ text: Span<UInt8>, at end: Int) {
        var end = end
        if dialect.isSpaced {
            let start = end
            while end < text.count, ASCII.isBlank(text[end]) { end += 1 }
            if end > start, end < text.count, !ASCII.isLineEnd(text[end]) {
                (position, isAtRecordStart) = (end, false)
                return
            }
        }
        position = end
        isAtRecordStart = true
        guard end < text.count else { return }
        position += 1
        if text[end] == ASCII.comma {
            isAtRecordStart = false
            return
        }
        line += 1
        if text[end] == ASCII.carriageReturn, position < text.count, text[position] == ASCII.newline { position += 1 }
    }

    @inline(__always)
    private func isFieldEnd(_ text: Span<UInt8>, _ index: Int) -> Bool {
        if index >= text.count || ASCII.isLineEnd(text[index]) { return true }
        return dialect.isSpaced ? ASCII.isBlank(text[index]) : text[index] == ASCII.comma
    }

    /// Returns whether a line ends at the index; CR LF counts once, at its LF.
    private static func endsLine(_ text: Span<UInt8>, _ index: Int) -> Bool {
        if text[index] == ASCII.newline { return true }
        guard text[index] == ASCII.carriageReturn else { return false }
        return index + 1 >= text.count || text[index + 1] != ASCII.newline
    }
}

/// A field of CSV text, given by its byte range; the bytes are not copied.
struct CSVField {
    /// The byte range of the content, without the enclosing quotes.
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether the content contains quotes, each of which is written twice.
    let hasEscapes: Bool
    var quote = ASCII.quote

    /// Returns the content as text; nil if it is not valid UTF-8.
    func text(in bytes: Span<UInt8>) -> String? {
        guard hasEscapes else { return String(bytes, range) }
        var content: [UInt8] = []
        content.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            content.append(bytes[position])
            position += bytes[position] == quote ? 2 : 1
        }
        return String(content.span, content.indices)
    }

    /// Returns the field without leading and trailing spaces and tabs.
    func trimmed(in bytes: Span<UInt8>) -> CSVField {
        var range = range
        while let first = range.first, ASCII.isBlank(bytes[first]) { range = first + 1..<range.upperBound }
        while let last = range.last, ASCII.isBlank(bytes[last]) { range = range.lowerBound..<last }
        return CSVField(range: range, isQuoted: isQuoted, hasEscapes: hasEscapes, quote: quote)
    }
}
