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
