/// The points at which edges leave and enter their nodes: distributed over the side of the box in the order of the
/// heights of their other ends, so that edges of one node do not cross there.
struct EdgePorts {
    /// For each route of the graph, the y at which it leaves its first node.
    private(set) var leaving: [Double]
    /// For each route of the graph, the y at which it enters its last node.
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
