import Foundation
import Tessera
import TesseraTraining

/// The report of `tessera train`; the properties are the JSON keys.
struct TrainingReport: Encodable {
    let model: ModelKind
    let task: RegressionTask
    let hidden: [Int]?
    let activation: String?
    let parameters: Int
    let rows: Int
    let features: Int
    let featureNames: [String]
    let epochs: Int
    let stoppedEarly: Bool
    /// Whether training has converged; see `LossConvergence`.
    let converged: Bool
    let loss: Double
    let metrics: [String: Double]
    let validation: RegressionEvaluation?
    let weights: [Double]?
    let bias: Double?
    let recoveredError: Double?
    let weightsSHA256: String
    let seed: UInt64?
    let seconds: Double
    let rowsPerSecond: Double
    let peakResidentBytes: Int
    let backend: String
    let precision: SavedRegression.Precision
    private let convergence: LossConvergence

    private enum CodingKeys: String, CodingKey {
        case model, task, hidden, activation, parameters, rows, features, featureNames, epochs, stoppedEarly, converged
        case loss, metrics, validation, weights, bias, recoveredError, weightsSHA256, seed, seconds, rowsPerSecond
        case peakResidentBytes, backend, precision
    }

    init(_ run: TrainingRun, backend: Backend) {
        let network: SavedNetwork? = if case .network(let network) = run.model.kind { network } else { nil }
        task = run.model.task
        model = network != nil ? .mlp : (run.model.task == .linear ? .linear : .logistic)
        hidden = network?.layers.dropLast().map(\.bias.count)
        activation = network?.activation
        parameters = run.parameterCount
        rows = run.training.rows
        features = run.model.features.count
        featureNames = run.model.features
        epochs = run.history.losses.count
        stoppedEarly = run.history.stoppedEarly
        converged = run.history.hasConverged
        convergence = run.history.convergence
        loss = run.training.loss
        metrics = run.training.metrics
        validation = run.validation
        weights = run.weights
        bias = run.bias
        recoveredError = run.recoveredError
        weightsSHA256 = run.weightsSHA256
        seed = run.record.seed
        seconds = run.seconds
        rowsPerSecond = run.seconds > 0 ? Double(rows) * Double(run.epochsDone) / run.seconds : 0
        peakResidentBytes = TesseraCLI.peakResidentBytes()
        self.backend = backend.name
        precision = run.model.precision
    }
}

extension TrainingReport {
    /// The report as text.
    var text: String {
        var lines = AlignedLines()
        if let hidden {
            let layers = hidden.map(String.init).joined(separator: ", ")
            let size = counted(parameters, "parameter")
            lines.add("model", "network of hidden layers \(layers), \(activation ?? ""), \(size)")
        }
        lines.add("task", "\(task.rawValue) regression")
        lines.add("data", "\(counted(rows, "row")) × \(counted(features, "feature"))")
        lines.add("backend", "\(backend), \(precision.rawValue)")
        lines.add("epochs", stoppedEarly ? "\(epochs), stopped early" : "\(epochs)")
        if !converged { lines.add("converged", convergenceAdvice) }
        lines.add("loss", significant(loss))
        lines.add(metrics: metrics)
        if let validation {
            lines.add("validation rows", "\(validation.rows)")
            lines.add("validation loss", significant(validation.loss))
            lines.add(metrics: validation.metrics, prefix: "validation ")
        }
        if let recoveredError { lines.add("recovered error", significant(recoveredError)) }
        addCoefficients(to: &lines)
        lines.add("speed", "\(shortCount(rowsPerSecond)) rows/s")
        lines.add("time", shortTime(seconds))
        lines.add("peak memory", "\(significant(Double(peakResidentBytes) / 1_048_576, 3)) MiB")
        return lines.text
    }

    /// Returns why training has not converged and what would help.
    private var convergenceAdvice: String {
        if convergence.gain > 0 {
            return
                "no: all rows together lead down by \(significant(convergence.gain, 2)) at least; more --epochs, larger "
                + "batches or another --learning-rate get there"
        }
        let fall = convergence.decrease
        if fall == 0 { return "no: there were too few epochs to tell" }
        let stretch = convergence.epochs == 1 ? "in the last epoch" : "in the last \(convergence.epochs) epochs"
        let change = "the loss \(fall > 0 ? "still falls" : "rises"), by \(significant(abs(fall), 2)) \(stretch)"
        return fall > 0 ? "no: \(change); more --epochs lead on" : "no: \(change); a smaller --learning-rate settles it"
    }

    private func addCoefficients(to lines: inout AlignedLines) {
        guard let weights, let bias else { return }
        let limit = 12
        lines.add("coefficients", "")
        for (name, weight) in zip(featureNames, weights).prefix(limit) { lines.add("  \(name)", significant(weight)) }
        if features > limit { lines.add("  … and \(features - limit) more", "") }
        lines.add("  bias", significant(bias))
    }
}

/// Returns the peak resident memory of the process in bytes.
func peakResidentBytes() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    // Linux counts in KiB.
    return usage.ru_maxrss * 1024
}
