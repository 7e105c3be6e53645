/// Assigns the y coordinate of every item: as near as possible to the mean of its neighbours, subject to the order of
/// its layer and a minimum distance. Sweeps over the layers alternate between left to right and right to left.
struct LayerCoordinates {
    private let items: [LayeredGraph.Item]
    private let layers: [[Int]]
    private var centers: [Double]

    /// Returns the y of the centre of every item; the topmost edge of all is at 0.
    static func centers(of graph: LayeredGraph) -> [Double] {
        var heights = LayerCoordinates(graph)
        for sweep in 0..<20 { heights.sweep(rightwards: sweep % 2 == 0) }
        let top = heights.items.indices.map { heights.centers[$0] - heights.items[$0].height / 2 }.min() ?? 0
        return heights.centers.map { $0 - top }
    }

    private init(_ graph: LayeredGraph) {
        items = graph.items
        layers = graph.layers
        centers = Array(repeating: 0, count: items.count)
        for layer in layers { place(layer, desired: layer.map { _ in 0 }) }
    }

    private mutating func sweep(rightwards: Bool) {
        for layer in rightwards ? layers : layers.reversed() {
            let desired = layer.map { item in
                let (before, after) = (items[item].before, items[item].after)
                let near = rightwards ? before : after
                let neighbours = near.isEmpty ? before + after : near
                let sum = neighbours.reduce(0) { $0 + centers[$1] }
                return neighbours.isEmpty ? centers[item] : sum / Double(neighbours.count)
            }
            place(layer, desired: desired)
        }
    }

    /// The pool-adjacent-violators algorithm for isotonic regression (M. Ayer et al., "An empirical distribution
    /// function for sampling with incomplete information", 1955) on the desired y minus the minimum offsets. It gives
    /// the least-squares solution: items that would be too close form a block about the mean of their desired
    /// positions.
    private mutating func place(_ layer: [Int], desired: [Double]) {
        var blocks: [(sum: Double, count: Int)] = []
        var offsets: [Double] = []
        for (index, item) in layer.enumerated() {
            let offset = index == 0 ? 0 : offsets[index - 1] + distance(layer[index - 1], item)
            offsets.append(offset)
            var block = (sum: desired[index] - offset, count: 1)
            while let last = blocks.last, last.sum / Double(last.count) >= block.sum / Double(block.count) {
                block = (block.sum + last.sum, block.count + last.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let means = blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
        for (index, item) in layer.enumerated() { centers[item] = means[index] + offsets[index] }
    }

    /// Returns the minimum distance between the centres of two neighbouring items of a layer.
    private func distance(_ upper: Int, _ lower: Int) -> Double {
        let gap = items[upper].isNode && items[lower].isNode ? 26.0 : 14
        return (items[upper].height + items[lower].height) / 2 + gap
    }
}

extension LayeredGraph.Item {
    var isNode: Bool {
        if case .node = content { true } else { false }
    }
}
