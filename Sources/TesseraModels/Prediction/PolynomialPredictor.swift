package import Tessera

/// A polynomial in each feature, Σⱼ (wⱼ₁·xⱼ + wⱼ₂·xⱼ² + …) + b, evaluated by Horner's rule.
package struct PolynomialPredictor<Scalar: RealScalar>: Predictor {
    /// The weights of each power, from the first on; each of shape [features].
    private let weights: [Tensor<Scalar>]
    private let bias: Scalar

    /// - Parameter weights: those of the powers of the first feature, then those of the second one, ….
    package init(weights: [Double], bias: Double, degree: Int) {
        self.weights = (0..<degree).map { power in
            Tensor(stride(from: power, to: weights.count, by: degree).map { Scalar(weights[$0]) })
        }
        self.bias = Scalar(bias)
    }

    package var featureCount: Int? { weights[0].shape[0] }

    package func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        requireFeatures(features.shape, count: featureCount)
        let sum = weights.dropLast().reversed().reduce(features * weights[weights.count - 1]) { sum, weight in
            (sum + weight) * features
        }
        return sum.sum(axis: 1) + Tensor(bias)
    }
}
