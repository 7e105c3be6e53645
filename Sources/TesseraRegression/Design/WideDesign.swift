import Tessera

/// Reduces an L2-penalised regression with more columns than rows to one with as many columns as rows: with Xᵀ = Q·R,
/// the penalised coefficients are w = Q·v, where v are the coefficients of the columns of Rᵀ under the same penalty (T.
/// Hastie, R. Tibshirani, "Efficient quadratic regularization for expression arrays", 2004).
struct WideDesign {
    /// The reduced design, whose features are Rᵀ.
    let reduced: RegressionDesign
    private let factorization: HouseholderQR
    private let shifts: ColumnShifts
    private let hasIntercept: Bool

    /// - Returns: nil where there are not more columns than rows.
    init?(_ design: RegressionDesign) throws(RegressionError) {
        let features = design.names.count - (design.hasIntercept ? 1 : 0)
        guard features > design.rows else { return nil }
        let columns = design.columns
        (shifts, hasIntercept) = (ColumnShifts(design, columns, beyond: 0), design.hasIntercept)
        let shifted = shifts.shifted(columns)
        let own = Array(shifted.high.suffix(features * shifted.rows))
        let transposed = Tensor(own, shape: [features, shifted.rows]).transposed().scalars
        let (rows, targets) = (design.rows, design.targets)
        let qr = try design.locating { () throws(LinearAlgebraError) in
            try HouseholderQR(transposed, rows: features, columns: rows)
        }
        factorization = qr
        reduced = try RegressionDesign(
            features: Tensor(qr.triangle, shape: [rows, rows]), target: Tensor(targets),
            weights: design.weights.map { Tensor($0) }, intercept: design.hasIntercept)
    }

    /// Converts coefficients of the reduced design into those of the original columns, in the order of its names.
    func coefficients(_ reduced: [Double]) -> [Double] {
        let w = factorization.expanded(Array(reduced.dropFirst(hasIntercept ? 1 : 0))).map { DoubleDouble($0) }
        guard hasIntercept else { return w.map(\.value) }
        return shifts.coefficients([DoubleDouble(reduced[0])] + w).map(\.value)
    }
}
