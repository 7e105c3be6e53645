public import Tessera
public import TesseraModels

/// Linear regression by gradient descent: y ≈ w·x + b with the least mean squared error.
public struct LinearRegression<Scalar: RealScalar>: RegressionEstimator {
    public var layer: Linear<Scalar>? { didSet { exactLayer = nil } }
    public var exactLayer: Linear<Double>?

    /// Creates a model that is not trained yet.
    public init() {}

    public var inDoublePrecision: any Estimator<Double> {
        var model = LinearRegression<Double>()
        model.layer = exactLayer ?? layer.map { Linear(converting: $0) }
        return model
    }

    public static var task: RegressionTask { .linear }

    /// Returns the predictions ŷ: shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        linearPredictor(features)
    }

    /// Returns R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: 1 is perfect, 0 is as good as the mean. It is 0 for constant targets.
    public func score(_ data: RowTable<Scalar>) -> Double {
        Metrics.rSquared(predicted: predict(data.features), expected: data.targets)
    }
}
