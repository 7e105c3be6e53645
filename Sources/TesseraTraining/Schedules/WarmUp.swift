/// Linear warm-up: the learning rate rises over the first updates, then follows another schedule (P. Goyal et al.,
/// "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017).
///
/// In update t, counted from 0, of the first n the factor is (t + 1) / n. The schedule that follows sees the rest of
/// the run: its update t is that of index t + n. Epochs are counted from the start.
public struct WarmUp: LearningRateSchedule {
    /// The number n of updates.
    package let updates: Int
    /// The schedule after the warm-up.
    package private(set) var next: any LearningRateSchedule

    /// Creates the schedule; a negative number of updates stops the program.
    ///
    /// - Parameters:
    ///   - updates: the number of updates over which the rate rises.
    ///   - next: the schedule that follows; nil for a constant rate.
    public init(updates: Int, then next: (any LearningRateSchedule)? = nil) {
        precondition(updates >= 0, "WarmUp: the number of updates must be at least 0")
        self.updates = updates
        self.next = next ?? ConstantRate()
    }

    /// Whether the factors depend on the length of the run.
    public var dependsOnLength: Bool { next.dependsOnLength }

    /// Returns the factor of an update.
    public func factor(at update: ScheduledUpdate) -> Double {
        if update.index < updates { return Double(update.index + 1) / Double(updates) }
        var later = update
        later.index -= updates
        later.count -= updates
        return next.factor(at: later)
    }

    /// Receives the loss of a completed epoch.
    public mutating func observe(loss: Double) { next.observe(loss: loss) }
}
