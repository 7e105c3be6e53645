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
