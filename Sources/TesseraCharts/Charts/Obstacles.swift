/// What a label or a legend should not cover.
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

    /// A line's points at least every few pixels.
    mutating func addLine(from start: Point, to end: Point) {
        let length = max(abs(end.x - start.x), abs(end.y - start.y))
        let steps = min(max(Int(length / 4), 1), 4000)
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            add(Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share))
        }
    }

    /// How much a box would cover; being cut off or covering another text is worse than any line.
    func cost(of box: Rect) -> Double {
        var cost = bounds.contains(box) ? 0.0 : 100_000
        cost += 10_000 * Double(boxes.count { $0.intersects(box) })
        return cost + Double(points.count { box.contains($0) })
    }

    /// The candidate that covers least, the earliest among equals.
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
