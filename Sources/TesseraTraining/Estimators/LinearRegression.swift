public import Tessera

/// y ≈ w·x + b with the least mean squared error.
public struct LinearRegression<Scalar: RealScalar>: RegressionEstimator {
    public var layer: Linear<Scalar>? { didSet { exactLayer = nil } }
    public var exactLayer: Linear<Double>?

    public init() {}

    public var inDoublePrecision: any Estimator<Double> {
        var model = LinearRegression<Double>()
        model.layer = exactLayer ?? layer.map { Linear(converting: $0) }
        return model
    }

    public static var loss: Loss<Scalar> { .meanSquaredError }
    public static var penaltyShare: Scalar { 1 }

    public func check(_ data: some RowSource) throws(TrainingError) {
        try data.checkFinite()
    }
    public func checkTargets(_ data: some RowSource) throws(TrainingError) {
        try data.checkFinite()
    }

    /// Shape [rows] for features of shape [rows, features].
    public func predict(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        linearPredictor(features)
    }

    /// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; 0 is as good as the mean, which is also the answer for constant targets.
    public func score(_ data: Dataset<Scalar>) -> Double {
        Metrics.rSquared(predicted: predict(data.features), expected: data.targets)
    }
}
