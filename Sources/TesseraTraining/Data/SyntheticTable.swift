public import Tessera

/// A table made from a seed, for benchmarks and for seeing whether known coefficients are found again.
///
/// Features are standard normal; the target is linear in them plus noise, or drawn with the logistic probability.
/// Every row depends on the seed and its own number only.
public struct SyntheticTable<Scalar: RealScalar>: Sendable {
    public enum Target: Sendable, Equatable {
        /// y = w·x + b + noise · N(0, 1).
        case linear(noise: Double)
        /// P(y = 1) = σ(w·x + b + noise · N(0, 1)).
        case logistic(noise: Double)
    }

    public let data: Dataset<Scalar>
    /// Shape [features]; normal with a variance of 4 / features, so that w·x has a standard deviation near 2.
    public let trueWeights: Tensor<Scalar>
    public let trueBias: Scalar

    public init(rows: Int, features: Int, target: Target, seed: UInt64) throws(TrainingError) {
        guard rows > 0 else { throw .noRows }
        guard features > 0 else { throw .noFeatures }
        let x = Tensor<Scalar>(normal: [rows, features], seed: seed, stream: Stream.features)
        let weights = Tensor<Scalar>(
            normal: [features], standardDeviation: 2 / Scalar.sqrt(Scalar(features)), seed: seed,
            stream: Stream.weights)
        let bias: Scalar = 0.5
        var signal = x.matmul(weights) + bias
        let noise = target.noise
        if noise != 0 {
            signal += Scalar(noise) * Tensor(normal: [rows], seed: seed, stream: Stream.noise)
        }
        if case .logistic = target {
            let threshold = Tensor<Scalar>(uniform: [rows], seed: seed, stream: Stream.labels)
            signal = Tensor(threshold .< signal.sigmoid())
        }
        data = Dataset(checkedFeatures: x, targets: signal.reshaped(to: [rows, 1]))
        trueWeights = weights
        trueBias = bias
    }

    private enum Stream {
        static var features: UInt64 { 1 }
        static var weights: UInt64 { 2 }
        static var noise: UInt64 { 3 }
        static var labels: UInt64 { 4 }
    }
}

extension SyntheticTable.Target {
    fileprivate var noise: Double {
        switch self {
        case .linear(let noise), .logistic(let noise): noise
        }
    }
}
