/// One thing a chart shows: a line, points, bars, a reference line or a text.
///
/// Points that are not finite, or not positive on a logarithmic axis, are skipped; a line has a gap there.
public struct Series: Sendable, Hashable {
    /// Its name in the legend, or beside it for reference lines; without one it is not named.
    public var label: String?
    /// Without one the series takes the next colour of `ChartColor.palette`.
    public var color: ChartColor?
    let mark: Mark

    enum Mark: Sendable, Hashable {
        case line([Point], dashed: Bool)
        case scatter([Point])
        case path([Point])
        case bars([Point], baseline: Double, showsValues: Bool)
        case verticalLine(Double, dashed: Bool)
        case horizontalLine(Double, dashed: Bool)
        case text(Point, String, marked: Bool)
    }
}

extension Series {
    /// The points that decide how far the axes reach.
    var points: [Point] {
        switch mark {
        case .line(let points, _), .scatter(let points), .path(let points), .bars(let points, _, _): points
        case .text(let point, _, _): [point]
        case .verticalLine, .horizontalLine: []
        }
    }

    var isBars: Bool {
        if case .bars = mark { true } else { false }
    }

    /// Whether it takes a colour of the palette and a line of the legend.
    var isData: Bool {
        switch mark {
        case .line, .scatter, .path, .bars: true
        case .verticalLine, .horizontalLine, .text: false
        }
    }
}
