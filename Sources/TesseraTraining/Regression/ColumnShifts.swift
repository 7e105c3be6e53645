import Tessera

/// The columns of a design less a number near each of them, which is exact in double-double: numbers that differ in their
/// last digits only are told apart. Without an intercept columns stay where they are.
struct ColumnShifts {
    /// One for each coefficient; 0 for the intercept.
    let values: [Double]

    /// - Parameter ratio: how many times its spread a column is away from 0 to be moved.
    init(_ design: RegressionDesign, _ columns: PreciseColumns, beyond ratio: Double) {
        values = (0..<columns.columns).map { column in
            guard design.hasIntercept, column > 0 else { return 0 }
            let own = ColumnQuartiles(columns.high[column * columns.rows..<(column + 1) * columns.rows])
            return abs(own.median) > ratio * own.spread ? own.median : 0
        }
    }

    var isNeeded: Bool { values.contains { $0 != 0 } }

    func moved(_ columns: PreciseColumns) -> PreciseColumns {
        if !isNeeded { return columns }
        var moved = PreciseColumns(rows: columns.rows)
        for (column, shift) in values.enumerated() {
            moved.append((0..<columns.rows).map { columns[$0, column] - shift })
        }
        return moved
    }

    /// Coefficients of the columns as they are by those of the moved ones.
    func coefficients(_ moved: [DoubleDouble]) -> [DoubleDouble] {
        guard isNeeded else { return moved }
        var all = moved
        for (own, shift) in zip(moved, values) { all[0] = all[0] - own * shift }
        return all
    }

    /// What the intercept is of the moved columns' coefficients.
    var intercept: [DoubleDouble] { [DoubleDouble(1)] + values.dropFirst().map { DoubleDouble(-$0) } }

    /// The diagonal of the inverse of AᵀA for the columns as they are.
    func variances(_ moved: RefinedLeastSquares) throws(LinearAlgebraError) -> [Double] {
        var all = try moved.inverseGramDiagonal()
        if isNeeded { all[0] = try moved.variance(of: intercept) }
        return all
    }
}
