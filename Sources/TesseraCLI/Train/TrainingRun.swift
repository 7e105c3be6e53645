import Foundation
import Tessera
import TesseraTraining

/// A finished training: the model and its metrics, independent of the precision.
struct TrainingRun {
    let model: SavedModel
    let record: SavedRegression.Training
    /// The coefficients of a regression; nil for a network.
    let weights: [Double]?
    let bias: Double?
    /// The number of trained parameters.
    let parameterCount: Int
    let history: TrainingHistory
    let training: RegressionEvaluation
    let validation: RegressionEvaluation?
    /// The largest |w − true w|, for synthetic data.
    let recoveredError: Double?
    let weightsSHA256: String
    let seconds: Double
    /// The failure of writing the checkpoint, which does not prevent other results.
    let checkpointFailure: Failure?
    /// The number of epochs of this run, without those of the checkpoint.
    let epochsDone: Int

    init<Source: RealScalar, Scalar: RealScalar>(
        _ input: TrainingInput<Source>, _ untrained: any Estimator<Scalar>, _ optimizer: any Optimizer<Scalar>,
        options: TrainingOptions, checkpoint: CheckpointFile?, precision: SavedRegression.Precision, backend: Backend
    ) throws {
        var estimator = untrained
        (history, seconds, checkpointFailure) = try Self.fit(&estimator, input, optimizer, options, checkpoint)
        epochsDone = history.losses.count - (checkpoint?.epochs ?? 0)
        let trained = estimator
        training = try Self.evaluation(of: trained, input.task, on: input.training)
        validation = try input.validation.map { try Self.evaluation(of: trained, input.task, on: $0) }
        guard training.isFinite, validation?.isFinite ?? true else {
            throw Failure(
                .trainingFailed,
                "training diverged: the loss of the trained model is not finite; choose a smaller learning rate"
                    + (options.standardizes ? "" : " or standardise the features"))
        }
        let numbers = estimator.parameters.flatMap(\.scalars)
        parameterCount = numbers.count
        weightsSHA256 = Self.hash(numbers)
        record = SavedRegression.Training(
            rows: input.training.rowCount, epochs: history.losses.count, loss: training.loss, seed: options.seed,
            backend: backend.name)
        let regression = estimator.inDoublePrecision as? any RegressionEstimator<Double>
        weights = regression?.weights.scalars
        bias = regression?.bias
        recoveredError = weights.flatMap { weights in
            input.trueWeights.map { truth in
                zip(weights, truth.scalars).lazy.map { abs($0 - Double($1)) }.max() ?? 0
            }
        }
        model = try Self.saved(estimator, input, weights, bias, precision, record)
    }

    /// Evaluates the model in double precision where the rows are.
    private static func evaluation<Source: RealScalar, Scalar: RealScalar>(
        of model: any Estimator<Scalar>, _ task: RegressionTask, on rows: any RowSource<Source>
    ) throws -> RegressionEvaluation {
        if let precise = rows as? any RowSource<Double> {
            return try RegressionEvaluation(of: model.inDoublePrecision, task: task, on: precise)
        }
        guard let same = rows as? any RowSource<Scalar> else {
            fatalError("rows of \(Source.self) for a model of \(Scalar.self): rows are of its precision or of double")
        }
        return try RegressionEvaluation(of: model, task: task, on: same)
    }

    private static func saved<Source: RealScalar, Scalar: RealScalar>(
        _ estimator: any Estimator<Scalar>, _ input: TrainingInput<Source>, _ weights: [Double]?, _ bias: Double?,
        _ precision: SavedRegression.Precision, _ record: SavedRegression.Training
    ) throws -> SavedModel {
        if let network = estimator as? NetworkRegression<Scalar> {
            return SavedModel(
                try SavedNetwork(network, features: input.features, target: input.target, training: record))
        }
        return SavedModel(
            try SavedRegression(
                task: input.task, features: input.features, target: input.target, weights: weights ?? [],
                bias: bias ?? 0, precision: precision, training: record))
    }

    private static func fit<Source: RealScalar, Scalar: RealScalar>(
        _ estimator: inout any Estimator<Scalar>, _ input: TrainingInput<Source>, _ optimizer: any Optimizer<Scalar>,
        _ options: TrainingOptions, _ checkpoint: CheckpointFile?
    ) throws -> (TrainingHistory, seconds: Double, Failure?) {
        let description = try checkpoint.map { _ in try input.description() }
        var options = options
        if let checkpoint, let description { try checkpoint.prepare(&options, description) }
        let (history, seconds): (TrainingHistory, Double)
        do {
            (history, seconds) = try timed(&estimator, input, optimizer, options)
        } catch {
            if let checkpoint, let description { throw checkpoint.failure(error, description) }
            throw error
        }
        do {
            if let checkpoint, let description { try checkpoint.save(history, description) }
            return (history, seconds, nil)
        } catch {
            return (history, seconds, Failure(error))
        }
    }

    private static func timed<Source: RealScalar, Scalar: RealScalar>(
        _ estimator: inout any Estimator<Scalar>, _ input: TrainingInput<Source>, _ optimizer: any Optimizer<Scalar>,
        _ options: TrainingOptions
    ) throws(TrainingError) -> (TrainingHistory, seconds: Double) {
        var bar = ProgressBar()
        defer { bar.clear() }
        let clock = ContinuousClock()
        let start = clock.now
        let history = try estimator.fit(
            input.training, optimizer: optimizer, options: options, validation: input.validation,
            progress: { bar.update($0) })
        return (history, (clock.now - start).seconds)
    }

    /// Returns the SHA-256 of the numbers' little-endian bytes in hexadecimal digits.
    private static func hash<Scalar: RealScalar>(_ numbers: [Scalar]) -> String {
        var digest = SHA256()
        for number in numbers {
            if let number = number as? Float { digest.append(number) } else { digest.append(Double(number)) }
        }
        return digest.hexadecimalDigest()
    }
}
