extension ChartFrame {
    /// Returns the points of a line in pixels, one array for each run without a gap.
    func runs(of points: [Point]) -> [[Point]] {
        points.map(position).split(separator: nil).map { Self.thinned($0.compactMap(\.self)) }
    }

    /// M4 aggregation (Jugel et al., "M4: A visualization-oriented time series data aggregation", 2014): of consecutive
    /// points in one column of pixels, only the first, lowest, highest and last are kept, as they give the same
    /// picture.
    private static func thinned(_ run: [Point]) -> [Point] {
        var kept: [Point] = []
        var start = 0
        while start < run.count {
            let column = run[start].x.rounded(.down)
            var end = start + 1
            while end < run.count, run[end].x.rounded(.down) == column { end += 1 }
            kept += extremes(of: run[start..<end])
            start = end
        }
        return kept
    }

    private static func extremes(of column: ArraySlice<Point>) -> [Point] {
        guard column.count > 4 else { return Array(column) }
        let byHeight: (Int, Int) -> Bool = { column[$0].y < column[$1].y }
        let wanted = [
            column.startIndex, column.indices.min(by: byHeight), column.indices.max(by: byHeight),
            column.endIndex - 1,
        ]
        return Set(wanted.compactMap(\.self)).sorted().map { column[$0] }
    }
}
