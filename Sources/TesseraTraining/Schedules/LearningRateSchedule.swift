/// A learning-rate schedule: the factor by which the learning rate of the optimizer is multiplied in each update of
/// `fit`.
///
/// ```swift
/// var options = TrainingOptions(epochs: 20, batchSize: 256)
/// options.schedule = WarmUp(updates: 100, then: CosineAnnealing())
/// try model.fit(rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.01), options: options)
/// ```
public protocol LearningRateSchedule: Sendable {
    /// Whether the factors depend on the length of the run: another number of epochs is then another schedule.
    var dependsOnLength: Bool { get }

    /// Returns the factor of an update, at least 0.
    func factor(at update: ScheduledUpdate) -> Double

    /// Receives the loss of a completed epoch: that over the validation rows if there are some, else that of the
    /// training.
    mutating func observe(loss: Double)
}

extension LearningRateSchedule {
    /// True, unless the schedule says otherwise.
    public var dependsOnLength: Bool { true }

    /// Does nothing with the loss of a completed epoch, unless the schedule uses it.
    public mutating func observe(loss: Double) {}
}

/// An update of a training run, as a schedule sees it.
public struct ScheduledUpdate: Sendable, Equatable {
    /// The number of updates before this one, over all epochs.
    public var index: Int
    /// The number of updates of the whole run.
    public var count: Int
    /// The number of completed epochs.
    public var epoch: Int

    /// Creates the position of an update in its run.
    package init(index: Int, count: Int, epoch: Int) {
        self.index = index
        self.count = count
        self.epoch = epoch
    }
}

/// The constant schedule: every update has the learning rate of the optimizer.
package struct ConstantRate: LearningRateSchedule {
    /// Creates the schedule.
    package init() {}

    /// Whether the factors depend on the length of the run.
    package var dependsOnLength: Bool { false }
    /// Returns the factor of an update.
    package func factor(at update: ScheduledUpdate) -> Double { 1 }
}
