/// The rectangle of the plot within the picture, with the ticks and projections of its axes.
struct ChartFrame {
    let titleLines: [String]
    /// The y of the top of a legend above the plot.
    let legendTop: Double
    let plot: Rect
    let xTicks: [Tick]
    let yTicks: [Tick]
    let xProjection: AxisProjection
    let yProjection: AxisProjection
    /// Whether the labels of the x axis are tilted because they are too long to fit side by side.
    let tiltsLabels: Bool

    static let titleLineHeight = 22.0
    static let margin = 18.0

    init(_ scene: ChartScene, legendHeight: Double = 0) {
        let (chart, size) = (scene.chart, scene.chart.size)
        titleLines = TextMetrics.wrapped(
            chart.title, size: Theme.titleSize, width: size.width - 2 * Self.margin, bold: true)
        legendTop = Self.margin + Double(titleLines.count) * Self.titleLineHeight + (titleLines.isEmpty ? 0 : 6)
        let top = legendTop + (legendHeight > 0 ? legendHeight + 6 : 4)
        let expectedWidth = size.width - 90
        let expected = Self.xTicks(scene, width: expectedWidth)
        tiltsLabels = Self.overlaps(expected, scene, width: expectedWidth)
        let bottom = Self.bottomMargin(chart.xAxis, ticks: expected, tilted: tiltsLabels)
        let height = max(size.height - top - bottom, 40)
        let allYTicks = Self.ticks(
            chart.yAxis, over: scene.yDomain, count: max(Int(height / 36), 2), longestName: size.width * 0.36)
        // More categories than lines of text fit are named in part: every second, every third, ….
        let stride = Int((Double(allYTicks.count) * 15 / height).rounded(.up))
        yTicks = stride < 2 ? allYTicks : allYTicks.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
        let tiltRoom = tiltsLabels ? Self.tiltRoom(expected, width: expectedWidth) : 0
        let left = max(Self.leftMargin(chart.yAxis, ticks: yTicks), tiltRoom)
        let right = max(Self.margin + 6, Self.overhang(expected, scene, width: expectedWidth) + 8)
        let width = max(size.width - left - right, 40)
        xTicks = tiltsLabels ? expected : Self.xTicks(scene, width: width)
        plot = Rect(x: left, y: top, width: width, height: height)
        xProjection = AxisProjection(axis: chart.xAxis, domain: scene.xDomain, start: plot.x, end: plot.maxX)
        yProjection = AxisProjection(axis: chart.yAxis, domain: scene.yDomain, start: plot.maxY, end: plot.y)
    }

    /// Returns the point in pixels; nil if an axis cannot show it.
    func position(of point: Point) -> Point? {
        guard let x = xProjection(point.x), let y = yProjection(point.y) else { return nil }
        return Point(x, y)
    }
}

extension ChartFrame {
    /// Returns the width of the widest label.
    static func tickWidth(_ ticks: [Tick]) -> Double {
        ticks.map { TextMetrics.width(of: $0.label, size: Theme.tickSize) }.max() ?? 0
    }

    /// - Parameter longestName: the largest width of the name of a category, in pixels.
    private static func ticks(
        _ axis: Chart.Axis, over domain: ClosedRange<Double>, count: Int, longestName: Double = 150
    ) -> [Tick] {
        switch axis.scale {
        case .linear:
            Ticks.linear(over: domain, count: count, wholeNumbers: axis.wholeNumbers)
        case .logarithmic:
            Ticks.logarithmic(over: domain, count: count)
        case .categories(let names):
            names.enumerated().map { index, name in
                let label = TextMetrics.fitted(name, size: Theme.tickSize, width: min(longestName, 150))
                return Tick(value: Double(index), label: label)
            }.filter { domain.contains($0.value) }
        }
    }

