/// The convergence test of training: whether the loss has stopped falling at a point where its gradient vanishes.
///
/// The mean losses of the last three windows of epochs, each a tenth of all epochs, are extrapolated as a geometric
/// series (A. Aitken, "On Bernoulli's numerical solution of algebraic equations", 1926). The training has converged if
/// one of these conditions holds:
/// - the extrapolated further decrease is at most 10⁻⁶ of the last loss plus 10⁻¹⁰ of the first;
/// - the change between windows is hidden by rounding or by the noise of mini-batches;
/// - the tolerance of the options was reached.
///
/// In addition, one step of steepest descent over all rows, of the best step size, must lower the loss by no more than
/// the largest of 10 × the tolerance, 10⁻¹⁰ of the first loss, and the smaller of 10⁻⁶ of the last loss and 10⁻³ of the
/// decrease that the training has achieved.
package struct LossConvergence: Sendable, Equatable, Codable {
    /// Whether the training has converged.
    package private(set) var isReached: Bool
    /// The decrease of the mean loss from the last window but one to the last; negative if the loss rose.
    package let decrease: Double
    /// The number of epochs in a window.
    package let epochs: Int
    /// The decrease of the loss by one step of steepest descent over all rows from where the training ended: a lower
    /// bound of what more steps would gain. 0 if the losses alone show that the training has not converged.
    package private(set) var gain = 0.0

    static let relativeTolerance = 1e-6
    static let toleranceOfFirst = 1e-10
    static let toleranceOfDecrease = 1e-3

    /// Applies the conditions on the losses; `record(gain:threshold:)` adds the condition on the gradient.
    ///
    /// - Parameters:
    ///   - losses: the loss of each epoch.
    ///   - rounding: the relative spacing of numbers (machine epsilon) of the training's precision.
    ///   - stoppedEarly: whether the tolerance of the options was reached.
    init(_ losses: [Double], rounding: Double, stoppedEarly: Bool) {
        epochs = max(1, losses.count / 10)
        guard losses.count >= 3 * epochs, let first = losses.first, let last = losses.last else {
            (decrease, isReached) = (0, stoppedEarly)
            return
        }
        let ends = [losses.count - 2 * epochs, losses.count - epochs, losses.count]
        let means = ends.map { [epochs] in losses[$0 - epochs..<$0].reduce(0, +) / Double(epochs) }
        let (before, fall) = (means[0] - means[1], means[1] - means[2])
        decrease = fall
        let enough = Self.relativeTolerance * abs(last) + Self.toleranceOfFirst * abs(first)
        let noise = 2 * rounding * abs(last) + Self.samplingNoise(losses.suffix(2 * epochs))
        // The next windows decrease by fall²/before and so on: the sum of a geometric series of ratio fall/before.
        let remaining = abs(fall) < abs(before) ? fall * fall / (abs(before) - abs(fall)) : .infinity
        isReached = stoppedEarly || abs(fall) <= noise || (remaining <= enough && (fall > 0 || -fall <= enough))
    }

    /// Returns the largest gain of a step of steepest descent with which a training from the first to the last loss
    /// counts as converged.
    static func gainThreshold(first: Double, last: Double, tolerance: Double) -> Double {
        let decrease = max(0, first - last)
        // A step of the usual size gains at least a tenth of what the best step does: hence 10 × tolerance.
        return max(
            10 * tolerance, toleranceOfFirst * abs(first),
            min(relativeTolerance * abs(last), toleranceOfDecrease * decrease))
    }

    /// Records the gain of a step of steepest descent; a gain above `threshold` or NaN means that training has not
    /// converged.
    mutating func record(gain: Double, threshold: Double) {
        self.gain = gain
        if !(gain <= threshold) { isReached = false }
    }

    /// Estimates two standard errors of the difference between the mean losses of the two halves; 0 for fewer than 16
    /// losses.
    ///
    /// The variance of a loss comes from second differences, which a steady decrease hardly affects: for independent
    /// noise of variance σ² theirs is 6σ².
    private static func samplingNoise(_ losses: ArraySlice<Double>) -> Double {
        guard losses.count >= 16 else { return 0 }
        let secondDifferences = zip(zip(losses, losses.dropFirst()), losses.dropFirst(2)).map { $0.0 - 2 * $0.1 + $1 }
        let variance = secondDifferences.reduce(0) { $0 + $1 * $1 } / (6 * Double(secondDifferences.count))
        return 2 * (4 * variance / Double(losses.count)).squareRoot()
    }
}
