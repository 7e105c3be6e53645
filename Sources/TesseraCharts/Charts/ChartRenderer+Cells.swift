extension ChartRenderer {
    /// Draws rectangles as one path, so that neighbours meet without a seam.
    func drawRegion(_ cells: [Series.Cell], color: ChartColor, in svg: inout SVGBuilder) {
        let boxes = cells.compactMap(box)
        guard !boxes.isEmpty else { return }
        let path = boxes.map { box in
            "M\(box.x.svgText) \(box.y.svgText)H\(box.maxX.svgText)V\(box.maxY.svgText)H\(box.x.svgText)Z"
        }
        svg.element(
            "path",
            [
                "class": "region", "d": path.joined(), "fill": color, "fill-opacity": Self.regionOpacity,
                "shape-rendering": "crispEdges",
            ])
    }

    private static let regionOpacity = 0.18

    /// Draws rectangles with a text in the middle of each, which is left out where it does not fit.
    func drawCells(_ cells: [Series.Cell], color: ChartColor, in svg: inout SVGBuilder) {
        for cell in cells {
            guard let box = box(of: cell) else { continue }
            svg.element(
                "rect",
                [
                    "class": "cell", "x": box.x, "y": box.y, "width": box.width, "height": box.height, "fill": color,
                    "fill-opacity": cell.opacity, "stroke": Theme.card, "stroke-width": 1.5,
                ])
        }
        for cell in cells where !cell.text.isEmpty {
            guard let box = box(of: cell) else { continue }
            let size = [14.0, 12, 10].first { TextMetrics.width(of: cell.text, size: $0) <= box.width - 4 }
            guard let size, size <= box.height else { continue }
            svg.text(cell.text, at: Point(box.midX, box.midY), style: TextStyle(size: size), className: "cell-text")
        }
    }

    /// Draws an interval with caps at its ends, and its point.
    func draw(_ interval: Series.Interval, color: ChartColor, in svg: inout SVGBuilder) {
        guard let low = frame.position(of: interval.low), let high = frame.position(of: interval.high),
            let center = frame.position(of: interval.center), plot.insetBy(-0.5).contains(center)
        else { return }
        let ends = [low, high].map { Point(plot.clampedX($0.x), plot.clampedY($0.y)) }
        let length = max(abs(ends[1].x - ends[0].x), abs(ends[1].y - ends[0].y))
        if length > 0 {
            // Caps stand across the line, which runs along one of the axes.
            let isHorizontal = ends[0].y == ends[1].y
            let (dx, dy) = isHorizontal ? (0.0, 4.0) : (4.0, 0.0)
            var path = "M\(ends[0].x.svgText) \(ends[0].y.svgText) L\(ends[1].x.svgText) \(ends[1].y.svgText)"
            for (end, original) in zip(ends, [low, high]) where end == original {
                path += " M\((end.x - dx).svgText) \((end.y - dy).svgText)"
                path += " L\((end.x + dx).svgText) \((end.y + dy).svgText)"
            }
            svg.element("path", ["class": "interval", "d": path, "fill": "none", "stroke": color, "stroke-width": 1.5])
        }
        svg.element(
            "circle",
            ["class": "point", "cx": center.x, "cy": center.y, "r": 4.5, "fill": color, "stroke": Theme.card])
    }

    private func box(of cell: Series.Cell) -> Rect? {
        guard let first = frame.position(of: Point(cell.x.lowerBound, cell.y.upperBound)),
            let last = frame.position(of: Point(cell.x.upperBound, cell.y.lowerBound))
        else { return nil }
        let (left, right) = (plot.clampedX(first.x), plot.clampedX(last.x))
        let (top, bottom) = (plot.clampedY(first.y), plot.clampedY(last.y))
        guard right > left, bottom > top else { return nil }
        return Rect(x: left, y: top, width: right - left, height: bottom - top)
    }
}

extension Rect {
    fileprivate func clampedX(_ value: Double) -> Double { min(max(value, x), maxX) }
    fileprivate func clampedY(_ value: Double) -> Double { min(max(value, y), maxY) }
}
