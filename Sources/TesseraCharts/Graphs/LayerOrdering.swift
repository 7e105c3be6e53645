/// Orders the items of each layer so that few edges cross.
///
/// The barycentre heuristic (Sugiyama, Tagawa and Toda, see `GraphDrawing`): every item moves to the mean position of
/// its neighbours, in sweeps over the layers to the right and back; the order with the fewest crossings is kept.
struct LayerOrdering {
    private let items: [LayeredGraph.Item]
    private var layers: [[Int]]
    /// The index of each item in its layer.
    private var positions: [Int]

    /// Returns the layers of the graph with their items reordered.
    static func improved(_ graph: LayeredGraph) -> [[Int]] {
        var ordering = LayerOrdering(graph)
        var best = (layers: ordering.layers, crossings: ordering.crossings())
        for sweep in 0..<24 where best.crossings > 0 {
            ordering.sweep(rightwards: sweep % 2 == 0)
            let crossings = ordering.crossings()
            if crossings < best.crossings { best = (ordering.layers, crossings) }
        }
        return best.layers
    }

    private init(_ graph: LayeredGraph) {
        items = graph.items
        layers = graph.layers
        positions = Array(repeating: 0, count: items.count)
        for index in layers.indices { number(index) }
    }

    private mutating func sweep(rightwards: Bool) {
        let order = rightwards ? Array(layers.indices) : layers.indices.reversed()
        for index in order {
            let barycentres = layers[index].map { item in
                let neighbours = rightwards ? items[item].before : items[item].after
                let sum = neighbours.reduce(0) { $0 + positions[$1] }
                return neighbours.isEmpty ? Double(positions[item]) : Double(sum) / Double(neighbours.count)
            }
            let sorted = layers[index].indices.sorted { (barycentres[$0], $0) < (barycentres[$1], $1) }
            layers[index] = sorted.map { layers[index][$0] }
            number(index)
        }
    }

    private mutating func number(_ layer: Int) {
        for (position, item) in layers[layer].enumerated() { positions[item] = position }
    }

    /// Returns the number of edge crossings over all pairs of neighbouring layers: the number of inversions in the
    /// order of the edges' ends.
    private func crossings() -> Int {
        layers.reduce(0) { total, layer in
            let targets = layer.flatMap { items[$0].after.map { positions[$0] }.sorted() }
            return total + Self.inversions(targets)
        }
    }

    private static func inversions(_ values: [Int]) -> Int {
        values.indices.reduce(0) { total, index in
            total + values[(index + 1)...].count { $0 < values[index] }
        }
    }
}
