extension String {
    /// The text with control characters made visible, so that a message that shows it stays on one line.
    var onOneLine: String {
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                shown += scalar.escaped(asASCII: true)
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The text in quotes on one line, cut when it is too long to be read at a glance.
    var quoted: String {
        let limit = 32
        let shown = String(unicodeScalars.prefix(limit)).onOneLine
        return unicodeScalars.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
    }
}
