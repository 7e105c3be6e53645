public import Tessera

/// How well a model of one linear layer does on some rows.
public struct RegressionEvaluation: Sendable, Equatable, Encodable {
    public let rows: Int
    /// The mean loss over the rows, without a penalty.
    public let loss: Double
    /// `rSquared` and `rmse` of linear regression; `accuracy` of logistic regression and, where both classes are
    /// present, `auc`.
    public let metrics: [String: Double]

    public init<Scalar: RealScalar>(
        of model: any RegressionEstimator<Scalar>, task: RegressionTask, on data: Dataset<Scalar>
    ) {
        rows = data.rows
        loss = Double(model.loss(data))
        let output = model.linearPredictor(data.features)
        switch task {
        case .linear:
            metrics = [
                "rSquared": Metrics.rSquared(predicted: output, expected: data.targets),
                "rmse": Metrics.rootMeanSquaredError(predicted: output, expected: data.targets),
            ]
        case .logistic:
            let classes = Tensor<Scalar>(output .> 0)
            var metrics = ["accuracy": Metrics.accuracy(predicted: classes, expected: data.targets)]
            metrics["auc"] = Metrics.areaUnderROC(scores: output, expected: data.targets)
            self.metrics = metrics
        }
    }
}
