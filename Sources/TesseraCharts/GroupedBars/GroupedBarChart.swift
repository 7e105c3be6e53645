/// A chart of horizontal bars for quantities that are compared as ratios, such as the speeds of several methods on many
/// tasks. Rows stand in titled groups; a row has one bar for each series, with its text at the end of the bar. The axis is
/// logarithmic, and bars grow to the right or to the left of a baseline.
///
/// ```swift
/// let chart = GroupedBarChart(
///     "Speed", axis: "times as fast as before", series: ["one worker", "two workers"],
///     groups: [.init("Products", rows: [.init("64 × 64", bars: [.init(1.2), .init(2.1, text: "2.1×")])])])
/// let picture = chart.svg()
/// ```
public struct GroupedBarChart: Sendable, Hashable {
    /// A bar: a value above 0, and the text at its end.
    public struct Bar: Sendable, Hashable {
        package let value: Double
        package let text: String

        /// Creates a bar.
        ///
        /// - Parameters:
        ///   - value: where the bar ends; values that a logarithmic axis cannot show have no bar.
        ///   - text: the text at its end; the value, rounded to three digits, if it is nil.
        public init(_ value: Double, text: String? = nil) {
            self.value = value
            self.text = text ?? DecimalNumber.valueText(value)
        }
    }

    /// A named row of bars, one for each series; nil where a series has none, which takes up no space.
    public struct Row: Sendable, Hashable {
        package let name: String
        package let bars: [Bar?]

        /// Creates a row from its name and the bars of the series, in their order.
        public init(_ name: String, bars: [Bar?]) {
            self.name = name
            self.bars = bars
        }
    }

    /// A titled group of rows.
    public struct Group: Sendable, Hashable {
        package let title: String
        package let rows: [Row]

        /// Creates a group from its title and rows.
        public init(_ title: String, rows: [Row]) {
            self.title = title
            self.rows = rows
        }
    }

    package let title: String
    package let axisLabel: String
    package let series: [String]
    package let baseline: Double
    package let groups: [Group]
    package let width: Double

    /// Creates a chart. Its height follows from the number of bars.
    ///
    /// - Parameters:
    ///   - title: the title above the plot; none if it is empty.
    ///   - axis: the label of the axis.
    ///   - series: the names of the series in the legend; their colours are those of `ChartColor`'s palette, in turn.
    ///   - baseline: where bars begin; above 0.
    ///   - groups: the groups, from top to bottom.
    ///   - width: the width of the picture in pixels, limited to 400 … 8000; NaN is 400.
    public init(
        _ title: String = "", axis: String = "", series: [String], baseline: Double = 1, groups: [Group],
        width: Double = 860
    ) {
        self.title = title
        axisLabel = axis
        self.series = series
        self.baseline = baseline
        self.groups = groups
        self.width = width.isNaN ? 400 : min(max(width, 400), 8000)
    }

    /// Returns the chart as a complete SVG document, on a card of the scheme's colour.
    public func svg(_ scheme: ColorScheme = .light) -> String {
        let layout = GroupedBarLayout(self)
        return SVGBuilder.document(title: title, width: width, height: layout.height, scheme: scheme) { svg in
            layout.draw(in: &svg)
        }
    }
}
