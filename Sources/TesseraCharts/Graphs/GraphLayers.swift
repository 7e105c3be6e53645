/// Longest-path layering: the layer of a node is its longest distance from a source, times two.
struct GraphLayers {
    /// The layer of each node. It is even; the odd layers in between hold the labels of edges.
    private(set) var layers: [Int]
    /// The edges that can be drawn, given by the indices of their nodes.
    let links: [Link]

    struct Link {
        let from: Int
        let to: Int
        /// The index of the link among the edges of the drawing.
        let edge: Int
    }

    init(_ graph: GraphDrawing) {
        links = Self.acyclicLinks(of: graph)
        layers = Array(repeating: 0, count: graph.nodes.count)
        let order = Self.topologicalOrder(count: layers.count, links: links)
        let outgoing = Dictionary(grouping: links, by: \.from)
        for node in order {
            for link in outgoing[node] ?? [] { layers[link.to] = max(layers[link.to], layers[node] + 2) }
        }
        // A source is moved to just before its first use, which shortens its edges.
        let targets = Set(links.map(\.to))
        for node in order where !targets.contains(node) {
            if let nearest = outgoing[node]?.map({ layers[$0.to] }).min() { layers[node] = nearest - 2 }
        }
    }

    /// Returns the links between known nodes without the back edges of a depth-first search.
    private static func acyclicLinks(of graph: GraphDrawing) -> [Link] {
        let indices = Dictionary(
            zip(graph.nodes.map(\.id), graph.nodes.indices), uniquingKeysWith: { first, _ in first })
        let all = graph.edges.enumerated().compactMap { offset, edge -> Link? in
            guard let from = indices[edge.from], let to = indices[edge.to], from != to else { return nil }
            return Link(from: from, to: to, edge: offset)
        }
        var search = CycleSearch(links: all, nodeCount: graph.nodes.count)
        let closing = search.closingEdges()
        return all.filter { !closing.contains($0.edge) }
    }

    /// Kahn's algorithm (1962): repeatedly takes a node all of whose predecessors have been taken.
    private static func topologicalOrder(count: Int, links: [Link]) -> [Int] {
        var inDegrees = Array(repeating: 0, count: count)
        for link in links { inDegrees[link.to] += 1 }
        let outgoing = Dictionary(grouping: links, by: \.from)
        var order = inDegrees.indices.filter { inDegrees[$0] == 0 }
        var next = 0
        while next < order.count {
            for link in outgoing[order[next]] ?? [] {
                inDegrees[link.to] -= 1
                if inDegrees[link.to] == 0 { order.append(link.to) }
            }
            next += 1
        }
        return order
    }
}

/// Finds the edges that close a cycle: the back edges of a depth-first search.
private struct CycleSearch {
    private let outgoing: [Int: [GraphLayers.Link]]
    private var state: [State]
    private var closing: Set<Int> = []

    private enum State {
        case new, open, done
    }

    init(links: [GraphLayers.Link], nodeCount: Int) {
        outgoing = Dictionary(grouping: links, by: \.from)
        state = Array(repeating: .new, count: nodeCount)
    }

    mutating func closingEdges() -> Set<Int> {
        for node in state.indices where state[node] == .new { visit(node) }
        return closing
    }

    private mutating func visit(_ node: Int) {
        state[node] = .open
        for link in outgoing[node] ?? [] {
            switch state[link.to] {
            case .new: visit(link.to)
            case .open: closing.insert(link.edge)
            case .done: break
            }
        }
        state[node] = .done
    }
}
