import Tessera

/// A few rows that have the same sums of squares and products as all rows of a table: a triangular factor of its columns
/// less a shift, with the rows of a penalty on squares.
struct FactoredRows {
    /// The features less their shifts, then the column of ones where there is an intercept.
    let columns: PreciseColumns
    /// The same of each target.
    let targets: [[Double]]
    private let shifts: [Double]
    private let hasIntercept: Bool
    let lengths: [Double]

    /// By sums of products or, where columns are nearly dependent, by factorising the rows themselves.
    init(_ rows: some RowSource<Double>, intercept: Bool, ridge: Double) throws {
        let features = rows.rowShape.features
        hasIntercept = intercept
        let all: (columns: [[Double]], targets: [[Double]])
        if let system = try? FoldedLeastSquares(rows, intercept: intercept, ridge: ridge, method: .gram) {
            shifts = system.shifts
            all = system.factoredRows
        } else {
            shifts =
                intercept
                ? Array(try rows.fold(Moments<Double>(rows.rowShape)).means.prefix(features))
                : Array(repeating: 0, count: features)
            all = try FoldedLeastSquares.factoredRows(rows, shifts: shifts, intercept: intercept, ridge: ridge)
        }
        var columns = PreciseColumns(rows: all.columns.first?.count ?? all.targets[0].count)
        for column in all.columns { columns.append(column) }
        (self.columns, targets) = (columns, all.targets)
        lengths = (0..<columns.columns).map { columns.length($0) }
    }

    /// Aᵀ·(b − A·w) − ridge·w over all rows, in double-double.
    func gradient(
        _ rows: some RowSource<Double>, target: Int, at w: [DoubleDouble], ridge: Double
    ) throws -> (linear: [DoubleDouble], residual: Double) {
        let sums = try rows.fold(ResidualFold(raw(w), target: target))
        let total = sums.product(shifts.count)
        let own = shifts.indices.map { sums.product($0) - total * shifts[$0] - w[$0] * ridge }
        return (own + (hasIntercept ? [total] : []), sums.squares.value.squareRoot())
    }

    /// By how much coefficients break the Kuhn–Tucker conditions, relative to what cancels in them.
    func violation(
        _ gradient: (linear: [DoubleDouble], residual: Double), _ w: [DoubleDouble], _ penalties: [Double]
    ) -> Double {
        w.indices.reduce(0) { worst, column in
            let (pull, penalty) = (gradient.linear[column].value, penalties[column])
            let scale = penalty + lengths[column] * gradient.residual
            let sign = w[column].high == 0 ? 0.0 : w[column].high < 0 ? -1 : 1
            let excess = penalty > 0 && sign == 0 ? abs(pull) - penalty : abs(pull - penalty * sign)
            return scale == 0 ? worst : max(worst, excess / scale)
        }
    }

    /// Coefficients of the columns as they are: one for each feature, then the intercept, 0 where there is none.
    func raw(_ w: [DoubleDouble]) -> [DoubleDouble] {
        guard hasIntercept else { return w + [.zero] }
        let features = shifts.count
        return w.prefix(features) + [zip(w, shifts).reduce(w[features]) { $0 - $1.0 * $1.1 }]
    }
}
