/// A Python literal, as the header of an `.npy` file contains it.
///
/// The subset of Python's literals (The Python Language Reference, 2.4 to 2.6 and 6.2) that occurs in such a header:
/// strings on one line without escapes, integers, True, False and None, tuples, lists and dictionaries.
indirect enum PythonLiteral: Equatable {
    case string(String)
    /// An integer; nil if it does not fit `Int`.
    case integer(Int?)
    case boolean(Bool)
    case none
    case tuple([PythonLiteral])
    case list([PythonLiteral])
    case dictionary([Entry])

    struct Entry: Equatable {
        let key: String
        let value: PythonLiteral
        /// The source text of the value.
        let text: String
    }

    /// Parses a text that consists of one literal; nil if it does not.
    init?(_ text: String) {
        var parser = PythonLiteralParser(text)
        guard let value = parser.value(depth: 0), parser.isAtEnd() else { return nil }
        self = value
    }
}

/// A recursive-descent parser of literals. A nil result is a syntax error and ends the parsing.
private struct PythonLiteralParser {
    private let letters: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        letters = Array(text.unicodeScalars)
    }

    private var next: Unicode.Scalar? { position < letters.count ? letters[position] : nil }

    private mutating func skipSpaces() {
        while let letter = next, " \t\n\r\u{0C}".unicodeScalars.contains(letter) { position += 1 }
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard next == letter else { return false }
        position += 1
        return true
    }

    mutating func isAtEnd() -> Bool {
        skipSpaces()
        return next == nil
    }

    mutating func value(depth: Int) -> PythonLiteral? {
        skipSpaces()
        guard depth < 16, let first = next else { return nil }
        switch first {
        case "'", "\"": return string().map { .string($0) }
        case "(":
            position += 1
            guard let (items, hasComma) = items(until: ")", depth) else { return nil }
            // A single value in parentheses without a comma is that value, not a tuple.
            return items.count == 1 && !hasComma ? items[0] : .tuple(items)
        case "[":
            position += 1
            return items(until: "]", depth).map { .list($0.items) }
        case "{":
            position += 1
            return entries(depth).map { .dictionary($0) }
        default: return first == "-" || ("0"..."9").contains(first) ? integer() : word()
        }
    }

    private mutating func string() -> String? {
        guard let quote = next, quote == "'" || quote == "\"" else { return nil }
        position += 1
        let start = position
        while let letter = next, letter != quote {
            if letter == "\\" || letter == "\n" || letter == "\r" { return nil }
            position += 1
        }
        guard next == quote else { return nil }
        position += 1
        return text(start..<position - 1)
    }

    /// Parses an integer without leading zeros; Python 2 wrote an L after its long integers.
    private mutating func integer() -> PythonLiteral? {
        let start = position
        if next == "-" { position += 1 }
        let digits = position
        while let letter = next, ("0"..."9").contains(letter) { position += 1 }
        guard position > digits, letters[digits] != "0" || position == digits + 1 else { return nil }
        let number = Int(text(start..<position))
        if next == "L" { position += 1 }
        if let letter = next, letter.properties.isXIDContinue || letter == "." { return nil }
        return .integer(number)
    }

    private mutating func word() -> PythonLiteral? {
        let start = position
        while let letter = next, letter.properties.isXIDContinue { position += 1 }
        switch text(start..<position) {
        case "True": return .boolean(true)
        case "False": return .boolean(false)
        case "None": return PythonLiteral.none
        // Python 2 wrote u before strings.
        case "u", "U": return string().map { .string($0) }
        default: return nil
        }
    }

    private mutating func items(
        until end: Unicode.Scalar, _ depth: Int
    ) -> (items: [PythonLiteral], hasComma: Bool)? {
        var (items, hasComma): ([PythonLiteral], Bool) = ([], false)
        while !take(end) {
            if !items.isEmpty, !hasComma { return nil }
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
            hasComma = take(",")
        }
        return (items, hasComma)
    }

    private mutating func entries(_ depth: Int) -> [PythonLiteral.Entry]? {
        var (entries, hasComma): ([PythonLiteral.Entry], Bool) = ([], false)
        while !take("}") {
            if !entries.isEmpty, !hasComma { return nil }
            guard case .string(let key)? = value(depth: depth + 1), take(":") else { return nil }
            skipSpaces()
            let start = position
            guard let item = value(depth: depth + 1) else { return nil }
            entries.append(.init(key: key, value: item, text: text(start..<position)))
            hasComma = take(",")
        }
        return entries
    }

    private func text(_ range: Range<Int>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: letters[range])
        return text
    }
}
