public import Tessera

/// The task that a linear model or a network is trained for.
public enum RegressionTask: String, Sendable, Codable, CaseIterable {
    /// Regression: predicts a number, with the least mean squared error.
    case linear
    /// Binary classification: predicts the probability of class 1, with maximum likelihood.
    case logistic

    /// Returns an untrained model of one linear layer for the task.
    public func makeEstimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any RegressionEstimator<Scalar> {
        switch self {
        case .linear: LinearRegression<Scalar>()
        case .logistic: LogisticRegression<Scalar>()
        }
    }
}
