/// The separator and the quote character of a CSV file.
///
/// RFC 4180 prescribes commas and double quotes. R's `write.table` separates quoted names by spaces, in double or
/// single quotes. The two cannot be confused: in RFC 4180 only a comma or a line end may follow a closing quote.
struct CSVDialect {
    /// Whether fields are separated by one or more spaces and tabs instead of by commas.
    let isSpaced: Bool
    let quote: UInt8

    /// Detects the dialect of a text whose header starts at byte `start`.
    init(of text: Span<UInt8>, from start: Int) {
        for quote in [ASCII.quote, ASCII.apostrophe] where Self.quotesSpacedNames(text, start, quote) {
            (isSpaced, self.quote) = (true, quote)
            return
        }
        (isSpaced, quote) = (false, ASCII.quote)
    }

    /// Returns whether the text from `start` begins with two quoted names separated by spaces or tabs.
    private static func quotesSpacedNames(_ text: Span<UInt8>, _ start: Int, _ quote: UInt8) -> Bool {
        var index = start
        while index < text.count, ASCII.isBlank(text[index]) || ASCII.isLineEnd(text[index]) { index += 1 }
        guard index < text.count, text[index] == quote else { return false }
        index += 1
        while index < text.count, text[index] != quote, !ASCII.isLineEnd(text[index]) { index += 1 }
        guard index < text.count, text[index] == quote else { return false }
        index += 1
        let end = index
        while index < text.count, ASCII.isBlank(text[index]) { index += 1 }
        return index > end && index < text.count && text[index] == quote
    }
}

/// The ASCII bytes that the parsers look for.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let plus = UInt8(ascii: "+")
    static let comma = UInt8(ascii: ",")
    static let minus = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let e = UInt8(ascii: "e")

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    @inline(__always)
    static func isLineEnd(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }
}

extension String {
    /// Decodes a range of the bytes as UTF-8; nil if they are not valid UTF-8.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let valid = try? UTF8Span(validating: bytes.extracting(range)) else { return nil }
        self = String(copying: valid)
    }
}
