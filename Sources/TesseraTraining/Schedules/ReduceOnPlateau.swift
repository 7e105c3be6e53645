/// Reduction on a plateau: lowers the learning rate where the loss has stopped falling, as PyTorch's
/// `ReduceLROnPlateau` does by a relative threshold.
///
/// An epoch whose loss is at least the lowest one times (1 − threshold) is a bad one. After more than `patience` bad
/// epochs in a row the factor is multiplied by γ, down to `minimum`.
public struct ReduceOnPlateau: LearningRateSchedule {
    /// γ, above 0 and below 1.
    package let gamma: Double
    /// The number of bad epochs in a row that change nothing, at least 0.
    package let patience: Int
    /// The relative decrease of the lowest loss that counts, at least 0.
    package let threshold: Double
    /// The smallest factor, from 0 to 1.
    package let minimum: Double
    private var lowest = Double.infinity
    private var badEpochs = 0
    private var current = 1.0

    /// Creates the schedule; an argument out of its range stops the program.
    public init(gamma: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, minimum: Double = 0) {
        precondition(
            gamma > 0 && gamma < 1 && patience >= 0 && threshold >= 0 && (0...1).contains(minimum),
            "ReduceOnPlateau: needs a gamma above 0 and below 1, patience and threshold of at least 0, and a minimum "
                + "from 0 to 1")
        self.gamma = gamma
        self.patience = patience
        self.threshold = threshold
        self.minimum = minimum
    }

    /// Whether the factors depend on the length of the run.
    public var dependsOnLength: Bool { false }

    /// Returns the factor of an update.
    public func factor(at update: ScheduledUpdate) -> Double { current }

    /// Receives the loss of a completed epoch.
    public mutating func observe(loss: Double) {
        if loss < lowest * (1 - threshold) {
            (lowest, badEpochs) = (loss, 0)
        } else {
            badEpochs += 1
        }
        if badEpochs > patience { (current, badEpochs) = (max(minimum, current * gamma), 0) }
    }
}
