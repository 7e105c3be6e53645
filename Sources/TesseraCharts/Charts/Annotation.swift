/// A text within the plot: the label of a point or of a reference line.
struct Annotation {
    static let size = 12.0

    let text: String
    let color: ChartColor
    let box: Rect
    /// The centre of the ring around the labelled point; nil if there is no ring.
    let ring: Point?

    /// Returns the candidate boxes of a text, the most natural first; none if the labelled point or line lies outside
    /// the plot.
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
        case .line, .scatter, .path, .bars, .region, .cells, .intervals:
            return []
        }
    }

    /// Returns boxes around a point. Above and below it a long text is shifted sideways to stay within the plot.
    private static func around(_ point: Point, width: Double, height: Double, plot: Rect) -> [Rect] {
        let directions = [(1, -1), (0, -1), (1, 0), (-1, -1), (-1, 0), (0, 1), (1, 1), (-1, 1)]
        return [8.0, 16, 26].flatMap { distance in
            directions.map { horizontal, vertical in
                let offset = horizontal != 0 && vertical != 0 ? distance * 0.6 : distance
                var x = point.x + Double(horizontal) * (offset + width / 2) - width / 2
                if vertical != 0 { x = min(max(x, plot.x + 3), plot.maxX - width - 3) }
                let y = point.y + Double(vertical) * (offset + height / 2) - height / 2
                return Rect(x: x, y: y, width: width, height: height)
            }
        }
    }

    private static func beside(_ x: Double, width: Double, height: Double, plot: Rect) -> [Rect] {
        let beside = stride(from: plot.y + 6, to: plot.maxY - height, by: height / 2).flatMap { y in
            [x + 6, x - 6 - width].map { Rect(x: $0, y: y, width: width, height: height) }
        }
        // The last resort for a text too long for either side is to cross the line.
        let across = min(max(x - width / 2, plot.x + 3), plot.maxX - width - 3)
        return beside + [Rect(x: across, y: plot.y + 6, width: width, height: height)]
    }

    private static func along(_ y: Double, width: Double, height: Double, plot: Rect) -> [Rect] {
        stride(from: plot.maxX - width - 6, to: plot.x, by: -24).flatMap { x in
            [y - 3 - height, y + 3].map { Rect(x: x, y: $0, width: width, height: height) }
        }
    }
}

/// The points and boxes that a label or a legend should not cover.
struct Obstacles {
    let bounds: Rect
    private var points: [Point] = []
    private var boxes: [Rect] = []

    init(bounds: Rect) {
        self.bounds = bounds
    }

    mutating func add(_ box: Rect) {
        boxes.append(box)
    }

    mutating func add(_ point: Point) {
        if bounds.contains(point) { points.append(point) }
    }

    /// Adds points along a line every few pixels, at most 4001 of them.
    mutating func addLine(from start: Point, to end: Point) {
        let length = max(abs(end.x - start.x), abs(end.y - start.y))
        let steps = min(max(Int(length / 4), 1), 4000)
        for step in 0...steps {
            let fraction = Double(step) / Double(steps)
            add(Point(start.x + (end.x - start.x) * fraction, start.y + (end.y - start.y) * fraction))
        }
    }

    /// Returns the cost of a box: the number of points it covers, plus 10 000 for each box it overlaps and 100 000 if
    /// it leaves the bounds. Being cut off or covering another text is worse than covering any line.
    func cost(of box: Rect) -> Double {
        var cost = bounds.contains(box) ? 0.0 : 100_000
        cost += 10_000 * Double(boxes.count { $0.intersects(box) })
        return cost + Double(points.count { box.contains($0) })
    }

    /// Returns the candidate with the lowest cost, the first among equals; nil if there are no candidates.
    func best(of candidates: [Rect]) -> (box: Rect, cost: Double)? {
        var best: (box: Rect, cost: Double)?
        for box in candidates {
            let cost = cost(of: box)
            if cost < best?.cost ?? .infinity { best = (box, cost) }
            if cost == 0 { break }
        }
        return best
    }
}
