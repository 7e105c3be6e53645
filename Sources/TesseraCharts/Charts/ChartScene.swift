/// The parts of a chart that do not depend on the layout of its plot: the colours and the domains of the axes.
struct ChartScene {
    let chart: Chart
    /// The colour of each series.
    let colors: [ChartColor]
    let xDomain: ClosedRange<Double>
    let yDomain: ClosedRange<Double>

    init(_ chart: Chart) {
        self.chart = chart
        colors = Self.colors(of: chart.series)
        xDomain = chart.xAxis.domain(of: Self.xValues(of: chart), padding: 0.03)
        let values = Self.yValues(of: chart, in: xDomain)
        let domain = chart.yAxis.domain(of: values, padding: 0.07)
        yDomain = chart.yAxis.range == nil ? Self.standing(domain, on: chart, values: values) : domain
    }

    /// Returns whether the axes can show the point; it may still lie outside the plot.
    static func canShow(_ point: Point, in chart: Chart) -> Bool {
        chart.xAxis.canShow(point.x) && chart.yAxis.canShow(point.y)
    }

    private static func colors(of series: [Series]) -> [ChartColor] {
        var taken = 0
        return series.map { series in
            if let color = series.color { return color }
            guard series.isData else { return Theme.referenceLine }
            taken += 1
            return ChartColor.palette[(taken - 1) % ChartColor.palette.count]
        }
    }

    private static func xValues(of chart: Chart) -> [Double] {
        let half = BarLayout.spacing(in: chart.series) / 2
        return chart.series.flatMap { series -> [Double] in
            if case .verticalLine(let x, _) = series.mark { return [x] }
            let values = series.points.filter { canShow($0, in: chart) }.map(\.x)
            return series.isBars ? values.flatMap { [$0 - half, $0 + half] } : values
        }
    }

    private static func yValues(of chart: Chart, in xDomain: ClosedRange<Double>) -> [Double] {
        chart.series.flatMap { series -> [Double] in
            if case .horizontalLine(let y, _) = series.mark { return [y] }
            let values = series.points.filter { canShow($0, in: chart) && xDomain.contains($0.x) }.map(\.y)
            if case .bars(_, let baseline, _) = series.mark { return values + [baseline] }
            return values
        }.filter(chart.yAxis.canShow)
    }

    /// Removes the padding of the domain below bars that all rise from the lowest value, or above bars that all hang
    /// from the highest, so that the bars start at the edge of the plot.
    private static func standing(
        _ domain: ClosedRange<Double>, on chart: Chart, values: [Double]
    ) -> ClosedRange<Double> {
        for case .bars(_, let baseline, _) in chart.series.map(\.mark) where domain.contains(baseline) {
            if values.min() == baseline, baseline < domain.upperBound { return baseline...domain.upperBound }
            if values.max() == baseline, baseline > domain.lowerBound { return domain.lowerBound...baseline }
        }
        return domain
    }
}
