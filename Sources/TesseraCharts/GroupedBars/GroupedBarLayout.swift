/// The layout of a `GroupedBarChart`: the rows from top to bottom, the names to the left of the plot, the axis above and
/// below it.
struct GroupedBarLayout {
    struct PlacedBar {
        let rect: Rect
        let color: ChartColor
        let text: String
    }

    struct PlacedRow {
        let name: String
        /// The middle of the row.
        let y: Double
        let bars: [PlacedBar]
    }

    struct Heading {
        let title: String
        let y: Double
    }

    let chart: GroupedBarChart
    let titleLines: [String]
    let legend: LegendLayout
    let legendTop: Double
    let plot: Rect
    let projection: AxisProjection
    private(set) var rows: [PlacedRow] = []
    private(set) var headings: [Heading] = []

    static let margin = 18.0
    static let titleLineHeight = 22.0
    static let barHeight = 10.0
    static let rowGap = 7.0
    static let headingHeight = 26.0
    static let axisHeight = 22.0
    static let nameSize = 11.0
    static let valueSize = 10.0

    var height: Double { plot.maxY + Self.axisHeight + (chart.axisLabel.isEmpty ? 0 : 24) + Self.margin }

    init(_ chart: GroupedBarChart) {
        self.chart = chart
        let inner = chart.width - 2 * Self.margin
        titleLines = TextMetrics.wrapped(chart.title, size: Theme.titleSize, width: inner, bold: true)
        let entries = chart.series.enumerated().map { index, name in
            LegendLayout.Entry(
                label: name, color: Self.color(index), mark: .bars([], baseline: chart.baseline, showsValues: false))
        }
        legend = .rows(entries, limit: inner)
        legendTop = Self.margin + Double(titleLines.count) * Self.titleLineHeight + 6
        let rows = chart.groups.flatMap(\.rows)
        let names = rows.map { TextMetrics.width(of: $0.name, size: Self.nameSize) }.max() ?? 0
        let left = Self.margin + min(names, chart.width * 0.45) + 12
        let barHeights = rows.reduce(0) { $0 + Self.height(of: $1) }
        plot = Rect(
            x: left, y: legendTop + legend.height + Self.axisHeight + 4, width: chart.width - Self.margin - left,
            height: barHeights + Double(chart.groups.count) * Self.headingHeight)
        let texts = rows.flatMap(\.bars).map { TextMetrics.width(of: $0?.text ?? "", size: Self.valueSize) }.max() ?? 0
        projection = Self.projection(chart, plot, textWidth: texts + 8)
        place()
    }

    static func color(_ series: Int) -> ChartColor { ChartColor.palette[series % ChartColor.palette.count] }

    private static func height(of row: GroupedBarChart.Row) -> Double {
        Double(max(row.bars.count { $0 != nil }, 1)) * barHeight + rowGap
    }

    /// Returns the projection of the values, with room for the text of the longest bar.
    private static func projection(_ chart: GroupedBarChart, _ plot: Rect, textWidth: Double) -> AxisProjection {
        let axis = Chart.Axis.logarithmic()
        let values = chart.groups.flatMap(\.rows).flatMap(\.bars).compactMap { $0?.value } + [chart.baseline]
        return AxisProjection(
            axis: axis, domain: axis.domain(of: values, padding: 0), start: plot.x, end: plot.maxX - textWidth)
    }

    private mutating func place() {
        var y = plot.y
        for group in chart.groups {
            headings.append(Heading(title: group.title, y: y + Self.headingHeight / 2 + 2))
            y += Self.headingHeight
            for row in group.rows {
                let height = Self.height(of: row)
                rows.append(placed(row, top: y + Self.rowGap / 2, middle: y + height / 2))
                y += height
            }
        }
    }

    private func placed(_ row: GroupedBarChart.Row, top: Double, middle: Double) -> PlacedRow {
        let start = projection(chart.baseline) ?? plot.x
        var top = top
        var bars: [PlacedBar] = []
        for (series, bar) in row.bars.enumerated() {
            guard let bar else { continue }
            if let end = projection(bar.value) {
                let rect = Rect(x: min(start, end), y: top, width: abs(end - start), height: Self.barHeight - 1)
                bars.append(PlacedBar(rect: rect, color: Self.color(series), text: bar.text))
            }
            top += Self.barHeight
        }
        return PlacedRow(name: row.name, y: middle, bars: bars)
    }
}
