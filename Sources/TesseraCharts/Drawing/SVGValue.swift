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
