extension String {
    /// The text with invisible characters written as escapes: control characters, line ends, and characters that have
    /// no width or change the direction of the text. A name from a file thus stays on its line, moves no cursor, and
    /// cannot be mistaken for another name (Unicode Technical Report #36, "Unicode Security Considerations").
    package var onOneLine: String {
        if unicodeScalars.allSatisfy({ !$0.isInvisible }) { return self }
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isInvisible {
                shown += scalar.escaped(asASCII: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The text in quotes on one line, cut after 32 characters (Unicode scalars).
    package var quoted: String {
        let limit = 32
        let shown = String(unicodeScalars.prefix(limit)).onOneLine
        return unicodeScalars.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        if value >= 0x20 && value < 0x7F { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isDefaultIgnorableCodePoint
        }
    }
}

/// Returns a count with its noun in the singular or plural: "1 row", "2 rows".
package func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
