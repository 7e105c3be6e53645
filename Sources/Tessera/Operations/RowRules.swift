/// An operation that may make rows of an operand that holds none: all of them are alike.
protocol RepeatingOperation {}

/// An operation that may make several positions of one row, or one of several: a row's positions stay neighbours.
protocol RegroupingOperation {}

extension RowRule {
    /// The rule of operations that broadcast their operands: rows stay rows where all operands that carry them agree
    /// on the axis of the result and the others do not extend along it.
    static func broadcasting(axes: [Int?], shapes: [Shape]) -> RowRule {
        let rank = shapes.map(\.rank).max() ?? 0
        var rowAxis: Int?
        for (axis, shape) in zip(axes, shapes) {
            guard let axis else { continue }
            let aligned = axis + rank - shape.rank
            if let rowAxis, rowAxis != aligned { return .mixesRows("operands hold their rows along different axes") }
            rowAxis = aligned
        }
        guard let rowAxis else { return .noRows }
        for (axis, shape) in zip(axes, shapes) where axis == nil {
            let own = rowAxis - (rank - shape.rank)
            if own >= 0, shape[own] != 1 {
                return .mixesRows("an operand that holds no rows extends along theirs")
            }
        }
        return .perRow(axis: rowAxis)
    }

    /// The rule of operations that work on their only operand element by element or axis by axis: `axis` maps the
    /// operand's row axis to the result's, nil where that axis is used up.
    static func single(_ axes: [Int?], used reason: String, _ axis: (Int) -> Int?) -> RowRule {
        guard let rows = axes[0] else { return .noRows }
        return axis(rows).map { .perRow(axis: $0) } ?? .mixesRows(reason)
    }
}
