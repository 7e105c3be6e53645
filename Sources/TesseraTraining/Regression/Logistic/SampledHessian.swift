import Tessera

/// The inverse Hessian of the mean loss of a logistic regression at coefficients of 0, by eight blocks of neighbouring
/// rows across the table.
struct SampledHessian {
    /// Of the features.
    let means: [Double]
    private let factor: EquilibratedCholesky

    /// - Parameter shares: of the square of each coefficient in the mean loss, twice.
    /// - Returns: nil where few rows stand for many columns.
    init?(_ rows: some RowSource<Double>, intercept: Bool, shares: [Double]) throws {
        let features = rows.rowShape.features
        let sample = RowSelection.sample(of: rows, blockLength: max(512, 4 * features))
        guard sample.rowCount >= 4 * (features + 1) else { return nil }
        let sums = try sample.fold(Gram<Double>(rows.rowShape))
        let weight = sums[features, features]
        guard weight > 0 else { return nil }
        // At coefficients of 0 every row has a share of ¼.
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / weight)
        let ridge = Tensor(shares + (intercept ? [0] : [])).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        self.factor = factor
        means = (0..<features).map { sums[$0, features] / weight }
    }

    func solve(_ slope: [Double]) -> [Double] { (try? factor.solve(slope)) ?? slope }
}
