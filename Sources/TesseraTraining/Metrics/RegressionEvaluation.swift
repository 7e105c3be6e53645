public import Tessera

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

    /// Evaluates a model on the rows.
    ///
    /// - Throws: `TrainingError.rows` if the rows cannot be read; `noRows`, `noFeatures`, and `mismatched` for a number
    ///   of targets other than one; `invalidWeight` and `weightsAllZero`.
    public init<Scalar: RealScalar>(
        of model: any Predictor<Scalar>, task: RegressionTask, on data: some RowSource<Scalar>,
        executor: any TileExecutor = WorkerPool.shared
    ) throws(TrainingError) {
        try data.checkRegression()
        _ = try data.totalWeight()
        let loss: Loss<Scalar> = task == .linear ? .meanSquaredError : .binaryCrossEntropy
        let fold = RegressionFold(isBinary: task == .logistic, rows: data.rowCount, loss: loss) { features in
            model.linearPredictor(features).reshaped(to: [features.shape[0], 1])
        }
        try self.init(fold, isBinary: task == .logistic, data, executor)
    }

    init<Scalar: RealScalar>(
        _ fold: RegressionFold<Scalar>, isBinary: Bool, _ data: some RowSource<Scalar>, _ executor: any TileExecutor
    ) throws(TrainingError) {
        let found = try TrainingError.translating { try data.fold(fold, on: executor) }
        rows = found.rows
        loss = found.loss / found.weight
        if isBinary {
            var metrics = ["accuracy": found.correctWeight / found.weight]
            metrics["auc"] = found.scores.area
            self.metrics = metrics
        } else {
            let isConstant = found.deviations == 0
            let rSquared = isConstant ? 0 : 1 - found.squaredErrors / found.deviations
            metrics = ["rSquared": rSquared, "rmse": (found.squaredErrors / found.weight).squareRoot()]
        }
    }
}
