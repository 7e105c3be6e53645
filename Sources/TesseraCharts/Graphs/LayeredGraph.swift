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
    /// For each drawn edge, the items it passes through, including both its nodes.
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
