/// The dimensions of a node's box in pixels.
enum NodeBox {
    static let titleSize = 14.0
    static let lineSize = 12.0
    static let titleHeight = 20.0
    static let lineHeight = 17.0
    static let padding = 10.0

    static func size(of node: GraphDrawing.Node) -> (width: Double, height: Double) {
        let title = TextMetrics.width(of: node.title, size: titleSize, bold: true)
        let lines = node.lines.map { TextMetrics.width(of: $0, size: lineSize) }
        let width = max(title, lines.max() ?? 0) + 2 * padding + 4
        return (max(width, 44), titleHeight + Double(node.lines.count) * lineHeight + 2 * padding - 4)
    }
}

/// The dimensions of an edge's label in pixels.
enum EdgeLabel {
    static let textSize = 11.5

    static func size(of text: String) -> (width: Double, height: Double) {
        (TextMetrics.width(of: text, size: textSize) + 10, 18)
    }
}
