/// A text within the plot: a label at a point, or a reference line's.
struct Annotation {
    static let size = 12.0

    let text: String
    let color: ChartColor
    let box: Rect
    /// Where a ring is drawn about the labelled point.
    let ring: Point?

    /// The places a text could have, the most natural first; none if what it names lies outside of the plot.
    static func candidates(for series: Series, text: String, in frame: ChartFrame) -> [Rect] {
        let (width, height) = (TextMetrics.width(of: text, size: size) + 4, size + 6)
        let plot = frame.plot.insetBy(-0.5)
        switch series.mark {
        case .text(let point, _, _):
            guard let position = frame.position(of: point), plot.contains(position) else { return [] }
            return around(position, width: width, height: height, plot: plot)
        case .verticalLine(let x, _):
            guard let x = frame.xProjection(x), plot.contains(Point(x, plot.midY)) else { return [] }
            return beside(x, width: width, height: height, plot: plot)
        case .horizontalLine(let y, _):
            guard let y = frame.yProjection(y), plot.contains(Point(plot.midX, y)) else { return [] }
            return along(y, width: width, height: height, plot: plot)
        case .line, .scatter, .path, .bars:
            return []
        }
    }

    /// Above and below the point a long text moves sideways to stay in the plot.
    private static func around(_ point: Point, width: Double, height: Double, plot: Rect) -> [Rect] {
        let directions = [(1, -1), (0, -1), (1, 0), (-1, -1), (-1, 0), (0, 1), (1, 1), (-1, 1)]
        return [8.0, 16, 26].flatMap { distance in
            directions.map { horizontal, vertical in
                let reach = horizontal != 0 && vertical != 0 ? distance * 0.6 : distance
                var x = point.x + Double(horizontal) * (reach + width / 2) - width / 2
                if vertical != 0 { x = min(max(x, plot.x + 3), plot.maxX - width - 3) }
                let y = point.y + Double(vertical) * (reach + height / 2) - height / 2
                return Rect(x: x, y: y, width: width, height: height)
            }
        }
    }

    private static func beside(_ x: Double, width: Double, height: Double, plot: Rect) -> [Rect] {
        let beside = stride(from: plot.y + 6, to: plot.maxY - height, by: height / 2).flatMap { y in
            [x + 6, x - 6 - width].map { Rect(x: $0, y: y, width: width, height: height) }
        }
        // The last resort of a text too long for either side: across the line.
        let across = min(max(x - width / 2, plot.x + 3), plot.maxX - width - 3)
        return beside + [Rect(x: across, y: plot.y + 6, width: width, height: height)]
    }

    private static func along(_ y: Double, width: Double, height: Double, plot: Rect) -> [Rect] {
        stride(from: plot.maxX - width - 6, to: plot.x, by: -24).flatMap { x in
            [y - 3 - height, y + 3].map { Rect(x: x, y: $0, width: width, height: height) }
        }
    }
}
