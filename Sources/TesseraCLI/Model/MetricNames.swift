import TesseraTraining

extension RegressionEvaluation {
    var isFinite: Bool { loss.isFinite && metrics.values.allSatisfy(\.isFinite) }
}

extension AlignedLines {
    /// Adds a line for each metric under its usual name.
    mutating func add(metrics: [String: Double], prefix: String = "") {
        for (key, name) in [("rSquared", "R²"), ("rmse", "RMSE"), ("accuracy", "accuracy"), ("auc", "AUC")] {
            if let value = metrics[key] { add(prefix + name, significant(value)) }
        }
    }
}
