import Tessera

/// Where training puts columns: each feature, and numbers to predict, less their mean and over a scale, in double precision
/// before anything is rounded to the precision of the training.
///
/// The scale of a feature is its standard deviation or, with a penalty, the square root of its variance plus what the penalty
/// adds to the curvature of the loss, so that the loss bends alike along every coefficient however strong the penalty is.
struct Standardization: Sendable, Equatable, Codable {
    /// Of each feature.
    let means: [Double]
    let scales: [Double]
    let targetMean: Double
    let targetScale: Double

    /// - Parameters:
    ///   - movesTarget: whether the target is placed too.
    ///   - stiffness: the variance whose part in the curvature of the loss is the penalty's.
    init<Rows: RowSource>(
        _ rows: Rows, movesTarget: Bool, stiffness: Double, on executor: any TileExecutor
    ) throws(TrainingError) {
        let features = rows.rowShape.features
        let (found, variances) = try TrainingError.translating { try Self.moments(of: rows, executor) }
        var (means, scales) = (found, [Double]())
        for (column, variance) in variances.enumerated() {
            guard variance.isFinite, means[column].isFinite else {
                let name = column < features ? "feature \(column)" : "the target"
                throw .mismatched("\(name) has numbers whose squares are not finite; choose a larger unit")
            }
            let total = Self.size(means[column], variance) + (column < features ? stiffness : 0)
            scales.append(total > 0 ? total.squareRoot() : 1)
        }
        targetMean = movesTarget ? means[features] : 0
        targetScale = movesTarget ? scales[features] : 1
        means.removeLast(means.count - features)
        scales.removeLast(scales.count - features)
        (self.means, self.scales) = (means, scales)
    }

    /// Means and variances; the deviations from means that are some ulps of a column far from 0 off correct these (the two-pass
    /// algorithm of T. Chan, G. Golub, R. LeVeque, "Algorithms for computing the sample variance", 1983).
    private static func moments<Rows: RowSource>(
        of rows: Rows, _ executor: any TileExecutor
    ) throws -> (means: [Double], variances: [Double]) {
        let rough = try rows.fold(Moments(rows.rowShape), on: executor).means
        guard rough.allSatisfy(\.isFinite) else { return (rough, rough) }
        let centred = StandardizedRows<Rows.Scalar, Double>(rows, less: rough)
        let rest = try centred.fold(Moments<Double>(rows.rowShape), on: executor)
        return (zip(rough, rest.means).map { $0 + $1 }, rest.variances)
    }

    /// The variance, or the square of a constant, of which rounding leaves an ulp: over the constant it is nothing.
    private static func size(_ mean: Double, _ variance: Double) -> Double {
        variance.squareRoot() > abs(mean) * Double.ulpOfOne ? variance : mean * mean
    }

    /// The layer for columns as given that does what `layer` does for placed ones:
    /// s·(Σ wᵢ (xᵢ − μᵢ) / σᵢ + b) + m = Σ (s wᵢ / σᵢ) xᵢ + (s b + m − Σ s wᵢ μᵢ / σᵢ).
    func unfolded<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
        unfoldedTarget(from: unfoldedFeatures(from: layer))
    }

    /// For features as given, and the target where it is placed.
    func unfoldedFeatures<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
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

    /// For the target as given, and features as the layer has them.
    func unfoldedTarget<Scalar: RealScalar>(from layer: Linear<Scalar>) -> Linear<Double> {
        Linear(
            weight: Tensor<Double>(layer.weight) * Tensor(targetScale),
            bias: layer.bias.map { Tensor<Double>($0) * Tensor(targetScale) + Tensor(targetMean) })
    }
}

extension Linear {
    /// The same layer in another precision.
    init<Other: RealScalar>(converting layer: Linear<Other>) {
        self.init(weight: Tensor<Scalar>(layer.weight), bias: layer.bias.map { Tensor<Scalar>($0) })
    }
}
