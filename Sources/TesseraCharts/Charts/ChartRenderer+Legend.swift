extension ChartRenderer {
    func drawLegend(in svg: inout SVGBuilder) {
        guard let legend = layout.legend else { return }
        let box = layout.legendBox
        if legend.isFramed {
            svg.element(
                "rect",
                [
                    "class": "legend", "x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 5,
                    "fill": Theme.card, "fill-opacity": 0.92, "stroke": Theme.cardBorder,
                ])
        }
        for cell in legend.cells {
            let position = Point(box.x + cell.offset.x, box.y + cell.offset.y)
            drawSample(of: cell.entry, at: position, in: &svg)
            let style = TextStyle(size: LegendLayout.textSize, anchor: .start)
            let textPosition = Point(position.x + LegendLayout.textOffset, position.y)
            svg.text(cell.entry.label, at: textPosition, style: style, className: "legend-text")
        }
    }

    /// Draws the sample of a series, its mark at small scale; `position` is the middle of the sample's left side.
    private func drawSample(of entry: LegendLayout.Entry, at position: Point, in svg: inout SVGBuilder) {
        let middle = position.x + LegendLayout.sampleWidth / 2
        switch entry.mark {
        case .line(_, let dashed):
            drawSampleLine(at: position, color: entry.color, dashed: dashed, in: &svg)
        case .path:
            drawSampleLine(at: position, color: entry.color, dashed: false, in: &svg)
            drawSampleDot(at: Point(middle, position.y), color: entry.color, in: &svg)
        case .scatter:
            drawSampleDot(at: Point(middle, position.y), color: entry.color, in: &svg)
        case .bars, .verticalLine, .horizontalLine, .text:
            svg.element(
                "rect",
                [
                    "x": middle - 6, "y": position.y - 6, "width": 12, "height": 12, "rx": 2, "fill": entry.color,
                    "fill-opacity": 0.9,
                ])
        }
    }

    private func drawSampleLine(at position: Point, color: ChartColor, dashed: Bool, in svg: inout SVGBuilder) {
        var attributes: SVGAttributes = [
            "x1": position.x, "y1": position.y, "x2": position.x + LegendLayout.sampleWidth, "y2": position.y,
            "stroke": color, "stroke-width": 2.25, "stroke-linecap": "round",
        ]
        if dashed { attributes.add("stroke-dasharray", "6 5") }
        svg.element("line", attributes)
    }

    private func drawSampleDot(at center: Point, color: ChartColor, in svg: inout SVGBuilder) {
        svg.element("circle", ["cx": center.x, "cy": center.y, "r": 4, "fill": color])
    }
}
