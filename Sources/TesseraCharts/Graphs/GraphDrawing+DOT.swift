extension GraphDrawing {
    /// Returns the graph in DOT, the language of Graphviz, for `dot -Tsvg`.
    public func dot() -> String {
        var lines = [
            "digraph {", "    rankdir=LR;",
            "    node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];",
            "    edge [fontname=\"Helvetica\"];",
        ]
        if !title.isEmpty { lines.append("    label=\(Self.quoted(title));") }
        for node in nodes {
            let text = ([node.title] + node.lines).map(Self.quotedBody).joined(separator: "\\n")
            let colors = "fillcolor=\"\(node.kind.fill.hex)\", color=\"\(node.kind.border.hex)\""
            lines.append("    \(Self.quoted(node.id)) [label=\"\(text)\", \(colors)];")
        }
        for edge in edges {
            let label = edge.label.map { " [label=\(Self.quoted($0))]" } ?? ""
            lines.append("    \(Self.quoted(edge.from)) -> \(Self.quoted(edge.to))\(label);")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"\(quotedBody(text))\""
    }

    private static func quotedBody(_ text: String) -> String {
        // Escapes scalar by scalar: a quote with a combining accent is one `Character` but still a quote to Graphviz.
        var escaped = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += previous == "\r" ? "" : "\\n"
            case "\r": escaped += "\\n"
            case "\u{0}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return escaped
    }
}

extension GraphDrawing.Kind {
    var fill: ChartColor {
        switch self {
        case .input: ChartColor(hex: 0xE3F1FA)
        case .parameter: ChartColor(hex: 0xFDF1D8)
        case .operation: ChartColor(hex: 0xF4F6F8)
        case .result: ChartColor(hex: 0xDDF3EC)
        }
    }

    var border: ChartColor {
        switch self {
        case .input: .blue
        case .parameter: .orange
        case .operation: .gray
        case .result: .green
        }
    }
}
