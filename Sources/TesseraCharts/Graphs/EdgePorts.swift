/// Where edges leave and reach their nodes: spread over the side of the box in the order of where they go.
struct EdgePorts {
    /// The y for each route of the graph.
    private(set) var leaving: [Double]
    private(set) var arriving: [Double]

    init(_ graph: LayeredGraph, rects: [Rect]) {
        leaving = Array(repeating: 0, count: graph.routes.count)
        arriving = leaving
        let routes = graph.routes.map(\.items)
        let bySource = Dictionary(grouping: routes.indices) { routes[$0][0] }
        for (node, indices) in bySource {
            let order = indices.sorted { (rects[routes[$0][1]].midY, $0) < (rects[routes[$1][1]].midY, $1) }
            for (place, index) in order.enumerated() {
                leaving[index] = Self.port(place, of: order.count, on: rects[node])
            }
        }
        let byTarget = Dictionary(grouping: routes.indices) { routes[$0][routes[$0].count - 1] }
        for (node, indices) in byTarget {
            let last = { (index: Int) in rects[routes[index][routes[index].count - 2]].midY }
            let order = indices.sorted { (last($0), $0) < (last($1), $1) }
            for (place, index) in order.enumerated() {
                arriving[index] = Self.port(place, of: order.count, on: rects[node])
            }
        }
    }

    private static func port(_ place: Int, of count: Int, on box: Rect) -> Double {
        let distance = min(18, (box.height - 16) / Double(max(count, 1)))
        return box.midY + (Double(place) - Double(count - 1) / 2) * distance
    }
}
