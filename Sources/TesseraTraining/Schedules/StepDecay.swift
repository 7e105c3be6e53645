import Tessera

/// Step decay: multiplies the learning rate by γ after every so many epochs.
///
/// In epoch e, counted from 0, the factor is γ^⌊e / epochs⌋, as PyTorch's `StepLR`.
public struct StepDecay: LearningRateSchedule {
    /// The number of epochs between two changes, at least 1.
    package let epochs: Int
    /// γ, above 0.
    package let gamma: Double

    /// Creates the schedule; an argument out of its range stops the program.
    public init(epochs: Int, gamma: Double = 0.1) {
        precondition(epochs >= 1 && gamma > 0, "StepDecay: needs at least 1 epoch and a gamma above 0")
        self.epochs = epochs
        self.gamma = gamma
    }

    /// Whether the factors depend on the length of the run.
    public var dependsOnLength: Bool { false }

    /// Returns the factor of an update.
    public func factor(at update: ScheduledUpdate) -> Double { Double.pow(gamma, update.epoch / epochs) }
}
