import Tessera

/// Standardisation of the columns for training: (x − mean) / scale for each feature and, for regression, the target, in
/// double precision before anything is rounded to the precision of the training.
///
/// The scale of a feature is its standard deviation or, with a penalty, √(variance + what the penalty adds to the
/// curvature of the loss), so that the loss has the same curvature along every coefficient however strong the penalty
/// is.
struct Standardization: Sendable, Equatable, Codable {
    /// The mean of each feature.
    let means: [Double]
    /// The scale of each feature.
    let scales: [Double]
    let targetMean: Double
    let targetScale: Double

    /// - Parameters:
    ///   - movesTarget: whether to standardise the target too.
    ///   - penaltyCurvature: the curvature of the penalty, in units of the variance of a feature; added to each
    ///     variance.
    /// - Throws: `TrainingError` of kind `mismatched` if the squares of a column are not finite; `rows`.
    init<Rows: RowSource>(
        _ rows: Rows, movesTarget: Bool, penaltyCurvature: Double, on executor: any TileExecutor
    ) throws(TrainingError) {
        let features = rows.rowShape.features
        let (found, variances) = try TrainingError.translating { try Self.moments(of: rows, executor) }
        var (means, scales) = (found, [Double]())
        for (column, variance) in variances.enumerated() {
            guard variance.isFinite, means[column].isFinite else {
                let name = column < features ? "feature \(column)" : "the target"
                throw TrainingError(
                    .mismatched("\(name) has numbers whose squares are not finite; choose a larger unit"))
            }
            let total = Self.squaredScale(means[column], variance) + (column < features ? penaltyCurvature : 0)
            scales.append(total > 0 ? total.squareRoot() : 1)
        }
        targetMean = movesTarget ? means[features] : 0
        targetScale = movesTarget ? scales[features] : 1
        means.removeLast(means.count - features)
        scales.removeLast(scales.count - features)
        (self.means, self.scales) = (means, scales)
    }

    /// Computes means and variances by the two-pass algorithm (T. Chan, G. Golub, R. LeVeque, "Algorithms for computing
    /// the sample variance: analysis and recommendations", 1983). The first pass leaves the mean of a column far from 0
    /// some ulps off; the mean of the deviations from it, which the second pass computes, corrects it.
    private static func moments<Rows: RowSource>(
        of rows: Rows, _ executor: any TileExecutor
    ) throws -> (means: [Double], variances: [Double]) {
        let rough = try rows.fold(Moments(rows.rowShape), on: executor).means
        guard rough.allSatisfy(\.isFinite) else { return (rough, rough) }
        let centred = StandardizedRows<Rows.Scalar, Double>(rows, less: rough)
        let deviations = try centred.fold(Moments<Double>(rows.rowShape), on: executor)
        return (zip(rough, deviations.means).map { $0 + $1 }, deviations.variances)
    }

    /// Returns the variance, or mean² for a constant column: rounding may leave it a standard deviation of an ulp of
    /// the constant, which must not become the scale.
    private static func squaredScale(_ mean: Double, _ variance: Double) -> Double {
        variance.squareRoot() > abs(mean) * Double.ulpOfOne ? variance : mean * mean
    }

    /// Returns the layer for unstandardised columns that is equivalent to `layer` for standardised ones:
    /// s·(Σ wᵢ (xᵢ − μᵢ) / σᵢ + b) + m = Σ (s wᵢ / σᵢ) xᵢ + (s b + m − Σ s wᵢ μᵢ / σᵢ).
    func unstandardized<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
        unstandardizedTarget(from: unstandardizedFeatures(from: layer))
    }

    /// Returns the equivalent layer for unstandardised features; its output is still the standardised target.
    func unstandardizedFeatures<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
        let outputs = layer.weight.shape[1]
        let weights = Tensor<Double>(layer.weight) / Tensor(scales, shape: [scales.count, 1])
        let numbers = weights.scalars
        let bias = layer.bias.map { bias in
            Tensor(
                Tensor<Double>(bias).scalars.enumerated().map { output, start in
                    means.indices.reduce(DoubleDouble(start)) {
                        $0 - DoubleDouble(product: numbers[$1 * outputs + output], means[$1])
                    }.value
                })
        }
        return Linear(weight: weights, bias: bias)
    }

    /// Returns the equivalent layer whose output is the unstandardised target; its features stay those of `layer`.
    func unstandardizedTarget<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
        Linear(
            weight: Tensor<Double>(layer.weight) * Tensor(targetScale),
            bias: layer.bias.map { Tensor<Double>($0) * Tensor(targetScale) + Tensor(targetMean) })
    }
}

extension Linear {
    /// Converts a layer to another precision.
    init<Other: RealScalar>(converting layer: Linear<Other>) {
        self.init(weight: Tensor<Scalar>(layer.weight), bias: layer.bias.map { Tensor<Scalar>($0) })
    }
}
