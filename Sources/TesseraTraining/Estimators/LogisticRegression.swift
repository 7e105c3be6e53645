public import Tessera
public import TesseraModels

/// Logistic regression by gradient descent: P(y = 1) ≈ σ(w·x + b) with maximum likelihood; targets are 0 or 1.
public struct LogisticRegression<Scalar: RealScalar>: RegressionEstimator {
    public var layer: Linear<Scalar>? { didSet { exactLayer = nil } }
    public var exactLayer: Linear<Double>?

    /// Creates a model that is not trained yet.
    public init() {}

    public var inDoublePrecision: any Estimator<Double> {
        var model = LogisticRegression<Double>()
        model.layer = exactLayer ?? layer.map { Linear(converting: $0) }
        return model
    }

    public static var task: RegressionTask { .logistic }

    /// Returns the probability of class 1: shape [rows] for features of shape [rows, features].
    public func predictProbability(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        linearPredictor(features).sigmoid()
    }

    /// Returns the more probable class, 0 or 1: shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        Tensor(linearPredictor(features) .> 0)
    }

    /// Returns the accuracy: the fraction of rows whose class is predicted correctly.
    public func score(_ data: RowTable<Scalar>) -> Double {
        Metrics.accuracy(predicted: predict(data.features), expected: data.targets)
    }
}
