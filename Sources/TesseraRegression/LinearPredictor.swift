public import Tessera
internal import TesseraModels

/// The linear predictor η = w·x + b of a fitted model, where x are the features and, for a polynomial, their powers.
package struct LinearPredictor: Sendable, Equatable {
    /// The names of the features, in the order of the columns.
    package let features: [String]
    /// The highest power of each feature; 1 unless the model is a polynomial.
    package let degree: Int
    /// One coefficient for each feature or, for a polynomial, one for each of its powers, feature by feature.
    package let weights: [Double]
    /// The intercept; 0 where the model has none.
    package let intercept: Double

    init(features: [String], degree: Int, weights: [Double], intercept: Double) {
        (self.features, self.degree, self.weights, self.intercept) = (features, degree, weights, intercept)
    }

    /// - Parameter coefficients: the intercept first, where there is one, then each feature with its powers.
    init(_ coefficients: [Coefficient], hasIntercept: Bool, degree: Int) {
        let own = Array(coefficients.dropFirst(hasIntercept ? 1 : 0))
        self.init(
            features: stride(from: 0, to: own.count, by: degree).map { own[$0].name }, degree: degree,
            weights: own.map(\.estimate), intercept: hasIntercept ? coefficients[0].estimate : 0)
    }

    /// Creates a linear predictor from numbers that were read from a file.
    ///
    /// - Throws: `SavedModelError` where the numbers do not belong together or are not finite.
    init(
        checkedFeatures features: [String], degree: Int, weights: [Double], intercept: Double
    ) throws(SavedModelError) {
        self.init(features: features, degree: degree, weights: weights, intercept: intercept)
        _ = try saved(.linear, target: "")
    }

    /// Returns η of each row: shape [rows] for features of shape [rows, features].
    package func callAsFunction(_ features: Tensor<Double>) -> Tensor<Double> {
        requireFeatures(features.shape, count: self.features.count)
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

/// A fitted model of one linear predictor: what linear, logistic and generalised linear models have in common. Those
/// whose linear predictor is the prediction or the logit are a `Predictor` too.
public protocol LinearPredictorModel: Sendable {
    /// The names of the features, in the order of the columns that `predict` takes.
    var features: [String] { get }
    /// One coefficient for each feature or, for a polynomial, one for each of its powers, feature by feature.
    var weights: [Double] { get }
    /// The intercept; 0 where the model has none.
    var intercept: Double { get }

    /// Returns η = w·x + b of each row: shape [rows] for features of shape [rows, features].
    func linearPredictor(_ features: Tensor<Double>) -> Tensor<Double>
}
