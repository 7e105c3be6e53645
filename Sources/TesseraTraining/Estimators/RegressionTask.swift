public import Tessera

/// What a model of one linear layer is trained for.
public enum RegressionTask: String, Sendable, Codable, CaseIterable {
    /// Predicts numbers, with the least mean squared error.
    case linear
    /// Predicts the probability of class 1, with the greatest likelihood.
    case logistic

    /// An untrained model for the task.
    public func makeEstimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any RegressionEstimator<Scalar> {
        switch self {
        case .linear: LinearRegression<Scalar>()
        case .logistic: LogisticRegression<Scalar>()
        }
    }
}
