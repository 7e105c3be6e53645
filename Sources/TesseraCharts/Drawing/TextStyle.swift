/// How a text is set.
struct TextStyle {
    enum Anchor: String {
        case start, middle, end
    }

    var size = Theme.tickSize
    var color = Theme.text
    var anchor = Anchor.middle
    var bold = false
    /// A white rim that keeps the text readable on top of lines.
    var halo = false
    /// Degrees clockwise about the anchor.
    var rotation = 0.0

    static let title = TextStyle(size: Theme.titleSize, anchor: .start, bold: true)
    static let axisLabel = TextStyle(size: Theme.labelSize, color: Theme.mutedText)
    static let tick = TextStyle(color: Theme.mutedText)
}

extension SVGBuilder {
    /// Sets a text whose middle line is at `position.y`; renderers do not agree on `dominant-baseline`.
    mutating func text(_ content: String, at position: Point, style: TextStyle, className: String = "text") {
        let baseline = style.rotation == 0 ? position.y + style.size * 0.35 : position.y
        var attributes: SVGAttributes = [
            "class": className, "x": position.x, "y": baseline, "font-size": style.size, "fill": style.color,
        ]
        if style.anchor != .start { attributes.add("text-anchor", style.anchor.rawValue) }
        if style.bold { attributes.add("font-weight", "bold") }
        if style.rotation != 0 {
            let place = "\(position.x.svgText) \(position.y.svgText)"
            attributes.add("dy", "0.35em")
            attributes.add("transform", "rotate(\(style.rotation.svgText) \(place))")
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
