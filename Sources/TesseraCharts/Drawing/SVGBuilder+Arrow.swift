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
