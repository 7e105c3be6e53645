/// A series of a chart: a line, points, bars, a reference line or a text.
///
/// Points that are not finite, or not positive on a logarithmic axis, are skipped, as are extreme magnitudes (from
/// 1e300 on a linear axis; up to 1e-150 and from 1e150 on a logarithmic one); a line has a gap there.
public struct Series: Sendable, Hashable {
    /// The name of the series in the legend, or beside a reference line; nil if it has none.
    package var label: String?
    /// The colour. Nil gives the next colour of `ChartColor.palette`, and grey for reference lines and texts.
    package var color: ChartColor?
    let mark: Mark

    enum Mark: Sendable, Hashable {
        case line([Point], dashed: Bool)
        case scatter([Point])
        case path([Point])
        case bars([Point], baseline: Double, showsValues: Bool)
        case verticalLine(Double, dashed: Bool)
        case horizontalLine(Double, dashed: Bool)
        case text(Point, String, marked: Bool)
        case region([Cell])
        case cells([Cell])
        case intervals([Interval])
    }

    /// A rectangle in the units of the axes.
    struct Cell: Sendable, Hashable {
        let x: ClosedRange<Double>
        let y: ClosedRange<Double>
        /// The opacity of its colour, from 0 to 1; the cells of a region have one in common.
        var opacity = 0.0
        /// The text in its middle; none if it is empty.
        var text = ""
    }

    /// A point with the ends of an interval around it.
    struct Interval: Sendable, Hashable {
        let center: Point
        let low: Point
        let high: Point
    }
}

extension Series {
    /// The points that determine the domains of the axes.
    var points: [Point] {
        switch mark {
        case .line(let points, _), .scatter(let points), .path(let points), .bars(let points, _, _): points
        case .text(let point, _, _): [point]
        case .region(let cells), .cells(let cells):
            cells.flatMap { [Point($0.x.lowerBound, $0.y.lowerBound), Point($0.x.upperBound, $0.y.upperBound)] }
        case .intervals(let intervals): intervals.flatMap { [$0.center, $0.low, $0.high] }
        case .verticalLine, .horizontalLine: []
        }
    }

    var isBars: Bool {
        if case .bars = mark { true } else { false }
    }

    /// Whether the series takes a colour of the palette and an entry of the legend.
    var isData: Bool {
        switch mark {
        case .line, .scatter, .path, .bars, .region, .cells, .intervals: true
        case .verticalLine, .horizontalLine, .text: false
        }
    }
}

extension Series {
    /// Returns a line through the points, in their order.
    public static func line(
        _ points: [Point], label: String? = nil, color: ChartColor? = nil, dashed: Bool = false
    ) -> Series {
        Series(label: label, color: color, mark: .line(points, dashed: dashed))
    }

    /// Returns a scatter plot of the points.
    public static func scatter(_ points: [Point], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .scatter(points))
    }

    /// Returns the steps of an iteration, such as gradient descent: points joined by arrows.
    public static func path(_ points: [Point], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .path(points))
    }

    /// Returns vertical bars from `baseline` to each point's y.
    package static func bars(
        _ points: [Point], label: String? = nil, color: ChartColor? = nil, baseline: Double = 0,
        showsValues: Bool = false
    ) -> Series {
        Series(label: label, color: color, mark: .bars(points, baseline: baseline, showsValues: showsValues))
    }

    /// Returns vertical bars from `baseline` to each value, at 0, 1, 2 …, the positions of the names of a categorical axis.
    /// Several series of bars are drawn side by side.
    public static func bars(
        _ values: [Double], label: String? = nil, color: ChartColor? = nil, baseline: Double = 0,
        showsValues: Bool = false
    ) -> Series {
        let points = values.enumerated().map { Point(Double($0.offset), $0.element) }
        return bars(points, label: label, color: color, baseline: baseline, showsValues: showsValues)
    }

    /// Returns the graph of a function, sampled at `samples` equally spaced values of x, at least two.
    public static func function(
        over range: ClosedRange<Double>, samples: Int = 200, label: String? = nil, color: ChartColor? = nil,
        dashed: Bool = false, _ function: (Double) -> Double
    ) -> Series {
        let count = max(samples, 2)
        let points = (0..<count).map { index in
            let fraction = Double(index) / Double(count - 1)
            let x = range.lowerBound * (1 - fraction) + range.upperBound * fraction
            return Point(x, function(x))
        }
        return line(points, label: label, color: color, dashed: dashed)
    }

    /// Returns a vertical reference line across the plot, with its label beside it.
    public static func verticalLine(
        x: Double, label: String? = nil, color: ChartColor? = nil, dashed: Bool = true
    ) -> Series {
        Series(label: label, color: color, mark: .verticalLine(x, dashed: dashed))
    }

    /// Returns a horizontal reference line across the plot, with its label beside it.
    public static func horizontalLine(
        y: Double, label: String? = nil, color: ChartColor? = nil, dashed: Bool = true
    ) -> Series {
        Series(label: label, color: color, mark: .horizontalLine(y, dashed: dashed))
    }

    /// Returns an area made of rectangles, faintly filled.
    static func region(_ cells: [Cell], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .region(cells))
    }

    /// Returns rectangles with texts, as of a table.
    static func cells(_ cells: [Cell], color: ChartColor? = nil) -> Series {
        Series(label: nil, color: color, mark: .cells(cells))
    }

    /// Returns points with the intervals around them.
    static func intervals(_ intervals: [Interval], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .intervals(intervals))
    }

    /// Returns a text near a point, placed where it covers least; `marked` draws a ring around the point.
    public static func label(
        at point: Point, _ text: String, color: ChartColor? = nil, marked: Bool = false
    ) -> Series {
        Series(label: nil, color: color, mark: .text(point, text, marked: marked))
    }
}
