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
        let (elements, overflow) = rows.multipliedReportingOverflow(by: features)
        guard !overflow, elements <= Int.max / 16, rows <= Int(Int32.max) else {
            throw .mismatched("a table of \(rows) rows and \(features) features cannot be held in memory")
        }
        guard target.noise >= 0, target.noise.isFinite else {
            throw .invalidOption(name: "noise", value: "\(target.noise)", expected: "at least 0 and finite")
        }
        let x = Tensor<Scalar>(normal: [rows, features], seed: seed, stream: RandomStream.features)
        let weights = Tensor<Scalar>(
            normal: [features], standardDeviation: 2 / Scalar.sqrt(Scalar(features)), seed: seed,
            stream: RandomStream.weights)
        let bias: Scalar = 0.5
        var signal = x.matmul(weights) + bias
        let noise = target.noise
        if noise != 0 {
            signal += Scalar(noise) * Tensor(normal: [rows], seed: seed, stream: RandomStream.noise)
        }
        if case .logistic = target {
            let threshold = Tensor<Scalar>(uniform: [rows], seed: seed, stream: RandomStream.labels)
            signal = Tensor(threshold .< signal.sigmoid())
        }
        data = Dataset(checkedFeatures: x, targets: signal.reshaped(to: [rows, 1]))
        trueWeights = weights
        trueBias = bias
    }
}

extension SyntheticTable.Target {
    fileprivate var noise: Double {
        switch self {
        case .linear(let noise), .logistic(let noise): noise
        }
    }
}
