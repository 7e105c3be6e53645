import Foundation
import Tessera

/// Encodes results as one JSON object on one line.
func jsonLine(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
}

/// Aligned text lines, each with a name and a value.
struct AlignedLines {
    private var lines: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) {
        // A name from a file may hold line breaks and other control characters.
        lines.append((name.onOneLine, value))
    }

    var text: String {
        let width = lines.lazy.filter { !$0.value.isEmpty }.map(\.name.count).max() ?? 0
        return lines.map { name, value in
            value.isEmpty ? "\(name)\n" : "\(name)\(String(repeating: " ", count: width - name.count + 2))\(value)\n"
        }.joined()
    }
}
