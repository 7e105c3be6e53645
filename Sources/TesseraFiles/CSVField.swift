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
