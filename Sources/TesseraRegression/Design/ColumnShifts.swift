import Tessera

/// Shifts the columns of a design by their medians, which is exact in double-double, so that numbers that differ in
/// their last digits only can be told apart. Without an intercept columns are not shifted.
struct ColumnShifts {
    /// The shift of each coefficient's column; 0 for the intercept.
    let values: [Double]

    /// - Parameter ratio: a column is shifted where its median exceeds this many times its interquartile range.
    init(_ design: RegressionDesign, _ columns: PreciseColumns, beyond ratio: Double) {
        values = (0..<columns.columns).map { column in
            guard design.hasIntercept, column > 0 else { return 0 }
            let own = ColumnQuartiles(columns.high[column * columns.rows..<(column + 1) * columns.rows])
            return abs(own.median) > ratio * own.range ? own.median : 0
        }
    }

    var isNeeded: Bool { values.contains { $0 != 0 } }

    /// Returns the columns minus their shifts.
    func shifted(_ columns: PreciseColumns) -> PreciseColumns {
        if !isNeeded { return columns }
        var shifted = PreciseColumns(rows: columns.rows)
        for (column, shift) in values.enumerated() {
            shifted.append((0..<columns.rows).map { columns[$0, column] - shift })
        }
        return shifted
    }

    /// Converts coefficients of the shifted columns into those of the original columns.
    func coefficients(_ shifted: [DoubleDouble]) -> [DoubleDouble] {
        guard isNeeded else { return shifted }
        var all = shifted
        for (own, shift) in zip(shifted, values) { all[0] = all[0] - own * shift }
        return all
    }

    /// The intercept of the original columns as a linear combination of the coefficients of the shifted columns.
    var intercept: [DoubleDouble] { [DoubleDouble(1)] + values.dropFirst().map { DoubleDouble(-$0) } }

    /// Returns the diagonal of (AᵀA)⁻¹ for the original columns.
    func variances(_ shifted: RefinedLeastSquares) throws(LinearAlgebraError) -> [Double] {
        var all = try shifted.inverseGramDiagonal()
        if isNeeded { all[0] = try shifted.variance(of: intercept) }
        return all
    }
}
