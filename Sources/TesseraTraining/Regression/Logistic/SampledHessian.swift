import Tessera

/// The inverse Hessian of the mean loss of a logistic regression at coefficients of 0, by eight blocks of neighbouring
/// rows across the table.
struct SampledHessian {
    /// Of the features.
    let means: [Double]
    private let factor: EquilibratedCholesky

    /// How many times the distance of a column's quartiles its standard deviation is where a row stands far out.
    private static let farOut = 1e4

    /// - Parameter shares: of the square of each coefficient in the mean loss, twice.
    /// - Returns: nil where few rows stand for many columns, and where a row far out, whose class is soon certain, would
    ///   stand for all.
    init?(_ rows: some RowSource<Double>, _ centred: CentredCoefficients, shares: [Double]) throws {
        let intercept = centred.hasIntercept
        let features = rows.rowShape.features
        let sample = RowSelection.sample(of: rows, blockLength: max(512, 4 * features))
        guard sample.rowCount >= 4 * (features + 1) else { return nil }
        let sums = try sample.fold(Gram<Double>(rows.rowShape))
        let weight = sums[features, features]
        let isFarOut = centred.units.indices.contains { column in
            let usual = Self.farOut * max(centred.units[column], abs(centred.centres[column]))
            return sums[column, column] > usual * usual * weight
        }
        guard weight > 0, !isFarOut else { return nil }
        // At coefficients of 0 every row has a share of ¼.
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / weight)
        let ridge = Tensor(shares + (intercept ? [0] : [])).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        self.factor = factor
        means = (0..<features).map { sums[$0, features] / weight }
    }

    func solve(_ slope: [Double]) -> [Double] { (try? factor.solve(slope)) ?? slope }
}
