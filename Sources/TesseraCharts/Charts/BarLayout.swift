/// The layout of the bars of a chart. Several series of bars are grouped side by side around each x.
struct BarLayout {
    struct Bar {
        let rect: Rect
        let value: Double
        /// Whether the bar extends upwards from its baseline rather than downwards.
        let rises: Bool
    }

    private let scene: ChartScene
    private let frame: ChartFrame

    init(_ scene: ChartScene, frame: ChartFrame) {
        self.scene = scene
        self.frame = frame
    }

    /// Returns the smallest distance between two distinct x of bars; 1 if there are fewer than two.
    static func spacing(in series: [Series]) -> Double {
        let values = Set(series.filter(\.isBars).flatMap(\.points).map(\.x).filter(\.isFinite)).sorted()
        return zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? 1
    }

    /// Returns the bars of one series; none if it is not a series of bars.
    func bars(ofSeries index: Int) -> [Bar] {
        let series = scene.chart.series
        guard case .bars(let points, let baseline, _) = series[index].mark else { return [] }
        let group = series.indices.filter { series[$0].isBars }
        let rank = Double(group.firstIndex(of: index) ?? 0)
        let half = Self.spacing(in: series) / 2
        let base = frame.yProjection(baseline) ?? frame.plot.maxY
        return points.compactMap { point in
            guard let top = frame.position(of: point), frame.plot.contains(Point(top.x, frame.plot.midY)) else {
                return nil
            }
            let left = frame.xProjection(point.x - half) ?? frame.plot.x
            let right = frame.xProjection(point.x + half) ?? frame.plot.maxX
            let groupWidth = min((right - left) * 0.76, 110 * Double(group.count))
            let width = groupWidth / Double(group.count)
            let rect = Rect(
                x: top.x - groupWidth / 2 + rank * width, y: min(top.y, base), width: max(width - 2, 0.5),
                height: abs(top.y - base))
            return Bar(rect: limited(rect), value: point.y, rises: top.y <= base)
        }
    }

    /// Clips a bar at the top and bottom of the plot.
    private func limited(_ rect: Rect) -> Rect {
        let (top, bottom) = (max(rect.y, frame.plot.y), min(rect.maxY, frame.plot.maxY))
        return Rect(x: rect.x, y: min(top, frame.plot.maxY), width: rect.width, height: max(bottom - top, 0))
    }
}
