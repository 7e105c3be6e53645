/// Lays out a graph and draws it as SVG.
struct GraphRenderer {
    private let drawing: GraphDrawing
    private let layout: GraphLayout

    private static let margin = 24.0

    init(_ drawing: GraphDrawing) {
        self.drawing = drawing
        layout = GraphLayout(drawing)
    }

    func svg(_ scheme: ColorScheme) -> String {
        let titleWidth = TextMetrics.width(of: drawing.title, size: Theme.titleSize, bold: true)
        let width = max(layout.width, min(titleWidth, 640), 60) + 2 * Self.margin
        let title = TextMetrics.wrapped(
            drawing.title, size: Theme.titleSize, width: width - 2 * Self.margin, bold: true)
        let top = Self.margin + (title.isEmpty ? 0 : Double(title.count) * 22 + 12)
        let height = top + max(layout.height, 20) + Self.margin
        let left = (width - layout.width) / 2
        return SVGBuilder.document(
            title: drawing.title, description: drawing.description, width: width, height: height.rounded(.up),
            scheme: scheme
        ) { svg in
            for (line, text) in title.enumerated() {
                let position = Point(Self.margin, Self.margin + 8 + Double(line) * 22)
                svg.text(text, at: position, style: .title, className: "title")
            }
            svg.group("g", ["transform": "translate(\(left.svgText) \(top.svgText))"]) { svg in
                for curve in layout.curves { draw(curve, in: &svg) }
                for curve in layout.curves { drawLabel(of: curve, in: &svg) }
                for (node, box) in zip(drawing.nodes, layout.boxes) { draw(node, in: box, svg: &svg) }
            }
        }
    }

    private func draw(_ curve: GraphLayout.Curve, in svg: inout SVGBuilder) {
        guard let first = curve.levels.first, let last = curve.levels.last else { return }
        var path = "M\(first.start.svgText) \(first.y.svgText) H\(first.end.svgText)"
        for (level, next) in zip(curve.levels, curve.levels.dropFirst()) {
            let middle = ((level.end + next.start) / 2).svgText
            path += " C\(middle) \(level.y.svgText) \(middle) \(next.y.svgText) \(next.start.svgText) \(next.y.svgText)"
            // The line ends inside the arrow head, whose tip touches the box.
            let end = next.end == last.end ? max(next.end - 5, next.start) : next.end
            if end > next.start { path += " H\(end.svgText)" }
        }
        svg.element(
            "path",
            [
                "class": "edge", "d": path, "fill": "none", "stroke": Theme.axis, "stroke-width": 1.5,
                "stroke-linejoin": "round",
            ])
        svg.arrowHead(tip: Point(last.end, last.y), direction: Point(1, 0), color: Theme.axis)
    }

    private func drawLabel(of curve: GraphLayout.Curve, in svg: inout SVGBuilder) {
        guard let box = curve.label, let label = drawing.edges[curve.edge].label else { return }
        svg.element(
            "rect",
            [
                "class": "edge-backing", "x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 4,
                "fill": Theme.card,
            ])
        let style = TextStyle(size: EdgeLabel.textSize, color: Theme.mutedText)
        svg.text(label, at: Point(box.midX, box.midY), style: style, className: "edge-label")
    }

    private func draw(_ node: GraphDrawing.Node, in box: Rect, svg: inout SVGBuilder) {
        svg.element(
            "rect",
            [
                "class": "node", "x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 8,
                "fill": node.kind.fill, "stroke": node.kind.border, "stroke-width": 1.5,
            ])
        var y = box.y + NodeBox.padding - 2 + NodeBox.titleHeight / 2
        let titleStyle = TextStyle(size: NodeBox.titleSize, bold: true)
        svg.text(node.title, at: Point(box.midX, y), style: titleStyle, className: "node-title")
        y += NodeBox.titleHeight / 2 + NodeBox.lineHeight / 2
        for line in node.lines {
            let style = TextStyle(size: NodeBox.lineSize, color: Theme.mutedText)
            svg.text(line, at: Point(box.midX, y), style: style, className: "node-line")
            y += NodeBox.lineHeight
        }
    }
}

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
