extension Series {
    /// A line through the points, in their order.
    public static func line(
        _ points: [Point], label: String? = nil, color: ChartColor? = nil, dashed: Bool = false
    ) -> Series {
        Series(label: label, color: color, mark: .line(points, dashed: dashed))
    }

    /// Single points.
    public static func scatter(_ points: [Point], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .scatter(points))
    }

    /// The steps of a walk, such as a descent: points joined by arrows.
    public static func path(_ points: [Point], label: String? = nil, color: ChartColor? = nil) -> Series {
        Series(label: label, color: color, mark: .path(points))
    }

    /// Upright bars from `baseline` to each point's y. Several series of bars stand side by side.
    public static func bars(
        _ points: [Point], label: String? = nil, color: ChartColor? = nil, baseline: Double = 0,
        showsValues: Bool = false
    ) -> Series {
        Series(label: label, color: color, mark: .bars(points, baseline: baseline, showsValues: showsValues))
    }

    /// Bars at 0, 1, 2 …, the places of the names of a categorical axis.
    public static func bars(
        _ values: [Double], label: String? = nil, color: ChartColor? = nil, baseline: Double = 0,
        showsValues: Bool = false
    ) -> Series {
        let points = values.enumerated().map { Point(Double($0.offset), $0.element) }
        return bars(points, label: label, color: color, baseline: baseline, showsValues: showsValues)
    }

    /// A function's graph, from `samples` values of x at equal distances.
    public static func function(
        over range: ClosedRange<Double>, samples: Int = 200, label: String? = nil, color: ChartColor? = nil,
        dashed: Bool = false, _ function: (Double) -> Double
    ) -> Series {
        let count = max(samples, 2)
        let points = (0..<count).map { index in
            let share = Double(index) / Double(count - 1)
            let x = range.lowerBound * (1 - share) + range.upperBound * share
            return Point(x, function(x))
        }
        return line(points, label: label, color: color, dashed: dashed)
    }

    /// A line from the bottom to the top, its label beside it.
    public static func verticalLine(
        x: Double, label: String? = nil, color: ChartColor? = nil, dashed: Bool = true
    ) -> Series {
        Series(label: label, color: color, mark: .verticalLine(x, dashed: dashed))
    }

    /// A line from the left to the right, its label beside it.
    public static func horizontalLine(
        y: Double, label: String? = nil, color: ChartColor? = nil, dashed: Bool = true
    ) -> Series {
        Series(label: label, color: color, mark: .horizontalLine(y, dashed: dashed))
    }

    /// A text near a point, where it covers least; `marked` draws a ring about the point.
    public static func label(
        at point: Point, _ text: String, color: ChartColor? = nil, marked: Bool = false
    ) -> Series {
        Series(label: nil, color: color, mark: .text(point, text, marked: marked))
    }
}
