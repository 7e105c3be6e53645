public import Tessera

/// How well a model does on some rows.
public struct RegressionEvaluation: Sendable, Equatable, Encodable {
    public let rows: Int
    /// The mean loss over the rows, without a penalty; weighted, as the metrics are, where rows have weights.
    public let loss: Double
    /// `rSquared` and `rmse` of linear regression; `accuracy` of logistic regression and, where both classes are
    /// present, `auc`, which is exact for up to 1,048,576 rows and counts every row once.
    public let metrics: [String: Double]

    /// - Throws: `TrainingError` where the rows cannot be read, have other than one target or weights that are none.
    public init<Scalar: RealScalar>(
        of model: any Estimator<Scalar>, task: RegressionTask, on data: some RowSource<Scalar>,
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
            var metrics = ["accuracy": found.hits / found.weight]
            metrics["auc"] = found.scores.area
            self.metrics = metrics
        } else {
            let isConstant = found.deviations == 0
            let rSquared = isConstant ? 0 : 1 - found.squaredErrors / found.deviations
            metrics = ["rSquared": rSquared, "rmse": (found.squaredErrors / found.weight).squareRoot()]
        }
    }
}
