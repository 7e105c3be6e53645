/// The layout of a graph: the boxes, labels and curves in pixels, from (0, 0) to (`width`, `height`).
struct GraphLayout {
    /// The box of each node of the drawing.
    private(set) var boxes: [Rect] = []
    private(set) var curves: [Curve] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    /// An edge: horizontal segments through the columns it passes, joined by curves in the gaps between the columns.
    struct Curve {
        /// The index of the edge in the drawing.
        let edge: Int
        let levels: [Level]
        let label: Rect?
    }

    /// A horizontal segment from x = `start` to x = `end`.
    struct Level {
        let start: Double
        let end: Double
        let y: Double
    }

    init(_ drawing: GraphDrawing) {
        var graph = LayeredGraph(drawing)
        graph.layers = LayerOrdering.improved(graph)
        let centers = LayerCoordinates.centers(of: graph)
        let columns = Self.columns(of: graph, centers: centers)
        var rects = graph.items.map { Rect(x: 0, y: 0, width: $0.width, height: $0.height) }
        for (layer, column) in zip(graph.layers, columns) {
            for item in layer {
                rects[item].x = column.lowerBound + (column.upperBound - column.lowerBound - rects[item].width) / 2
                rects[item].y = centers[item] - rects[item].height / 2
            }
        }
        boxes = Array(rects.prefix(drawing.nodes.count))
        width = columns.last?.upperBound ?? 0
        height = rects.map(\.maxY).max() ?? 0
        curves = Self.curves(of: graph, rects: rects, columns: columns)
    }

    /// Returns the left and right ends of each layer. The gap after a layer is wider the steeper its edges are.
    private static func columns(of graph: LayeredGraph, centers: [Double]) -> [ClosedRange<Double>] {
        var columns: [ClosedRange<Double>] = []
        var x = 0.0
        for layer in graph.layers {
            let width = layer.map { graph.items[$0].width }.max() ?? 0
            columns.append(x...(x + width))
            let climbs = layer.flatMap { item in graph.items[item].after.map { abs(centers[$0] - centers[item]) } }
            x += width + min(max(40, (climbs.max() ?? 0) * 0.35), 110)
        }
        return columns
    }

    private static func curves(
        of graph: LayeredGraph, rects: [Rect], columns: [ClosedRange<Double>]
    ) -> [Curve] {
        var columnOf: [Int: ClosedRange<Double>] = [:]
        for (layer, column) in zip(graph.layers, columns) {
            for item in layer { columnOf[item] = column }
        }
        let ports = EdgePorts(graph, rects: rects)
        return graph.routes.enumerated().map { index, route in
            let (from, to) = (route.items[0], route.items[route.items.count - 1])
            let between = route.items.dropFirst().dropLast()
            let levels = between.map { item in
                let column = columnOf[item] ?? 0...0
                return Level(start: column.lowerBound, end: column.upperBound, y: rects[item].midY)
            }
            let start = Level(
                start: rects[from].maxX, end: columnOf[from]?.upperBound ?? rects[from].maxX, y: ports.leaving[index])
            let end = Level(
                start: columnOf[to]?.lowerBound ?? rects[to].x, end: rects[to].x, y: ports.arriving[index])
            let label = between.first { graph.items[$0].content == .label(edge: route.edge) }
            return Curve(edge: route.edge, levels: [start] + levels + [end], label: label.map { rects[$0] })
        }
    }
}

/// The points at which edges leave and enter their nodes: distributed over the side of the box in the order of the
/// heights of their other ends, so that edges of one node do not cross there.
struct EdgePorts {
    /// The y at which each route of the graph leaves its first node.
    private(set) var leaving: [Double]
    /// The y at which each route of the graph enters its last node.
    private(set) var arriving: [Double]

    init(_ graph: LayeredGraph, rects: [Rect]) {
        leaving = Array(repeating: 0, count: graph.routes.count)
        arriving = leaving
        let routes = graph.routes.map(\.items)
        let bySource = Dictionary(grouping: routes.indices) { routes[$0][0] }
        for (node, indices) in bySource {
            let order = indices.sorted { (rects[routes[$0][1]].midY, $0) < (rects[routes[$1][1]].midY, $1) }
            for (rank, index) in order.enumerated() {
                leaving[index] = Self.port(rank, of: order.count, on: rects[node])
            }
        }
        let byTarget = Dictionary(grouping: routes.indices) { routes[$0][routes[$0].count - 1] }
        for (node, indices) in byTarget {
            let last = { (index: Int) in rects[routes[index][routes[index].count - 2]].midY }
            let order = indices.sorted { (last($0), $0) < (last($1), $1) }
            for (rank, index) in order.enumerated() {
                arriving[index] = Self.port(rank, of: order.count, on: rects[node])
            }
        }
    }

    private static func port(_ rank: Int, of count: Int, on box: Rect) -> Double {
        let distance = min(18, (box.height - 16) / Double(max(count, 1)))
        return box.midY + (Double(rank) - Double(count - 1) / 2) * distance
    }
}
