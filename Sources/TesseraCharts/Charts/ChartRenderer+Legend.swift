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
            let place = Point(box.x + cell.offset.x, box.y + cell.offset.y)
            drawSample(of: cell.entry, at: place, in: &svg)
            let style = TextStyle(size: LegendLayout.textSize, anchor: .start)
            let textPlace = Point(place.x + LegendLayout.textOffset, place.y)
            svg.text(cell.entry.label, at: textPlace, style: style, className: "legend-text")
        }
    }

    /// The mark of a series in small, `place` being the middle of its left side.
    private func drawSample(of entry: LegendLayout.Entry, at place: Point, in svg: inout SVGBuilder) {
        let middle = place.x + LegendLayout.sampleWidth / 2
        switch entry.mark {
        case .line(_, let dashed):
            drawSampleLine(at: place, color: entry.color, dashed: dashed, in: &svg)
        case .path:
            drawSampleLine(at: place, color: entry.color, dashed: false, in: &svg)
            drawSampleDot(at: Point(middle, place.y), color: entry.color, in: &svg)
        case .scatter:
            drawSampleDot(at: Point(middle, place.y), color: entry.color, in: &svg)
        case .bars, .verticalLine, .horizontalLine, .text:
            svg.element(
                "rect",
                [
                    "x": middle - 6, "y": place.y - 6, "width": 12, "height": 12, "rx": 2, "fill": entry.color,
                    "fill-opacity": 0.9,
                ])
        }
    }

    private func drawSampleLine(at place: Point, color: ChartColor, dashed: Bool, in svg: inout SVGBuilder) {
        var attributes: SVGAttributes = [
            "x1": place.x, "y1": place.y, "x2": place.x + LegendLayout.sampleWidth, "y2": place.y, "stroke": color,
            "stroke-width": 2.25, "stroke-linecap": "round",
        ]
        if dashed { attributes.add("stroke-dasharray", "6 5") }
        svg.element("line", attributes)
    }

    private func drawSampleDot(at center: Point, color: ChartColor, in svg: inout SVGBuilder) {
        svg.element("circle", ["cx": center.x, "cy": center.y, "r": 4, "fill": color])
    }
}
