import Tessera

/// The mean and standard deviation of each feature, for training on features of mean 0 and variance 1.
struct Standardization<Scalar: RealScalar> {
    let mean: Tensor<Scalar>
    /// 1 where a feature is constant.
    let deviation: Tensor<Scalar>

    init(_ rows: some RowSource<Scalar>) throws(TrainingError) {
        let moments = try TrainingError.translating { try rows.fold(Moments<Scalar>(rows.rowShape)) }
        let width = rows.rowShape.features
        mean = Tensor(moments.means.prefix(width).map { Scalar($0) })
        let spread = Tensor(moments.variances.prefix(width).map { Scalar($0.squareRoot()) })
        // Rounding leaves a constant column a spread of some ulps of its value.
        let noise = mean.abs() * (Scalar.ulpOfOne * 8)
        deviation = select(spread .> noise, spread, otherwise: 1)
    }

    func apply(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        (features - mean) / deviation
    }

    /// The layer for features as given that does what `layer` does for standardised ones:
    /// Σ wᵢ (xᵢ − μᵢ) / σᵢ + b = Σ (wᵢ / σᵢ) xᵢ + (b − Σ wᵢ μᵢ / σᵢ).
    func folded(into layer: Linear<Scalar>) -> Linear<Scalar> {
        let weight = layer.weight / deviation.expandingDimensions(at: 1)
        return Linear(weight: weight, bias: layer.bias.map { $0 - mean.matmul(weight) })
    }
}
