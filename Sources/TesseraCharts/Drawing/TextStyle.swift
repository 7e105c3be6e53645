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
