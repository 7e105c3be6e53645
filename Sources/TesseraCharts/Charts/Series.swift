/// A series of a chart: a line, points, bars, a reference line or a text.
///
/// Points that are not finite, or not positive on a logarithmic axis, are skipped, as are extreme magnitudes (from
/// 1e300 on a linear axis; up to 1e-150 and from 1e150 on a logarithmic one); a line has a gap there.
public struct Series: Sendable, Hashable {
    /// The name of the series in the legend, or beside a reference line; nil if it has none.
    public var label: String?
    /// The colour. Nil gives the next colour of `ChartColor.palette`, and grey for reference lines and texts.
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
    /// The points that determine the domains of the axes.
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

    /// Whether the series takes a colour of the palette and an entry of the legend.
    var isData: Bool {
        switch mark {
        case .line, .scatter, .path, .bars: true
        case .verticalLine, .horizontalLine, .text: false
        }
    }
}
