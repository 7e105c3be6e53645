import Crypto
import Foundation
import Tessera
import TesseraTraining

/// A finished training: the model and what was measured, whatever the precision.
struct TrainingRun {
    let model: SavedRegression
    let history: TrainingHistory
    let training: RegressionEvaluation
    let validation: RegressionEvaluation?
    /// The largest |w − true w| of synthetic data.
    let recoveredError: Double?
    let weightsSHA256: String
    let seconds: Double

    init<Scalar: RealScalar>(
        _ input: TrainingInput<Scalar>, task: RegressionTask, options: TrainingOptions,
        precision: SavedRegression.Precision, backend: Backend
    ) throws {
        var estimator = task.makeEstimator(Scalar.self)
        (history, seconds) = try Self.fit(&estimator, input, options)
        training = try RegressionEvaluation(of: estimator, task: task, on: input.training)
        validation = try input.validation.map { try RegressionEvaluation(of: estimator, task: task, on: $0) }
        guard training.isFinite, validation?.isFinite ?? true else {
            throw Failure(
                .trainingFailed,
                "training diverged: the loss of the trained model is not finite; choose a smaller learning rate or "
                    + "standardise the features")
        }
        let weights = estimator.weights.scalars
        recoveredError = input.trueWeights.map { truth in
            zip(weights, truth.scalars).lazy.map { abs(Double($0) - Double($1)) }.max() ?? 0
        }
        weightsSHA256 = Self.hash(weights + [estimator.bias])
        model = try SavedRegression(
            task: task, features: input.features, target: input.target, weights: weights.map { Double($0) },
            bias: Double(estimator.bias), precision: precision,
            training: SavedRegression.Training(
                rows: input.training.rowCount, epochs: history.losses.count, loss: training.loss, seed: options.seed,
                backend: backend.name))
    }

    private static func fit<Scalar: RealScalar>(
        _ estimator: inout any RegressionEstimator<Scalar>, _ input: TrainingInput<Scalar>, _ options: TrainingOptions
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
