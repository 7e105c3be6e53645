extension ChartRenderer {
    func drawSeries(_ index: Int, in svg: inout SVGBuilder) {
        let color = scene.colors[index]
        switch scene.chart.series[index].mark {
        case .line(let points, let dashed):
            let width = points.count > 500 ? 1.5 : 2.25
            drawRuns(frame.runs(of: points), color: color, dashed: dashed, width: width, in: &svg)
        case .scatter(let points):
            drawMarkers(points.compactMap(frame.position), color: color, in: &svg)
        case .path(let points):
            drawPath(points, color: color, in: &svg)
        case .bars(_, _, let showsValues):
            drawBars(index, color: color, showsValues: showsValues, in: &svg)
        case .verticalLine(let x, let dashed):
            guard let x = frame.xProjection(x) else { return }
            let ends = [Point(x, plot.maxY), Point(x, plot.y)]
            drawRuns([ends], color: color, dashed: dashed, width: 1.5, className: "reference", in: &svg)
        case .horizontalLine(let y, let dashed):
            guard let y = frame.yProjection(y) else { return }
            let ends = [Point(plot.x, y), Point(plot.maxX, y)]
            drawRuns([ends], color: color, dashed: dashed, width: 1.5, className: "reference", in: &svg)
        case .region(let cells):
            drawRegion(cells, color: color, in: &svg)
        case .cells(let cells):
            drawCells(cells, color: color, in: &svg)
        case .intervals(let intervals):
            for interval in intervals { draw(interval, color: color, in: &svg) }
        case .text:
            break
        }
    }

    /// Draws runs of points as lines, clipped at the edge of the plot. A nested `svg` element clips them because,
    /// unlike a clip path, it needs no `id`.
    private func drawRuns(
        _ runs: [[Point]], color: ChartColor, dashed: Bool, width: Double, className: String = "line",
        in svg: inout SVGBuilder
    ) {
        guard !runs.isEmpty else { return }
        let area = [plot.x, plot.y, plot.width, plot.height].map(\.svgText).joined(separator: " ")
        let window: SVGAttributes = [
            "x": plot.x, "y": plot.y, "width": plot.width, "height": plot.height, "viewBox": area,
            "overflow": "hidden",
        ]
        var line: SVGAttributes = [
            "class": className, "d": runs.map(Self.pathData).joined(separator: " "), "fill": "none",
            "stroke": color, "stroke-width": width, "stroke-linejoin": "round", "stroke-linecap": "round",
        ]
        if dashed { line.add("stroke-dasharray", "6 5") }
        svg.group("svg", window) { $0.element("path", line) }
    }

    /// Returns the path data of a run. A single point becomes a line of zero length, which its round cap draws as a
    /// dot.
    private static func pathData(_ run: [Point]) -> String {
        let coordinates = (run.count == 1 ? run + run : run).map { "\($0.x.svgText) \($0.y.svgText)" }
        return "M" + coordinates.joined(separator: " L")
    }

    private func drawMarkers(_ centers: [Point], color: ChartColor, radius: Double? = nil, in svg: inout SVGBuilder) {
        let radius = radius ?? (centers.count > 300 ? 2.5 : centers.count > 100 ? 3.5 : 4.5)
        for center in centers where plot.insetBy(-0.5).contains(center) {
            var attributes: SVGAttributes = [
                "class": "point", "cx": center.x, "cy": center.y, "r": radius, "fill": color,
            ]
            // Outlines set few points apart, and would hide many that lie close together.
            if centers.count > 100 {
                attributes.add("fill-opacity", 0.7)
            } else {
                attributes.add("stroke", Theme.card)
            }
            svg.element("circle", attributes)
        }
    }

    private func drawPath(_ points: [Point], color: ChartColor, in svg: inout SVGBuilder) {
        let positions = points.map(frame.position)
        let runs = positions.split(separator: nil).map { $0.compactMap(\.self) }
        drawRuns(runs, color: color, dashed: false, width: 1.75, className: "path", in: &svg)
        for run in runs {
            for (start, end) in zip(run, run.dropFirst()) where plot.contains(start) && plot.contains(end) {
                svg.arrowHead(onLineFrom: start, to: end, color: color)
            }
        }
        drawMarkers(positions.compactMap(\.self), color: color, radius: points.count > 60 ? 2.5 : 4, in: &svg)
    }

    private func drawBars(_ index: Int, color: ChartColor, showsValues: Bool, in svg: inout SVGBuilder) {
        for bar in BarLayout(scene, frame: frame).bars(ofSeries: index) {
            let rect = bar.rect
            svg.element(
                "rect",
                [
                    "class": "bar", "x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height,
                    "fill": color, "fill-opacity": 0.9,
                ])
            let text = DecimalNumber.valueText(bar.value)
            guard showsValues, TextMetrics.width(of: text, size: 11) < rect.width + 8 else { continue }
            let y = bar.rises ? rect.y - 9 : rect.maxY + 9
            svg.text(text, at: Point(rect.midX, y), style: TextStyle(size: 11, halo: true), className: "bar-value")
        }
    }
}
