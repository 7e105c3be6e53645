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

    /// Returns vertical bars from `baseline` to each point's y. Several series of bars are drawn side by side.
    public static func bars(
        _ points: [Point], label: String? = nil, color: ChartColor? = nil, baseline: Double = 0,
        showsValues: Bool = false
    ) -> Series {
        Series(label: label, color: color, mark: .bars(points, baseline: baseline, showsValues: showsValues))
    }

    /// Returns bars at 0, 1, 2 …, the positions of the names of a categorical axis.
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

    /// Returns a text near a point, placed where it covers least; `marked` draws a ring around the point.
    public static func label(
        at point: Point, _ text: String, color: ChartColor? = nil, marked: Bool = false
    ) -> Series {
        Series(label: nil, color: color, mark: .text(point, text, marked: marked))
    }
}
