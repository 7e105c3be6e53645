extension GroupedBarLayout {
    func draw(in svg: inout SVGBuilder) {
        for (line, text) in titleLines.enumerated() {
            let y = Self.margin + (Double(line) + 0.5) * Self.titleLineHeight
            svg.text(text, at: Point(Self.margin, y), style: .title, className: "title")
        }
        drawLegend(in: &svg)
        drawAxis(in: &svg)
        for heading in headings {
            let style = TextStyle(size: Theme.labelSize, anchor: .start, bold: true)
            svg.text(heading.title, at: Point(Self.margin, heading.y), style: style, className: "group")
        }
        for row in rows { draw(row, in: &svg) }
        if let x = projection(chart.baseline) {
            drawLine(x: x, from: plot.y, to: plot.maxY, color: Theme.axis, in: &svg)
        }
    }

    private func drawLegend(in svg: inout SVGBuilder) {
        for cell in legend.cells {
            let (x, y) = (Self.margin + cell.offset.x, legendTop + cell.offset.y)
            svg.element(
                "rect",
                ["x": x, "y": y - 6, "width": 12, "height": 12, "rx": 2, "fill": cell.entry.color])
            let style = TextStyle(size: LegendLayout.textSize, anchor: .start)
            svg.text(cell.entry.label, at: Point(x + 18, y), style: style, className: "legend-text")
        }
    }

    private func drawAxis(in svg: inout SVGBuilder) {
        for x in Ticks.minorLogarithmic(over: projection.domain).compactMap({ projection($0) }) {
            drawLine(x: x, from: plot.y, to: plot.maxY, color: Theme.minorGrid, in: &svg)
        }
        for tick in Ticks.logarithmic(over: projection.domain, count: max(Int(plot.width / 65), 2)) {
            guard let x = projection(tick.value) else { continue }
            drawLine(x: x, from: plot.y - 4, to: plot.maxY + 4, color: Theme.grid, in: &svg)
            for y in [plot.y - 13, plot.maxY + 15] {
                svg.text(tick.label, at: Point(x, y), style: .tick, className: "x-tick")
            }
        }
        if !chart.axisLabel.isEmpty {
            let label = TextMetrics.fitted(chart.axisLabel, size: Theme.labelSize, width: plot.width)
            let position = Point(plot.midX, plot.maxY + Self.axisHeight + 16)
            svg.text(label, at: position, style: .axisLabel, className: "axis-label")
        }
    }

    private func draw(_ row: PlacedRow, in svg: inout SVGBuilder) {
        let limit = plot.x - Self.margin - 12
        let name = TextMetrics.fitted(row.name, size: Self.nameSize, width: limit)
        let style = TextStyle(size: Self.nameSize, anchor: .end)
        svg.text(name, at: Point(plot.x - 8, row.y), style: style, className: "row-name")
        for bar in row.bars {
            let rect = bar.rect
            svg.element(
                "rect",
                [
                    "class": "bar", "x": rect.x, "y": rect.y, "width": max(rect.width, 0.5), "height": rect.height,
                    "fill": bar.color,
                ])
            // The texts of bars that grow to the left stand to the right of the baseline, where there is room.
            let style = TextStyle(size: Self.valueSize, color: Theme.mutedText, anchor: .start, halo: true)
            svg.text(bar.text, at: Point(rect.maxX + 4, rect.midY), style: style, className: "bar-value")
        }
    }

    private func drawLine(x: Double, from top: Double, to bottom: Double, color: ChartColor, in svg: inout SVGBuilder) {
        svg.element("line", ["x1": x, "y1": top, "x2": x, "y2": bottom, "stroke": color])
    }
}
