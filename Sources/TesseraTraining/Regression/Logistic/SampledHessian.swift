import Tessera

/// The inverse Hessian of the mean loss of a logistic regression at coefficients of 0, by eight blocks of neighbouring
/// rows across the table.
struct SampledHessian {
    /// Of the features.
    let means: [Double]
    private let factor: EquilibratedCholesky

    /// - Parameter share: of the sum of squares of the weights in the mean loss, twice.
    /// - Returns: nil where few rows stand for many columns.
    init?(_ rows: some RowSource<Double>, intercept: Bool, share: Double) throws {
        let features = rows.rowShape.features
        let length = min(rows.rowCount / 8, max(512, 4 * features))
        guard length * 8 >= 4 * (features + 1) else { return nil }
        let blocks = (0..<8).map { ($0 * (rows.rowCount / 8))..<($0 * (rows.rowCount / 8) + length) }
        let sums = try RowSelection(rows, blocks).fold(Gram<Double>(rows.rowShape))
        let weight = sums[features, features]
        guard weight > 0 else { return nil }
        // At coefficients of 0 every row has a share of ¼.
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / weight)
        let ridge = Tensor((0..<matrix.shape[0]).map { $0 < features ? share : 0 }).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        self.factor = factor
        means = (0..<features).map { sums[$0, features] / weight }
    }

    func solve(_ slope: [Double]) -> [Double] { (try? factor.solve(slope)) ?? slope }
}
