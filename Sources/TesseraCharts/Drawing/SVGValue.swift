/// What an attribute of an SVG element can hold.
protocol SVGValue {
    var svgText: String { get }
}

extension String: SVGValue {
    var svgText: String { self }
}

extension Int: SVGValue {
    var svgText: String { String(self) }
}

extension Double: SVGValue {
    /// At most two decimals, a hundredth of a pixel, written without any locale.
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

    /// Far enough outside of any picture that a line cut there keeps its direction inside.
    static let farthestPixel = 1e7
}

extension ChartColor: SVGValue {
    var svgText: String { hex }
}
