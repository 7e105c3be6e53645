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

    /// Returns a legend with one entry per row, for within the plot; `limit` is its maximum width.
    static func column(_ entries: [Entry], limit: Double) -> LegendLayout {
        var layout = LegendLayout(isFramed: true)
        for (row, entry) in entries.enumerated() {
            let entry = entry.fitted(limit - 2 * padding)
            layout.cells.append(Cell(entry: entry, offset: Point(padding, padding + (Double(row) + 0.5) * rowHeight)))
            layout.width = max(layout.width, entry.width + 2 * padding + 2)
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
