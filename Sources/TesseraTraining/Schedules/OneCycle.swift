import Tessera

/// The one-cycle policy: the learning rate rises to that of the optimizer and falls far below where it began (L. Smith,
/// N. Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018).
///
/// As PyTorch's `OneCycleLR` with cosine annealing and constant momentum. Of T updates, counted from 0, the first phase
/// ends at t₁ = risingFraction·T − 1 and the second at T − 1. From a to b the factor is b + (a − b)·(1 + cos(πx)) / 2,
/// where x is the fraction of the phase: from 1 / initialDivisor to 1, then to 1 / (initialDivisor·finalDivisor).
public struct OneCycle: LearningRateSchedule {
    /// The fraction of the updates in which the rate rises, above 0 and below 1.
    package let risingFraction: Double
    /// The largest rate divided by the first one.
    package let initialDivisor: Double
    /// The first rate divided by the last one.
    package let finalDivisor: Double

    /// Creates the schedule; an argument out of its range stops the program.
    public init(risingFraction: Double = 0.3, initialDivisor: Double = 25, finalDivisor: Double = 10_000) {
        precondition(
            risingFraction > 0 && risingFraction < 1 && initialDivisor >= 1 && finalDivisor >= 1,
            "OneCycle: needs a rising fraction above 0 and below 1 and divisors of at least 1")
        self.risingFraction = risingFraction
        self.initialDivisor = initialDivisor
        self.finalDivisor = finalDivisor
    }

    /// Returns the factor of an update.
    public func factor(at update: ScheduledUpdate) -> Double {
        let (last, index) = (Double(update.count - 1), Double(update.index))
        let top = risingFraction * Double(update.count) - 1
        if index <= top {
            return Self.annealed(from: 1 / initialDivisor, to: 1, top > 0 ? index / top : 1)
        }
        return Self.annealed(
            from: 1, to: 1 / (initialDivisor * finalDivisor), min(1, (index - top) / max(last - top, 1)))
    }

    private static func annealed(from start: Double, to end: Double, _ fraction: Double) -> Double {
        end + (start - end) * (1 + Double.cos(.pi * fraction)) / 2
    }
}
