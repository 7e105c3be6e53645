import Tessera
import TesseraTraining

/// The linear predictor η = w·x + b of a fitted model, where x are the features and, for a polynomial, their powers.
struct LinearPredictor: Sendable, Equatable {
    let features: [String]
    /// The highest power of each feature.
    let degree: Int
    /// One weight for each feature or, for a polynomial, one for each of its powers, feature by feature.
    let weights: [Double]
    /// 0 where the model has no intercept.
    let intercept: Double

    /// - Parameter coefficients: the intercept first, where there is one, then each feature with its powers.
    init(_ coefficients: [Coefficient], hasIntercept: Bool, degree: Int) {
        let own = Array(coefficients.dropFirst(hasIntercept ? 1 : 0))
        (weights, self.degree) = (own.map(\.estimate), degree)
        features = stride(from: 0, to: own.count, by: degree).map { own[$0].name }
        intercept = hasIntercept ? coefficients[0].estimate : 0
    }

    /// Returns η of each row: shape [rows] for features of shape [rows, features].
    func callAsFunction(_ features: Tensor<Double>) -> Tensor<Double> {
        if degree == 1 { return ofColumns(features) }
        return PolynomialPredictor<Double>(weights: weights, bias: intercept, degree: degree).linearPredictor(features)
    }

    /// Returns η of rows that have the powers of the features as columns of their own.
    func ofColumns(_ columns: Tensor<Double>) -> Tensor<Double> {
        let product = columns.matmul(Tensor(weights))
        return intercept == 0 ? product : product + intercept
    }

    func saved(_ task: RegressionTask, target: String) throws(SavedModelError) -> SavedModel {
        SavedModel(
            try SavedRegression(
                task: task, features: features, target: target, weights: weights, bias: intercept, precision: .double,
                degree: degree))
    }
}