    /// Returns as many ticks as fit without overlapping labels; categories are never left out for lack of room.
    private static func xTicks(_ scene: ChartScene, width: Double) -> [Tick] {
        var count = max(Int(width / 65), 2)
        var ticks = ticks(scene.chart.xAxis, over: scene.xDomain, count: count)
        while count > 1, overlaps(ticks, scene, width: width) {
            count -= 1
            ticks = self.ticks(scene.chart.xAxis, over: scene.xDomain, count: count)
        }
        // Steps are 1, 2 or 5 times a power of ten, of which one too long may leave a single tick or two.
        for finer in count + 1...2 * count + 1 where ticks.count < 3 && scene.chart.xAxis.scale == .linear {
            let closer = self.ticks(scene.chart.xAxis, over: scene.xDomain, count: finer)
            if !overlaps(closer, scene, width: width) { ticks = closer }
        }
        return ticks
    }

    /// Returns whether labels are less than 10 pixels apart.
    private static func overlaps(_ ticks: [Tick], _ scene: ChartScene, width: Double) -> Bool {
        let projection = AxisProjection(axis: scene.chart.xAxis, domain: scene.xDomain, start: 0, end: width)
        var edge = -Double.infinity
        for tick in ticks {
            guard let center = projection(tick.value) else { continue }
            let half = TextMetrics.width(of: tick.label, size: Theme.tickSize) / 2
            if center - half < edge { return true }
            edge = center + half + 10
        }
        return false
    }

    /// Returns how far the last upright label reaches beyond the end of an axis.
    private static func overhang(_ ticks: [Tick], _ scene: ChartScene, width: Double) -> Double {
        let projection = AxisProjection(axis: scene.chart.xAxis, domain: scene.xDomain, start: 0, end: width)
        guard let last = ticks.last, let center = projection(last.value), !scene.chart.xAxis.isCategorical else {
            return 0
        }
        return center + TextMetrics.width(of: last.label, size: Theme.tickSize) / 2 - width
    }

    private static func bottomMargin(_ axis: Chart.Axis, ticks: [Tick], tilted: Bool) -> Double {
        let labels = tilted ? tickWidth(ticks) * 0.6 + 22 : 26
        return labels + (axis.label.isEmpty ? 10 : 30)
    }

    /// Returns the width that the first tilted label needs to the left of the plot.
    private static func tiltRoom(_ ticks: [Tick], width: Double) -> Double {
        tickWidth(Array(ticks.prefix(1))) * 0.82 + 12 - width / Double(ticks.count) / 2
    }

    private static func leftMargin(_ axis: Chart.Axis, ticks: [Tick]) -> Double {
        margin + (axis.label.isEmpty ? 0 : 24) + max(tickWidth(ticks), 16) + 10
    }
}

extension ChartFrame {
    /// Returns the points of a line in pixels, one array for each run without a gap.
    func runs(of points: [Point]) -> [[Point]] {
        points.map(position).split(separator: nil).map { Self.thinned($0.compactMap(\.self)) }
    }

    /// M4 aggregation (Jugel et al., "M4: A visualization-oriented time series data aggregation", 2014): of consecutive
    /// points in one column of pixels, only the first, lowest, highest and last are kept, as they give the same
    /// picture.
    private static func thinned(_ run: [Point]) -> [Point] {
        var kept: [Point] = []
        var start = 0
        while start < run.count {
            let column = run[start].x.rounded(.down)
            var end = start + 1
            while end < run.count, run[end].x.rounded(.down) == column { end += 1 }
            kept += extremes(of: run[start..<end])
            start = end
        }
        return kept
    }

    private static func extremes(of column: ArraySlice<Point>) -> [Point] {
        guard column.count > 4 else { return Array(column) }
        let byHeight: (Int, Int) -> Bool = { column[$0].y < column[$1].y }
        let wanted = [
            column.startIndex, column.indices.min(by: byHeight), column.indices.max(by: byHeight),
            column.endIndex - 1,
        ]
        return Set(wanted.compactMap(\.self)).sorted().map { column[$0] }
    }
}
