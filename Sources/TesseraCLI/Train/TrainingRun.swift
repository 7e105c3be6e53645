import Crypto
import Foundation
import Tessera
import TesseraTraining

/// A finished training: the model and what was measured, whatever the precision.
struct TrainingRun {
    let model: any SavedModel
    let record: SavedRegression.Training
    /// The coefficients and the intercept of a model that has them.
    let weights: [Double]?
    let bias: Double?
    /// How many numbers were trained.
    let parameterCount: Int
    let history: TrainingHistory
    let training: RegressionEvaluation
    let validation: RegressionEvaluation?
    /// The largest |w − true w| of synthetic data.
    let recoveredError: Double?
    let weightsSHA256: String
    let seconds: Double
    /// Epochs that were done in that time.
    let epochsDone: Int

    init<Scalar: RealScalar>(
        _ input: TrainingInput<Scalar>, _ untrained: any Estimator<Scalar>, options: TrainingOptions,
        checkpoint: CheckpointFile?, precision: SavedRegression.Precision, backend: Backend
    ) throws {
        var estimator = untrained
        (history, seconds) = try Self.fit(&estimator, input, options)
        epochsDone = history.losses.count - (checkpoint?.epochs ?? 0)
        try checkpoint?.keep(history)
        training = try RegressionEvaluation(of: estimator, task: input.task, on: input.training)
        let trained = estimator
        validation = try input.validation.map { try RegressionEvaluation(of: trained, task: input.task, on: $0) }
        guard training.isFinite, validation?.isFinite ?? true else {
            throw Failure(
                .trainingFailed,
                "training diverged: the loss of the trained model is not finite; choose a smaller learning rate or "
                    + "standardise the features")
        }
        let numbers = estimator.parameters.flatMap(\.scalars)
        parameterCount = numbers.count
        weightsSHA256 = Self.hash(numbers)
        record = SavedRegression.Training(
            rows: input.training.rowCount, epochs: history.losses.count, loss: training.loss, seed: options.seed,
            backend: backend.name)
        let regression = estimator as? any RegressionEstimator<Scalar>
        weights = regression?.weights.scalars.map { Double($0) }
        bias = regression.map { Double($0.bias) }
        recoveredError = regression.flatMap { regression in
            input.trueWeights.map { truth in
                zip(regression.weights.scalars, truth.scalars).lazy.map { abs(Double($0) - Double($1)) }.max() ?? 0
            }
        }
        model = try Self.saved(estimator, input, weights, bias, precision, record)
    }

    private static func saved<Scalar: RealScalar>(
        _ estimator: any Estimator<Scalar>, _ input: TrainingInput<Scalar>, _ weights: [Double]?, _ bias: Double?,
        _ precision: SavedRegression.Precision, _ record: SavedRegression.Training
    ) throws -> any SavedModel {
        if let network = estimator as? NetworkRegression<Scalar> {
            return try SavedNetwork(network, features: input.features, target: input.target, training: record)
        }
        return try SavedRegression(
            task: input.task, features: input.features, target: input.target, weights: weights ?? [],
            bias: bias ?? 0, precision: precision, training: record)
    }

    private static func fit<Scalar: RealScalar>(
        _ estimator: inout any Estimator<Scalar>, _ input: TrainingInput<Scalar>, _ options: TrainingOptions
    ) throws -> (TrainingHistory, seconds: Double) {
        var bar = ProgressBar()
        defer { bar.clear() }
        let clock = ContinuousClock()
        let start = clock.now
        let history = try estimator.fit(
            input.training, options: options, validation: input.validation, progress: { bar.update($0) })
        return (history, (clock.now - start).seconds)
    }

    /// SHA-256 of the numbers' little-endian bytes, in hexadecimal digits.
    private static func hash<Scalar: RealScalar>(_ numbers: [Scalar]) -> String {
        var hasher = SHA256()
        for number in numbers {
            if let number = number as? Float {
                withUnsafeBytes(of: number.bitPattern.littleEndian) { hasher.update(bufferPointer: $0) }
            } else {
                withUnsafeBytes(of: Double(number).bitPattern.littleEndian) { hasher.update(bufferPointer: $0) }
            }
        }
        return hasher.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
