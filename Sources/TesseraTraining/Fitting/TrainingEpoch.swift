import Synchronization

/// An epoch of a training run that has just ended: what a callback of `fit` and the sequence `training` get.
///
/// ```swift
/// let history = try model.fit(rows, loss: .meanSquaredError, validation: held, onEpoch: { epoch in
///     epoch[metric: "error"] = Metrics.rootMeanSquaredError(predicted: epoch.model(x), expected: y)
///     if epoch.number == 10 { epoch.stop() }
/// })
/// ```
public struct TrainingEpoch<Model: Sendable>: Sendable {
    private(set) var report: EpochReport
    private let parameters: EpochModel<Model>

    init(_ report: EpochReport, _ parameters: EpochModel<Model>) {
        (self.report, self.parameters) = (report, parameters)
    }

    /// The number of the epoch, from 1.
    public var number: Int { history.losses.count }
    /// The number of epochs of the run, if nothing ends it early.
    public var epochs: Int { report.epochs }
    /// The mean loss over the rows of the epoch, as in `TrainingHistory.losses`; NaN before the first epoch.
    public var loss: Double { history.losses.last ?? .nan }
    /// The loss over the validation rows after the epoch; nil if there are none.
    public var validationLoss: Double? { history.validationLosses.last }
    /// The record of all epochs up to this one.
    public var history: TrainingHistory { report.history }
    /// The model with the parameters that the epoch has reached. They are copied when the model is first asked for, or when
    /// the training goes on while this value is still there.
    public var model: Model { parameters.model }

    /// A number of one's own of this epoch, which the history keeps; nil if none was set.
    public subscript(metric name: String) -> Double? {
        get { report.metrics[name] }
        set { report.metrics[name] = newValue }
    }

    /// Ends the run after this epoch.
    public mutating func stop() {
        report.stops = true
    }
}

/// What the training loop tells of an epoch, and what the callback answers.
struct EpochReport: Sendable {
    let history: TrainingHistory
    let epochs: Int
    var metrics: [String: Double] = [:]
    var stops = false
}

/// The model after an epoch, copied from the memory of the training on demand.
///
/// `make` reads that memory and is called only until the training goes on, which it does after `seal()`. Both properties
/// are accessed under the lock only: hence `@unchecked Sendable`.
final class EpochModel<Model: Sendable>: @unchecked Sendable {
    private let lock = Mutex(())
    private var make: (() -> Model)?
    private var copy: Model?

    init(_ make: @escaping () -> Model) { self.make = make }

    init(_ model: Model) { copy = model }

    var model: Model {
        lock.withLock { _ in copied() }
    }

    /// Makes the copy, so that the training can go on.
    func seal() {
        _ = lock.withLock { _ in copied() }
    }

    private func copied() -> Model {
        if let copy { return copy }
        guard let model = make?() else { preconditionFailure("an epoch has a model or can copy it") }
        (copy, make) = (model, nil)
        return model
    }
}

/// A callback after each epoch that is given the model as a function.
typealias EpochObserver<Model> = (inout EpochReport, @escaping () -> Model) -> Void

/// Returns the observer that calls a user's callback; `convert` makes the user's model of the one that is trained.
func observer<Trained, Model: Sendable>(
    _ onEpoch: ((inout TrainingEpoch<Model>) -> Void)?, _ convert: @escaping (Trained) -> Model
) -> EpochObserver<Trained>? {
    guard let onEpoch else { return nil }
    func call(_ report: EpochReport, _ parameters: EpochModel<Model>) -> EpochReport {
        var epoch = TrainingEpoch(report, parameters)
        onEpoch(&epoch)
        return epoch.report
    }
    return { report, trained in
        var parameters = EpochModel { convert(trained()) }
        report = call(report, parameters)
        // Somebody has kept the epoch: its model has to stay as it is.
        if !isKnownUniquelyReferenced(&parameters) { parameters.seal() }
    }
}
