/// The loss and the metrics of a model on some rows.
///
/// An evaluation is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct RegressionEvaluation: Sendable, Equatable, Codable {
    /// The number of rows.
    public let rows: Int
    /// The mean loss over the rows, without a penalty; weighted, as the metrics are, if the rows have weights.
    public let loss: Double
    /// The metrics by name: `rSquared` and `rmse` for regression; for classification `accuracy` and, if both classes
    /// are present and no score is NaN, `auc`. The AUC is exact for up to 1,048,576 rows, see `ROCAccumulator`, and
    /// ignores weights.
    public let metrics: [String: Double]

    package init(rows: Int, loss: Double, metrics: [String: Double]) {
        (self.rows, self.loss, self.metrics) = (rows, loss, metrics)
    }
}
