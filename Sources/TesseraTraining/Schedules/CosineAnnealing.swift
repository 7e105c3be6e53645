import Tessera

/// Cosine annealing over the whole run, without restarts (I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent
/// with warm restarts", 2017).
///
/// In update t of T the factor is minimum + (1 − minimum)·(1 + cos(πt / T)) / 2, as PyTorch's `CosineAnnealingLR` that
/// steps with every update.
public struct CosineAnnealing: LearningRateSchedule {
    /// The factor at the end, from 0 to 1.
    package let minimum: Double

    /// Creates the schedule; a minimum outside 0 … 1 stops the program.
    public init(minimum: Double = 0) {
        precondition((0...1).contains(minimum), "CosineAnnealing: the minimum must be from 0 to 1")
        self.minimum = minimum
    }

    /// Returns the factor of an update.
    public func factor(at update: ScheduledUpdate) -> Double {
        let fraction = min(1, Double(update.index) / Double(max(1, update.count)))
        return minimum + (1 - minimum) * (1 + Double.cos(.pi * fraction)) / 2
    }
}
