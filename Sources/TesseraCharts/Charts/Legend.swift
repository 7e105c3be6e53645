/// The layout of a legend: the named series of a chart in a column or in rows.
struct LegendLayout {
    struct Entry {
        let label: String
        let color: ChartColor
        let mark: Series.Mark
    }

    struct Cell {
        let entry: Entry
        /// The middle of the cell's left side, relative to the top left corner of the legend.
        let offset: Point
    }

    private(set) var cells: [Cell] = []
    private(set) var width = 0.0
    private(set) var height = 0.0
    /// Whether the legend has a border and a background.
    let isFramed: Bool

    static let textSize = 12.0
    static let sampleWidth = 24.0
    static let textOffset = sampleWidth + 8
    private static let rowHeight = 20.0
    private static let padding = 8.0
    /// The width of a column beside its entries.
    static let borders = 2 * padding + 2

    /// Returns a legend with one entry per row, for within the plot; `limit` is its maximum width.
    static func column(_ entries: [Entry], limit: Double) -> LegendLayout {
        var layout = LegendLayout(isFramed: true)
        for (row, entry) in entries.enumerated() {
            let entry = entry.fitted(limit - 2 * padding)
            layout.cells.append(Cell(entry: entry, offset: Point(padding, padding + (Double(row) + 0.5) * rowHeight)))
            layout.width = max(layout.width, entry.width + borders)
        }
        layout.height = Double(entries.count) * rowHeight + 2 * padding
        return layout
    }

    /// Returns a legend whose entries fill rows of width `limit`, for above the plot.
    static func rows(_ entries: [Entry], limit: Double) -> LegendLayout {
        var layout = LegendLayout(isFramed: false)
        var (x, row) = (0.0, 0.0)
        for entry in entries.map({ $0.fitted(limit) }) {
            if x > 0, x + entry.width > limit { (x, row) = (0, row + 1) }
            layout.cells.append(Cell(entry: entry, offset: Point(x, (row + 0.5) * rowHeight)))
            x += entry.width + 22
        }
        layout.width = limit
        layout.height = (row + 1) * rowHeight
        return layout
    }

    /// Returns the candidate boxes of the legend: the corners of the plot first, then the middles of its sides.
    func candidates(in plot: Rect) -> [Rect] {
        let inner = plot.insetBy(10)
        let (right, bottom) = (inner.maxX - width, inner.maxY - height)
        let (middle, center) = (inner.midX - width / 2, inner.midY - height / 2)
        let corners = [
            (right, inner.y), (inner.x, inner.y), (right, bottom), (inner.x, bottom),
            (middle, inner.y), (right, center), (inner.x, center), (middle, bottom),
        ]
        return corners.map { Rect(x: $0.0, y: $0.1, width: width, height: height) }
    }
}

extension LegendLayout.Entry {
    var width: Double {
        LegendLayout.textOffset + TextMetrics.width(of: label, size: LegendLayout.textSize)
    }

    func fitted(_ limit: Double) -> Self {
        let room = limit - LegendLayout.textOffset
        return Self(
            label: TextMetrics.fitted(label, size: LegendLayout.textSize, width: room), color: color, mark: mark)
    }
}

extension ChartRenderer {
    func drawLegend(in svg: inout SVGBuilder) {
        guard let legend = layout.legend else { return }
        let box = layout.legendBox
        if legend.isFramed {
            svg.element(
                "rect",
                [
                    "class": "legend", "x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 5,
                    "fill": Theme.card, "fill-opacity": 0.92, "stroke": Theme.cardBorder,
                ])
        }
        for cell in legend.cells {
            let position = Point(box.x + cell.offset.x, box.y + cell.offset.y)
            drawSample(of: cell.entry, at: position, in: &svg)
            let style = TextStyle(size: LegendLayout.textSize, anchor: .start)
            let textPosition = Point(position.x + LegendLayout.textOffset, position.y)
            svg.text(cell.entry.label, at: textPosition, style: style, className: "legend-text")
        }
    }

    /// Draws the sample of a series, its mark at small scale; `position` is the middle of the sample's left side.
    private func drawSample(of entry: LegendLayout.Entry, at position: Point, in svg: inout SVGBuilder) {
        let middle = position.x + LegendLayout.sampleWidth / 2
        switch entry.mark {
        case .line(_, let dashed):
            drawSampleLine(at: position, color: entry.color, dashed: dashed, in: &svg)
        case .path:
            drawSampleLine(at: position, color: entry.color, dashed: false, in: &svg)
            drawSampleDot(at: Point(middle, position.y), color: entry.color, in: &svg)
        case .scatter, .intervals:
            drawSampleDot(at: Point(middle, position.y), color: entry.color, in: &svg)
        case .bars, .region, .cells, .verticalLine, .horizontalLine, .text:
            svg.element(
                "rect",
                [
                    "x": middle - 6, "y": position.y - 6, "width": 12, "height": 12, "rx": 2, "fill": entry.color,
                    "fill-opacity": 0.9,
                ])
        }
    }

    private func drawSampleLine(at position: Point, color: ChartColor, dashed: Bool, in svg: inout SVGBuilder) {
        var attributes: SVGAttributes = [
            "x1": position.x, "y1": position.y, "x2": position.x + LegendLayout.sampleWidth, "y2": position.y,
            "stroke": color, "stroke-width": 2.25, "stroke-linecap": "round",
        ]
        if dashed { attributes.add("stroke-dasharray", "6 5") }
        svg.element("line", attributes)
    }

    private func drawSampleDot(at center: Point, color: ChartColor, in svg: inout SVGBuilder) {
        svg.element("circle", ["cx": center.x, "cy": center.y, "r": 4, "fill": color])
    }
}
