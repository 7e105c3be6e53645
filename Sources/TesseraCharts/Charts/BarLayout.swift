/// Where the bars of a chart stand. Several series share the room about each x.
struct BarLayout {
    struct Bar {
        let rect: Rect
        let value: Double
        /// Whether it rises from its baseline rather than hang.
        let rises: Bool
    }

    private let scene: ChartScene
    private let frame: ChartFrame

    init(_ scene: ChartScene, frame: ChartFrame) {
        self.scene = scene
        self.frame = frame
    }

    /// The least distance between two different x of bars.
    static func spacing(in series: [Series]) -> Double {
        let values = Set(series.filter(\.isBars).flatMap(\.points).map(\.x).filter(\.isFinite)).sorted()
        return zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? 1
    }

    /// The bars of one series, empty if it has none.
    func bars(ofSeries index: Int) -> [Bar] {
        let series = scene.chart.series
        guard case .bars(let points, let baseline, _) = series[index].mark else { return [] }
        let group = series.indices.filter { series[$0].isBars }
        let rank = Double(group.firstIndex(of: index) ?? 0)
        let half = Self.spacing(in: series) / 2
        let foot = frame.yProjection(baseline) ?? frame.plot.maxY
        return points.compactMap { point in
            guard let top = frame.position(of: point), frame.plot.contains(Point(top.x, frame.plot.midY)) else {
                return nil
            }
            let left = frame.xProjection(point.x - half) ?? frame.plot.x
            let right = frame.xProjection(point.x + half) ?? frame.plot.maxX
            let room = min((right - left) * 0.76, 110 * Double(group.count))
            let width = room / Double(group.count)
            let rect = Rect(
                x: top.x - room / 2 + rank * width, y: min(top.y, foot), width: max(width - 2, 0.5),
                height: abs(top.y - foot))
            return Bar(rect: limited(rect), value: point.y, rises: top.y <= foot)
        }
    }

    private func limited(_ rect: Rect) -> Rect {
        let (top, bottom) = (max(rect.y, frame.plot.y), min(rect.maxY, frame.plot.maxY))
        return Rect(x: rect.x, y: min(top, frame.plot.maxY), width: rect.width, height: max(bottom - top, 0))
    }
}
