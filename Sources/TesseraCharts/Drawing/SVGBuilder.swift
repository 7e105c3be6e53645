/// Writes SVG elements, one per line. No element has an `id`, so several drawings can be embedded in one HTML page.
struct SVGBuilder {
    private(set) var text = ""
    private var depth = 0
    private let scheme: ColorScheme

    init(_ scheme: ColorScheme = .light) {
        self.scheme = scheme
    }

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
            let written = (value as? ChartColor).map { scheme.color($0).hex } ?? value.svgText
            text += " \(name)=\"\(written.xmlEscaped)\""
        }
    }
}

extension SVGBuilder {
    /// Returns a complete SVG document: a card of the given size in pixels on which `body` draws. Screen readers read
    /// `title` and `description`.
    static func document(
        title: String, description: String = "", width: Double, height: Double, scheme: ColorScheme,
        body: (inout SVGBuilder) -> Void
    ) -> String {
        var builder = SVGBuilder(scheme)
        let attributes: SVGAttributes = [
            "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
            "viewBox": "0 0 \(width.svgText) \(height.svgText)", "role": "img",
            "font-family": "Helvetica, Arial, sans-serif",
        ]
        builder.group("svg", attributes) { svg in
            if !title.isEmpty { svg.element("title", [:], content: title) }
            if !description.isEmpty { svg.element("desc", [:], content: description) }
            if scheme == .automatic { svg.element("style", [:], content: ColorScheme.automaticStyle) }
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

extension SVGBuilder {
    /// Draws a triangle pointing along the line, a little past its middle; none if the line is shorter than 26 pixels.
    mutating func arrowHead(onLineFrom start: Point, to end: Point, color: ChartColor) {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length >= 26 else { return }
        let tip = Point(start.x + dx * 0.5 + dx / length * 4, start.y + dy * 0.5 + dy / length * 4)
        arrowHead(tip: tip, direction: Point(dx / length, dy / length), color: color)
    }

    /// Draws a triangle whose tip points in `direction`, a unit vector.
    mutating func arrowHead(tip: Point, direction: Point, color: ChartColor) {
        let (length, half) = (8.0, 3.75)
        let back = Point(tip.x - direction.x * length, tip.y - direction.y * length)
        let corners = [
            tip, Point(back.x - direction.y * half, back.y + direction.x * half),
            Point(back.x + direction.y * half, back.y - direction.x * half),
        ]
        let coordinates = corners.map { "\($0.x.svgText),\($0.y.svgText)" }.joined(separator: " ")
        element("polygon", ["class": "arrow", "points": coordinates, "fill": color])
    }
}

/// The attributes of an SVG element, in the order in which they are written.
struct SVGAttributes: ExpressibleByDictionaryLiteral {
    private(set) var pairs: [(name: String, value: any SVGValue)]

    init(dictionaryLiteral elements: (String, any SVGValue)...) {
        pairs = elements.map { (name: $0.0, value: $0.1) }
    }

    mutating func add(_ name: String, _ value: any SVGValue) {
        pairs.append((name: name, value: value))
    }
}

/// A value of an attribute of an SVG element.
protocol SVGValue {
    /// The value as SVG writes it, not yet escaped.
    var svgText: String { get }
}

extension String: SVGValue {
    var svgText: String { self }
}

extension Int: SVGValue {
    var svgText: String { String(self) }
}

extension Double: SVGValue {
    /// The number with at most two decimals, a hundredth of a pixel, independent of the locale; NaN becomes 0.
    var svgText: String {
        let limited = isNaN ? 0 : Swift.min(Swift.max(self, -Self.farthestPixel), Self.farthestPixel)
        let hundredths = Int((limited * 100).rounded())
        let whole = hundredths.magnitude / 100
        let rest = hundredths.magnitude % 100
        var text = (hundredths < 0 ? "-" : "") + String(whole)
        if rest > 0 { text += "." + String(rest / 10) }
        if rest % 10 > 0 { text += String(rest % 10) }
        return text
    }

    /// The limit of coordinates in pixels, so far outside any picture that a line clamped there keeps its direction
    /// inside.
    static let farthestPixel = 1e7
}

extension ChartColor: SVGValue {
    var svgText: String { hex }
}

extension String {
    /// The text with XML's special characters escaped, tabs and line ends replaced by spaces, and the characters that
    /// XML forbids replaced by U+FFFD.
    package var xmlEscaped: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
