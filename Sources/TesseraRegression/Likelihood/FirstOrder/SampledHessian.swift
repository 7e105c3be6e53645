import Tessera

/// The inverse Hessian of the mean loss of a logistic regression at coefficients of 0, estimated from eight blocks of
/// neighbouring rows across the table.
struct SampledHessian {
    /// The mean of each feature in the sample.
    let means: [Double]
    private let factor: EquilibratedCholesky

    /// A column has an outlier where its root mean square exceeds this many times the larger of its scale, the power of
    /// 2 above its interquartile range, and its |median|.
    private static let outlierRatio = 1e4

    /// - Parameter penalties: the L2 penalty on each coefficient in the mean loss: ½·penalty·w² is added.
    /// - Returns: nil where the sample has too few rows for the number of columns, and where an outlier, whose class is
    ///   soon certain, would dominate the Hessian.
    init?(_ rows: some RowSource<Double>, _ centred: CentredCoefficients, shares penalties: [Double]) throws {
        let intercept = centred.hasIntercept
        let features = rows.rowShape.features
        let sample = RowSelection.sample(of: rows, blockLength: max(512, 4 * features))
        guard sample.rowCount >= 4 * (features + 1) else { return nil }
        let sums = try sample.fold(Gram<Double>(rows.rowShape))
        let weight = sums[features, features]
        let scales = centred.placement.scales
        let hasOutlier = scales.indices.contains { column in
            let limit = Self.outlierRatio * max(1 / scales[column], abs(centred.centres[column]))
            return sums[column, column] > limit * limit * weight
        }
        guard weight > 0, !hasOutlier else { return nil }
        // At coefficients of 0 every row has the IRLS weight p(1 − p) = ¼.
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / weight)
        let ridge = Tensor(penalties + (intercept ? [0] : [])).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        self.factor = factor
        means = (0..<features).map { sums[$0, features] / weight }
    }

    /// Returns the inverse Hessian times a gradient; the gradient itself where the system cannot be solved.
    func solve(_ gradient: [Double]) -> [Double] { (try? factor.solve(gradient)) ?? gradient }
}
