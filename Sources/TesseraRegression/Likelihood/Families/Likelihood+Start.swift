import Tessera

extension Likelihood {
    /// Returns the coefficients that Newton's method starts from: one for each feature, then the intercept, 0 where
    /// there is none.
    ///
    /// With an intercept it is the model without features, whose mean is that of the targets, or the family's own start.
    /// Without one it is coefficients of 0, or, where these are no means of the family, least squares of the link of
    /// targets that are halfway to their mean, over a sample of the rows.
    func startingCoefficients(_ rows: some RowSource<Double>, intercept: Bool) throws -> [Double] {
        let zeros = [Double](repeating: 0, count: rows.rowShape.features)
        if intercept {
            return zeros + [link.linearPredictor(try family.start ?? TargetSums.of(rows, family).mean)]
        }
        if family.means.contains(link.meanValue(0)) { return zeros + [0] }
        let mean = try TargetSums.of(rows, family).mean
        let table = try rows.table ?? RowSelection.sample(of: rows, blockLength: 4096).materialized()
        let targets = table.targets.flattened().scalars.map { link.linearPredictor(($0 + mean) / 2) }
        return try table.features.leastSquares(Tensor(targets), method: .svd).solution.scalars + [0]
    }
}
