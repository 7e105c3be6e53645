import Tessera

/// A few rows that have the same Gram matrix as all rows of a table: a triangular factor of its shifted columns, which
/// includes the rows of an L2 penalty.
struct FactoredRows {
    /// The features minus their shifts, then the column of ones where there is an intercept.
    let columns: PreciseColumns
    /// The corresponding rows of each target.
    let targets: [[Double]]
    private let shifts: [Double]
    private let hasIntercept: Bool
    /// The norm of each column.
    let lengths: [Double]

    /// Factorises the Gram matrix or, where columns are nearly dependent, the rows themselves by QR.
    init(_ rows: some RowSource<Double>, intercept: Bool, ridge: Double) throws {
        let features = rows.rowShape.features
        hasIntercept = intercept
        let all: (columns: [[Double]], targets: [[Double]])
        if let system = try? StreamingLeastSquares(rows, intercept: intercept, ridge: ridge, method: .gram) {
            shifts = system.shifts
            all = system.factoredRows
        } else {
            shifts =
                intercept
                ? Array(try rows.fold(Moments<Double>(rows.rowShape)).means.prefix(features))
                : Array(repeating: 0, count: features)
            all = try StreamingLeastSquares.factoredRows(rows, shifts: shifts, intercept: intercept, ridge: ridge)
        }
        var columns = PreciseColumns(rows: all.columns.first?.count ?? all.targets[0].count)
        for column in all.columns { columns.append(column) }
        (self.columns, targets) = (columns, all.targets)
        lengths = (0..<columns.columns).map { columns.length($0) }
    }

    /// Returns Aᵀ·(b − A·w) − ridge·w over all rows in double-double, and the norm of the residual.
    func gradient(
        _ rows: some RowSource<Double>, target: Int, at w: [DoubleDouble], ridge: Double
    ) throws -> (linear: [DoubleDouble], residual: Double) {
        let sums = try rows.fold(ResidualFold(raw(w), target: target))
        let residualSum = sums.product(shifts.count)
        let own = shifts.indices.map { sums.product($0) - residualSum * shifts[$0] - w[$0] * ridge }
        return (own + (hasIntercept ? [residualSum] : []), sums.squares.value.squareRoot())
    }

    /// Returns the largest violation of the Kuhn–Tucker conditions, relative to the terms that cancel in them.
    func violation(
        _ gradient: (linear: [DoubleDouble], residual: Double), _ w: [DoubleDouble], _ penalties: [Double]
    ) -> Double {
        w.indices.reduce(0) { worst, column in
            let (derivative, penalty) = (gradient.linear[column].value, penalties[column])
            let scale = penalty + lengths[column] * gradient.residual
            let excess = Convergence.excess(
                derivative: derivative, penalty: penalty, coefficient: w[column].high)
            return scale == 0 ? worst : max(worst, excess / scale)
        }
    }

    /// Converts coefficients of the shifted columns into those of the original columns: one for each feature, then the
    /// intercept, 0 where there is none.
    func raw(_ w: [DoubleDouble]) -> [DoubleDouble] {
        guard hasIntercept else { return w + [.zero] }
        let features = shifts.count
        return w.prefix(features) + [zip(w, shifts).reduce(w[features]) { $0 - $1.0 * $1.1 }]
    }
}
