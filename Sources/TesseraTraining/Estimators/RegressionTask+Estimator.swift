package import Tessera
package import TesseraModels

extension RegressionTask {
    /// Returns an untrained model of one linear layer for the task.
    package func makeEstimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any RegressionEstimator<Scalar> {
        switch self {
        case .linear: LinearRegression<Scalar>()
        case .logistic: LogisticRegression<Scalar>()
        }
    }
}
