import Tessera

/// The record of a training run.
///
/// A history is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct TrainingHistory: Sendable, Equatable, Codable {
    /// The mean loss over the rows of each epoch, with the penalty. The loss of a batch is computed before the update
    /// that the batch leads to.
    public internal(set) var losses: [Double] = []
    /// The loss over the validation rows after each epoch, without the penalty; empty if there are none.
    public internal(set) var validationLosses: [Double] = []
    /// The numbers that callbacks have set, `TrainingEpoch[metric:]`, of each epoch; empty if there are none.
    public var metrics: [[String: Double]] { recorded ?? [] }
    private var recorded: [[String: Double]]?
    /// The number, from 1, of the epoch whose parameters the model has got; nil unless `TrainingOptions.patience` is set.
    public internal(set) var bestEpoch: Int?
    /// Whether the tolerance was reached before the last epoch.
    package internal(set) var stoppedEarly = false
    /// Whether the training was cancelled; `losses` does not include an incomplete epoch.
    public internal(set) var wasCancelled = false
    /// Whether the training has converged: the losses have come to rest, and one more step along the gradient of all rows
    /// would lower them by less than a millionth, or the tolerance of the options was reached.
    public var hasConverged: Bool { convergence.isReached }
    /// The convergence test: whether the loss has stopped falling.
    package internal(set) var convergence = LossConvergence([], rounding: 0, stoppedEarly: false)
    /// The state at the end, to continue from: see `TrainingOptions.checkpoint`.
    public internal(set) var checkpoint: TrainingCheckpoint?

    init() {}

    /// Creates the record of a run that was cancelled before its first update.
    init(cancelledBefore checkpoint: TrainingCheckpoint?) {
        losses = checkpoint?.losses ?? []
        validationLosses = checkpoint?.validationLosses ?? []
        (wasCancelled, self.checkpoint) = (true, checkpoint)
    }

    /// Keeps the numbers that a callback has set for the latest epoch.
    mutating func record(_ metrics: [String: Double]) {
        if metrics.isEmpty, recorded == nil { return }
        let missing = losses.count - 1 - self.metrics.count
        recorded = self.metrics + Array(repeating: [:], count: max(0, missing)) + [metrics]
    }
}

extension TrainingHistory {
    /// The record as a table in CSV: a line of names, then one line for each epoch.
    ///
    /// The columns are `epoch`, from 1, `loss`, `validation_loss` if there are validation rows, and a column for each name
    /// of `metrics`, in alphabetical order. What an epoch does not have is left empty; numbers are written so that they
    /// are read back exactly.
    public var csv: String {
        let names = Set(metrics.flatMap(\.keys)).sorted()
        let validation = validationLosses.isEmpty ? [] : ["validation_loss"]
        var lines = [(["epoch", "loss"] + validation + names.map(Self.quoted)).joined(separator: ",")]
        for index in losses.indices {
            var cells = ["\(index + 1)", "\(losses[index])"]
            if !validation.isEmpty {
                cells.append(index < validationLosses.count ? "\(validationLosses[index])" : "")
            }
            let numbers = index < metrics.count ? metrics[index] : [:]
            cells += names.map { name in numbers[name].map { "\($0)" } ?? "" }
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns a cell with quotation marks where it needs them (RFC 4180).
    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { "\",".contains($0) || $0.isNewline }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
