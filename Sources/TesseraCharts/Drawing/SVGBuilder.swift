/// Writes SVG elements, one per line. No element has an `id`, so several drawings can be embedded in one HTML page.
struct SVGBuilder {
    private(set) var text = ""
    private var depth = 0

    /// Writes an element, with `content` as its escaped text.
    mutating func element(_ name: String, _ attributes: SVGAttributes, content: String? = nil) {
        indent()
        open(name, attributes)
        if let content {
            text += ">\(content.xmlEscaped)</\(name)>\n"
        } else {
            text += "/>\n"
        }
    }

    /// Writes an element whose children `body` writes.
    mutating func group(_ name: String, _ attributes: SVGAttributes, body: (inout SVGBuilder) -> Void) {
        indent()
        open(name, attributes)
        text += ">\n"
        depth += 1
        body(&self)
        depth -= 1
        indent()
        text += "</\(name)>\n"
    }

    private mutating func indent() {
        text += String(repeating: " ", count: depth * 2)
    }

    private mutating func open(_ element: String, _ attributes: SVGAttributes) {
        text += "<\(element)"
        for (name, value) in attributes.pairs {
            text += " \(name)=\"\(value.svgText.xmlEscaped)\""
        }
    }
}

extension SVGBuilder {
    /// Returns a complete SVG document: a white card of the given size in pixels on which `body` draws.
    static func document(
        title: String, width: Double, height: Double, body: (inout SVGBuilder) -> Void
    ) -> String {
        var builder = SVGBuilder()
        let attributes: SVGAttributes = [
            "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
            "viewBox": "0 0 \(width.svgText) \(height.svgText)", "role": "img",
            "font-family": "Helvetica, Arial, sans-serif",
        ]
        builder.group("svg", attributes) { svg in
            if !title.isEmpty { svg.element("title", [:], content: title) }
            svg.element(
                "rect",
                [
                    "class": "card", "x": 0.5, "y": 0.5, "width": width - 1, "height": height - 1, "rx": 8,
                    "fill": Theme.card, "stroke": Theme.cardBorder,
                ])
            body(&svg)
        }
        return builder.text
    }
}
