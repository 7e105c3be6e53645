import Tessera

/// The mean and standard deviation of columns, for training on columns of mean 0 and variance 1.
struct Standardization<Scalar: RealScalar> {
    let mean: Tensor<Scalar>
    /// 1 where a column is constant.
    let deviation: Tensor<Scalar>

    /// Of the features.
    init(_ rows: some RowSource<Scalar>) throws(TrainingError) {
        let moments = try TrainingError.translating { try rows.fold(Moments<Scalar>(rows.rowShape)) }
        self.init(moments, 0..<rows.rowShape.features)
    }

    /// Of some of the features and targets.
    init(_ moments: Moments<Scalar>.Partial, _ columns: Range<Int>) {
        mean = Tensor(moments.means[columns].map { Scalar($0) })
        let spread = Tensor(moments.variances[columns].map { Scalar($0.squareRoot()) })
        // Rounding leaves a constant column a spread of some ulps of its value.
        let noise = mean.abs() * (Scalar.ulpOfOne * 8)
        deviation = select(spread .> noise, spread, otherwise: 1)
    }

    func apply(_ columns: Tensor<Scalar>) -> Tensor<Scalar> {
        (columns - mean) / deviation
    }

    /// The layer for features as given that does what `layer` does for standardised ones:
    /// Σ wᵢ (xᵢ − μᵢ) / σᵢ + b = Σ (wᵢ / σᵢ) xᵢ + (b − Σ wᵢ μᵢ / σᵢ).
    func folded(into layer: Linear<Scalar>) -> Linear<Scalar> {
        let weight = layer.weight / deviation.expandingDimensions(at: 1)
        return Linear(weight: weight, bias: layer.bias.map { $0 - mean.matmul(weight) })
    }

    /// The layer for targets as given that does what `layer` does for standardised ones.
    func unfolded(from layer: Linear<Scalar>) -> Linear<Scalar> {
        Linear(weight: layer.weight * deviation, bias: layer.bias.map { $0 * deviation + mean })
    }
}
