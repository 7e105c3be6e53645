/// Where a field lies in CSV text; its bytes are not copied.
struct CSVField {
    /// Its content, without the quotes around it.
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether quotes are written twice in it.
    let hasEscapes: Bool
    var quote = ASCII.quote

    /// The content as text, or nil where it is not valid UTF-8.
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

    /// The field without the spaces and tabs at its ends.
    func trimmed(in bytes: Span<UInt8>) -> CSVField {
        var range = range
        while let first = range.first, ASCII.isBlank(bytes[first]) { range = first + 1..<range.upperBound }
        while let last = range.last, ASCII.isBlank(bytes[last]) { range = range.lowerBound..<last }
        return CSVField(range: range, isQuoted: isQuoted, hasEscapes: hasEscapes, quote: quote)
    }
}
