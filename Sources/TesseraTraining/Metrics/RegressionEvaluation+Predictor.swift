public import Tessera
public import TesseraModels

extension RegressionEvaluation {
    /// Evaluates a model on the rows.
    ///
    /// - Throws: `TrainingError` if the rows cannot be read, there are none, they have no features or not one target, or
    ///   their weights cannot be used.
    public init<Scalar: RealScalar>(
        of model: any Predictor<Scalar>, task: RegressionTask, on data: some RowSource<Scalar>,
        executor: any TileExecutor = WorkerPool.shared
    ) throws(TrainingError) {
        try TrainingError.translating {
            try data.checkRegression()
            _ = try data.totalWeight()
        }
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
        var metrics: [String: Double] = [:]
        if isBinary {
            metrics["accuracy"] = found.correctWeight / found.weight
            metrics["auc"] = found.scores.area
        } else {
            let isConstant = found.deviations == 0
            metrics["rSquared"] = isConstant ? 0 : 1 - found.squaredErrors / found.deviations
            metrics["rmse"] = (found.squaredErrors / found.weight).squareRoot()
        }
        self.init(rows: found.rows, loss: found.loss / found.weight, metrics: metrics)
    }
}
