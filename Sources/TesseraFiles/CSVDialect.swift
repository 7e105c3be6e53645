/// How the fields of a file are separated and quoted.
///
/// RFC 4180 has commas and double quotes. Tables of R have spaces between quoted names, in double or in single quotes,
/// and cannot be mistaken for the former, where nothing but a comma may follow a quote.
struct CSVDialect {
    /// Whether fields are separated by any number of spaces and tabs.
    let isSpaced: Bool
    let quote: UInt8

    /// The dialect of a text whose header stands at an index.
    init(of text: Span<UInt8>, from start: Int) {
        for quote in [ASCII.quote, ASCII.apostrophe] where Self.quotesSpacedNames(text, start, quote) {
            (isSpaced, self.quote) = (true, quote)
            return
        }
        (isSpaced, quote) = (false, ASCII.quote)
    }

    /// Whether two names in quotes, with spaces between them, come first.
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
