/// The layout of a chart: the frame, the annotations and the legend.
struct ChartLayout {
    let scene: ChartScene
    let frame: ChartFrame
    let annotations: [Annotation]
    let legend: LegendLayout?
    let legendBox: Rect

    /// Lays out a chart. The legend is placed within the plot if it covers nothing there, otherwise above the plot.
    init(_ chart: Chart) {
        let scene = ChartScene(chart)
        let entries = Self.entries(of: scene)
        let frame = ChartFrame(scene)
        var obstacles = Self.obstacles(scene, frame: frame)
        let annotations = Self.annotations(scene, frame: frame, obstacles: &obstacles)
        // A legend may cover most of the plot where its texts need that, but nothing that is drawn there.
        let widest = (entries.map(\.width).max() ?? 0) + LegendLayout.borders
        let column = LegendLayout.column(
            entries, limit: max(frame.plot.width * 0.6, min(widest, frame.plot.width * 0.85)))
        if entries.isEmpty {
            self.init(scene, frame, annotations, legend: nil, box: frame.plot)
        } else if let best = obstacles.best(of: column.candidates(in: frame.plot)), best.cost == 0 {
            self.init(scene, frame, annotations, legend: column, box: best.box)
        } else {
            self.init(scene, legendAbove: .rows(entries, limit: frame.plot.width))
        }
    }

    private init(_ scene: ChartScene, legendAbove legend: LegendLayout) {
        let frame = ChartFrame(scene, legendHeight: legend.height)
        var obstacles = Self.obstacles(scene, frame: frame)
        let annotations = Self.annotations(scene, frame: frame, obstacles: &obstacles)
        let box = Rect(x: frame.plot.x, y: frame.legendTop, width: legend.width, height: legend.height)
        self.init(scene, frame, annotations, legend: legend, box: box)
    }

    private init(
        _ scene: ChartScene, _ frame: ChartFrame, _ annotations: [Annotation], legend: LegendLayout?, box: Rect
    ) {
        self.scene = scene
        self.frame = frame
        self.annotations = annotations
        self.legend = legend
        legendBox = box
    }

    private static func entries(of scene: ChartScene) -> [LegendLayout.Entry] {
        zip(scene.chart.series, scene.colors).compactMap { series, color in
            guard series.isData, let label = series.label, !label.isEmpty else { return nil }
            return LegendLayout.Entry(label: label, color: color, mark: series.mark)
        }
    }
}

extension ChartLayout {
    /// Returns what the series draw within the plot, which labels and the legend should not cover.
    private static func obstacles(_ scene: ChartScene, frame: ChartFrame) -> Obstacles {
        var obstacles = Obstacles(bounds: frame.plot)
        let bars = BarLayout(scene, frame: frame)
        for (index, series) in scene.chart.series.enumerated() {
            switch series.mark {
            case .line(let points, _), .path(let points):
                for run in frame.runs(of: points) { add(run, to: &obstacles) }
            case .scatter(let points):
                points.compactMap(frame.position).forEach { add($0, to: &obstacles, radius: 5) }
            case .bars(_, _, let showsValues):
                let room = showsValues ? 18.0 : 0
                for bar in bars.bars(ofSeries: index) {
                    var rect = bar.rect
                    rect.y -= bar.rises ? room : 0
                    rect.height += room
                    obstacles.add(rect)
                }
            case .verticalLine(let x, _):
                guard let x = frame.xProjection(x) else { continue }
                obstacles.addLine(from: Point(x, frame.plot.y), to: Point(x, frame.plot.maxY))
            case .horizontalLine(let y, _):
                guard let y = frame.yProjection(y) else { continue }
                obstacles.addLine(from: Point(frame.plot.x, y), to: Point(frame.plot.maxX, y))
            case .text(let point, _, _):
                if let position = frame.position(of: point) { add(position, to: &obstacles, radius: 6) }
            case .intervals(let intervals):
                for interval in intervals {
                    guard let low = frame.position(of: interval.low), let high = frame.position(of: interval.high)
                    else { continue }
                    obstacles.addLine(from: low, to: high)
                }
            case .region, .cells: break
            }
        }
        return obstacles
    }

    private static func add(_ run: [Point], to obstacles: inout Obstacles) {
        for (start, end) in zip(run, run.dropFirst()) { obstacles.addLine(from: start, to: end) }
        if run.count == 1 { obstacles.add(run[0]) }
    }

    private static func add(_ center: Point, to obstacles: inout Obstacles, radius: Double) {
        for (x, y) in [(0.0, 0.0), (-1, 0), (1, 0), (0, -1), (0, 1)] {
            obstacles.add(Point(center.x + x * radius, center.y + y * radius))
        }
    }

    /// Places the annotations greedily: first the labels of points, then those of reference lines, which have more
    /// candidate boxes.
    private static func annotations(
        _ scene: ChartScene, frame: ChartFrame, obstacles: inout Obstacles
    ) -> [Annotation] {
        let all = zip(scene.chart.series, scene.colors).filter { !$0.0.isData }
        let points = all.filter { if case .text = $0.0.mark { true } else { false } }
        let lines = all.filter { if case .text = $0.0.mark { false } else { true } }
        return (points + lines).compactMap { series, color in
            var (text, ring) = (series.label ?? "", Point?.none)
            if case .text(let point, let content, let marked) = series.mark {
                text = content
                ring = marked ? frame.position(of: point) : nil
            }
            text = TextMetrics.fitted(text, size: Annotation.size, width: frame.plot.width - 16)
            let candidates = Annotation.candidates(for: series, text: text, in: frame)
            guard !text.isEmpty, let best = obstacles.best(of: candidates) else { return nil }
            obstacles.add(best.box)
            let textColor = series.color == nil ? Theme.text : color
            return Annotation(text: text, color: textColor, box: best.box, ring: ring)
        }
    }
}
