/// A value that is told apart by its name, which files and the command line hold.
package protocol NamedValue {
    /// The word for such a value in messages.
    static var kind: String { get }
    /// All values.
    static var all: [Self] { get }
    var name: String { get }
}

extension NamedValue {
    /// Returns the value of that name; nil if there is none.
    package init?(named name: String) {
        guard let value = Self.all.first(where: { $0.name == name }) else { return nil }
        self = value
    }

    /// Decodes a value from its name.
    static func decoded(from decoder: any Decoder) throws -> Self {
        let name = try String(from: decoder)
        if let value = Self(named: name) { return value }
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "there is no \(kind) \(name)"))
    }
}
