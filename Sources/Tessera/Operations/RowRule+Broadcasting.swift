/// An operation that can create rows from an operand that holds none; all these rows are equal.
protocol RepeatingOperation {}

/// An operation that may split one row into several positions of the row axis, or merge several into one; the positions
/// of a row stay consecutive.
protocol RegroupingOperation {}

extension RowRule {
    /// Returns the rule of operations that broadcast their operands. They work row by row if the row axes of all
    /// operands that hold rows align at the same axis of the result, and the other operands have extent 1 along it or
    /// lack it.
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

    /// Returns the rule of operations that work on their only operand elementwise or axis by axis.
    ///
    /// - Parameters:
    ///   - reason: why rows along an axis that the operation consumes are mixed.
    ///   - axis: maps the operand's row axis to the result's; nil if the operation consumes that axis.
    static func single(_ axes: [Int?], used reason: String, _ axis: (Int) -> Int?) -> RowRule {
        guard let rows = axes[0] else { return .noRows }
        return axis(rows).map { .perRow(axis: $0) } ?? .mixesRows(reason)
    }
}
