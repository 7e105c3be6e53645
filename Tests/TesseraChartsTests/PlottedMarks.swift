import Foundation

@testable import TesseraCharts

/// The marks of a chart in the units of its axes, read back from its SVG by the labels and places of its ticks alone.
struct PlottedMarks {
    let svg: ParsedSVG
    private let x: (slope: Double, intercept: Double)
    private let y: (slope: Double, intercept: Double)

    init?(_ chart: Chart) {
        guard let svg = ParsedSVG(chart.svg()) else { return nil }
        self.svg = svg
        let xTicks = svg.elements(ofClass: "x-tick").map { ($0.number("x"), $0.text) }
        // The baseline of a text is 0.35 of its size below its middle.
        let yTicks = svg.elements(ofClass: "y-tick").map { ($0.number("y") - 0.35 * $0.number("font-size"), $0.text) }
        guard let x = Self.scale(xTicks, chart.xAxis), let y = Self.scale(yTicks, chart.yAxis) else { return nil }
        (self.x, self.y) = (x, y)
    }

    /// Returns the line through the first and the last tick; names of categories stand at 0, 1, 2, ….
    private static func scale(_ ticks: [(Double, String)], _ axis: Chart.Axis) -> (slope: Double, intercept: Double)? {
        let values = ticks.enumerated().compactMap { index, tick -> (Double, Double)? in
            if axis.isCategorical { return (tick.0, Double(index)) }
            return Double(tick.1.replacingOccurrences(of: "−", with: "-")).map { (tick.0, $0) }
        }
        guard let first = values.first, let last = values.last, first.0 != last.0 else { return nil }
        let slope = (last.1 - first.1) / (last.0 - first.0)
        return (slope, first.1 - slope * first.0)
    }

    func value(_ pixel: Point) -> Point { Point(x.slope * pixel.x + x.intercept, y.slope * pixel.y + y.intercept) }

    /// The largest error of a value: coordinates have two decimals.
    var tolerance: Point { Point(0.03 * abs(x.slope), 0.03 * abs(y.slope)) }

    /// The points, in the order in which they are drawn.
    var points: [Point] {
        svg.elements(ofClass: "point").map { value(Point($0.number("cx"), $0.number("cy"))) }
    }

    /// The vertices of the lines of a class.
    func lines(_ name: String = "line") -> [[Point]] {
        svg.elements(ofClass: name).map { Self.vertices($0.attributes["d"] ?? "").map(value) }
    }

    /// The rectangles of a class as their lower left and upper right corners.
    func boxes(_ name: String) -> [(low: Point, high: Point)] {
        svg.elements(ofClass: name).map { element in
            let (left, top) = (element.number("x"), element.number("y"))
            return (
                value(Point(left, top + element.number("height"))), value(Point(left + element.number("width"), top))
            )
        }
    }

    /// Returns the pairs of numbers of a path of absolute moves and lines.
    static func vertices(_ path: String) -> [Point] {
        let numbers = path.split { "ML ".contains($0) }.compactMap { Double($0) }
        return stride(from: 0, to: numbers.count - 1, by: 2).map { Point(numbers[$0], numbers[$0 + 1]) }
    }

    /// Whether a point lies on a line.
    func isOn(_ point: Point, _ line: [Point]) -> Bool {
        zip(line, line.dropFirst()).contains { start, end in
            let (dx, dy) = ((end.x - start.x) / tolerance.x, (end.y - start.y) / tolerance.y)
            let (px, py) = ((point.x - start.x) / tolerance.x, (point.y - start.y) / tolerance.y)
            let length = dx * dx + dy * dy
            let fraction = length > 0 ? min(max((px * dx + py * dy) / length, 0), 1) : 0
            return abs(px - fraction * dx) <= 1 && abs(py - fraction * dy) <= 1
        }
    }

    func agree(_ found: [Point], _ expected: [Point]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy(agree)
    }

    func agree(_ found: Point, _ expected: Point) -> Bool {
        abs(found.x - expected.x) <= tolerance.x && abs(found.y - expected.y) <= tolerance.y
    }
}
