/// A proper layered graph, in which every link joins neighbouring layers: a long edge passes through a dummy item (a
/// bend) in each layer in between, and the label of an edge is an item of its own, so that nothing overlaps.
struct LayeredGraph {
    enum Content: Equatable {
        case node(Int)
        case label(edge: Int)
        case bend
    }

    struct Item {
        let content: Content
        let width: Double
        let height: Double
        /// The linked items of the layer to the left.
        var before: [Int] = []
        /// The linked items of the layer to the right.
        var after: [Int] = []
    }

    private(set) var items: [Item] = []
    /// The items of each layer from top to bottom.
    var layers: [[Int]] = []
    /// The items that each drawn edge passes through, including both its nodes.
    private(set) var routes: [(edge: Int, items: [Int])] = []

    init(_ graph: GraphDrawing) {
        let placed = GraphLayers(graph)
        layers = Array(repeating: [], count: (placed.layers.max() ?? -1) + 1)
        for (index, node) in graph.nodes.enumerated() {
            let size = NodeBox.size(of: node)
            add(Item(content: .node(index), width: size.width, height: size.height), layer: placed.layers[index])
        }
        let labelled = Set(
            placed.links.filter { graph.edges[$0.edge].hasLabel }.map { placed.layers[$0.to] - 1 })
        for link in placed.links {
            addRoute(link, edge: graph.edges[link.edge], layers: placed.layers, labelled: labelled)
        }
        // An odd layer without labels is empty.
        layers.removeAll(where: \.isEmpty)
    }

    /// Adds the items of an edge; its label is in the layer just before the target node.
    private mutating func addRoute(
        _ link: GraphLayers.Link, edge: GraphDrawing.Edge, layers: [Int], labelled: Set<Int>
    ) {
        var route = [link.from]
        let (first, last) = (layers[link.from] + 1, layers[link.to] - 1)
        for layer in first...last where layer % 2 == 0 || labelled.contains(layer) {
            if layer == last, edge.hasLabel {
                let size = EdgeLabel.size(of: edge.label ?? "")
                add(Item(content: .label(edge: link.edge), width: size.width, height: size.height), layer: layer)
            } else {
                add(Item(content: .bend, width: 0, height: 8), layer: layer)
            }
            route.append(items.count - 1)
        }
        route.append(link.to)
        for (item, next) in zip(route, route.dropFirst()) {
            items[item].after.append(next)
            items[next].before.append(item)
        }
        routes.append((edge: link.edge, items: route))
    }

    private mutating func add(_ item: Item, layer: Int) {
        layers[layer].append(items.count)
        items.append(item)
    }
}

extension GraphDrawing.Edge {
    fileprivate var hasLabel: Bool { label?.isEmpty == false }
}

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

    /// Kahn's algorithm ("Topological sorting of large networks", 1962): repeatedly takes a node all of whose
    /// predecessors have been taken.
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
