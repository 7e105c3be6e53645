/// The size, colour and alignment of a text.
struct TextStyle {
    /// The point of the text that its position gives (SVG's `text-anchor`).
    enum Anchor: String {
        case start, middle, end
    }

    var size = Theme.tickSize
    var color = Theme.text
    var anchor = Anchor.middle
    var bold = false
    /// Whether the text has a white outline, which keeps it readable on top of lines.
    var halo = false
    /// The rotation about the anchor, in degrees clockwise.
    var rotation = 0.0

    static let title = TextStyle(size: Theme.titleSize, anchor: .start, bold: true)
    static let axisLabel = TextStyle(size: Theme.labelSize, color: Theme.mutedText)
    static let tick = TextStyle(color: Theme.mutedText)
}

extension SVGBuilder {
    /// Draws a text whose vertical centre is at `position.y`. The baseline is computed because renderers do not agree
    /// on `dominant-baseline`.
    mutating func text(_ content: String, at position: Point, style: TextStyle, className: String = "text") {
        let baseline = style.rotation == 0 ? position.y + style.size * 0.35 : position.y
        var attributes: SVGAttributes = [
            "class": className, "x": position.x, "y": baseline, "font-size": style.size, "fill": style.color,
        ]
        if style.anchor != .start { attributes.add("text-anchor", style.anchor.rawValue) }
        if style.bold { attributes.add("font-weight", "bold") }
        if style.rotation != 0 {
            let centre = "\(position.x.svgText) \(position.y.svgText)"
            attributes.add("dy", "0.35em")
            attributes.add("transform", "rotate(\(style.rotation.svgText) \(centre))")
        }
        if style.halo {
            attributes.add("stroke", Theme.card)
            attributes.add("stroke-width", 4)
            attributes.add("stroke-linejoin", "round")
            attributes.add("paint-order", "stroke")
        }
        element("text", attributes, content: content)
    }
}

/// Estimates the width of a text in pixels. The widths are those of DejaVu Sans, the widest of the usual sans-serif
/// fonts, so that a text fits whatever font the reader has.
enum TextMetrics {
    /// Returns the estimated width of a text; `size` is the font size in pixels.
    static func width(of text: String, size: Double, bold: Bool = false) -> Double {
        let total = text.unicodeScalars.reduce(0) { $0 + ems(of: $1) }
        return total * size * (bold ? 1.1 : 1)
    }

    /// Returns the text if it fits into `limit` pixels, otherwise its longest prefix that fits with an ellipsis.
    static func fitted(_ text: String, size: Double, width limit: Double, bold: Bool = false) -> String {
        guard width(of: text, size: size, bold: bold) > limit else { return text }
        var kept = text
        while !kept.isEmpty, width(of: kept + "…", size: size, bold: bold) > limit {
            kept.removeLast()
        }
        while kept.last?.isWhitespace == true { kept.removeLast() }
        return kept + "…"
    }

    /// Wraps the text greedily into lines no wider than `limit`; a single word that is too wide is cut with an
    /// ellipsis.
    static func wrapped(_ text: String, size: Double, width limit: Double, bold: Bool = false) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let longer = (lines.last.map { $0 + " " } ?? "") + word
            if !lines.isEmpty, width(of: longer, size: size, bold: bold) <= limit {
                lines[lines.count - 1] = longer
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { fitted($0, size: size, width: limit, bold: bold) }
    }

    /// Returns the width of a character relative to the font size.
    private static func ems(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "'", "|": 0.31
        case " ", ".", ",", ":", ";", "t", "f", "r", "(", ")", "[", "]", "/", "!", "·", "-", "⁻": 0.41
        case "m", "M", "W", "w", "%", "@", "—", "…", "½": 1.0
        case "0"..."9", "a"..."z": 0.64
        case "²", "³", "¹", "⁰"..."₎": 0.42
        case "A"..."Z": 0.73
        case "\u{20}"..."\u{7E}": 0.84
        default: otherEms(of: scalar)
        }
    }

    private static func otherEms(of scalar: Unicode.Scalar) -> Double {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 1.3 }
        return scalar.value >= 0x2E80 ? 1.05 : 0.84
    }
}
