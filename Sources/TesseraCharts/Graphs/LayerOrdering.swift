/// Orders the items of each layer so that few edges cross: every item moves to the mean place of its neighbours, layer
/// by layer to the right and back, and the best order met is kept.
struct LayerOrdering {
    private let items: [LayeredGraph.Item]
    private var layers: [[Int]]
    private var places: [Int]

    /// The layers of the graph in a better order.
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
        places = Array(repeating: 0, count: items.count)
        for index in layers.indices { number(index) }
    }

    private mutating func sweep(rightwards: Bool) {
        let order = rightwards ? Array(layers.indices) : layers.indices.reversed()
        for index in order {
            let keys = layers[index].map { item in
                let neighbours = rightwards ? items[item].before : items[item].after
                let sum = neighbours.reduce(0) { $0 + places[$1] }
                return neighbours.isEmpty ? Double(places[item]) : Double(sum) / Double(neighbours.count)
            }
            let sorted = layers[index].indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
            layers[index] = sorted.map { layers[index][$0] }
            number(index)
        }
    }

    private mutating func number(_ layer: Int) {
        for (place, item) in layers[layer].enumerated() { places[item] = place }
    }

    /// How often edges cross, over all pairs of neighbouring layers.
    private func crossings() -> Int {
        layers.reduce(0) { total, layer in
            let targets = layer.flatMap { items[$0].after.map { places[$0] }.sorted() }
            return total + Self.inversions(targets)
        }
    }

    private static func inversions(_ values: [Int]) -> Int {
        values.indices.reduce(0) { total, index in
            total + values[(index + 1)...].count { $0 < values[index] }
        }
    }
}
