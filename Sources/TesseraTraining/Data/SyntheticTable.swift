public import Tessera
internal import TesseraModels

/// Synthetic rows generated from a seed, for benchmarks and for tests that recover known coefficients.
///
/// Features are standard normal. The target is linear in them plus noise, or a class drawn with the logistic
/// probability. A row depends only on the seed and its index and is generated each time it is read: nothing is stored.
public struct SyntheticTable<Scalar: RealScalar>: RowSource {
    /// The distribution of the targets.
    public enum Target: Sendable, Equatable {
        /// y = w·x + b + noise · N(0, 1).
        case linear(noise: Double)
        /// P(y = 1) = σ(w·x + b + noise · N(0, 1)).
        case logistic(noise: Double)
    }

    public let rowCount: Int
    public let rowShape: RowShape
    /// The distribution of the targets.
    package let target: Target
    /// The seed of the features, the coefficients and the noise.
    package let seed: UInt64
    /// The coefficients w, shape [features]; normal with variance 4 / features, so that w·x has a standard deviation
    /// near 2.
    public let trueWeights: Tensor<Scalar>
    /// The intercept b.
    package let trueBias: Scalar = 0.5
    private let generator: RowGenerator<Scalar>

    /// Creates a table of synthetic rows.
    ///
    /// - Parameters:
    ///   - rows: the number of rows, at least 1.
    ///   - features: the number of features, at least 1.
    ///   - target: the distribution of the targets.
    ///   - seed: determines the features, the coefficients and the noise.
    /// - Throws: `TrainingError` if there are no rows or features, rows × features is too large to be addressed, the noise
    ///   is negative or not finite, or one row does not fit in memory.
    public init(rows: Int, features: Int, target: Target, seed: UInt64) throws(TrainingError) {
        guard rows > 0 else { throw TrainingError(.noRows) }
        guard features > 0 else { throw TrainingError(.noFeatures) }
        guard rows.multipliedReportingOverflow(by: features).partialValue <= Int.max / 16,
            !rows.multipliedReportingOverflow(by: features).overflow
        else {
            throw TrainingError(
                .mismatched("a table of \(rows) rows and \(features) features cannot be held in memory"))
        }
        guard target.noise >= 0, target.noise.isFinite else {
            throw TrainingError(
                .invalidOption(name: "noise", value: "\(target.noise)", expected: "at least 0 and finite"))
        }
        try TrainingError.translating {
            try requireMemory(features, MemoryLayout<Scalar>.stride, for: "a row of \(counted(features, "feature"))")
        }
        rowCount = rows
        rowShape = RowShape(features: features)
        self.target = target
        self.seed = seed
        trueWeights = Tensor(
            normal: [features], standardDeviation: 2 / Scalar.sqrt(Scalar(features)), seed: seed,
            stream: RandomStream.weights)
        generator = RowGenerator(weights: trueWeights, bias: trueBias)
    }

    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        let (x, y) = (block.columns[0], block.columns[1])
        generator.normal(x, rows, each: rowShape.features, seed, RandomStream.features)
        generator.addProducts(of: x, rows.count, to: y)
        if target.noise != 0 {
            generator.addNoise(Scalar(target.noise), to: y, rows, seed, RandomStream.noise)
        }
        if case .logistic = target { generator.draw(y, rows, seed, RandomStream.labels) }
    }
}

extension SyntheticTable: PrevalidatedRows {}

extension SyntheticTable.Target {
    fileprivate var noise: Double {
        switch self {
        case .linear(let noise), .logistic(let noise): noise
        }
    }
}
