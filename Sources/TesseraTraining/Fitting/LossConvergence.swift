/// Whether the loss of the epochs has come to rest at a place where its gradient is 0.
///
/// The means of the losses over three stretches of epochs, each a tenth of all and the last one at the end, are followed
/// geometrically (A. Aitken, "On Bernoulli's numerical solution of algebraic equations", 1926). The training has converged
/// where what is left to fall is a millionth of the loss, or 10⁻¹⁰ of the first one, where rounding or the chance of
/// batches hides how the loss changes, and where the tolerance that was asked for is reached, provided that one step of the
/// best length along the gradient of all rows lowers the loss by no more than a millionth, nor than a thousandth of what
/// training has, or ten times the tolerance.
public struct LossConvergence: Sendable, Equatable {
    public private(set) var isReached: Bool
    /// By how much the mean loss fell from the stretch before to the last one; negative where it rose.
    public let decrease: Double
    /// The epochs of a stretch.
    public let epochs: Int
    /// By how much a step along the gradient of all rows lowers the loss where the training ended, which more steps would do
    /// at least; 0 where the losses alone show that it has not converged.
    public private(set) var gain = 0.0

    static let share = 1e-6
    static let shareOfFirst = 1e-10
    static let shareOfFall = 1e-3

    /// - Parameter rounding: the relative spacing of numbers of the training's precision.
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
        let enough = Self.share * abs(last) + Self.shareOfFirst * abs(first)
        let hidden = 2 * rounding * abs(last) + Self.chance(losses.suffix(2 * epochs))
        // Later stretches fall by fall²/before and so on, as a geometric series.
        let left = abs(fall) < abs(before) ? fall * fall / (abs(before) - abs(fall)) : .infinity
        isReached = stoppedEarly || abs(fall) <= hidden || (left <= enough && (fall > 0 || -fall <= enough))
    }

    /// The gain that is small enough, of a loss that training has brought down from its first one.
    static func enough(first: Double, last: Double, tolerance: Double) -> Double {
        let fallen = max(0, first - last)
        // Usual steps fall by a tenth of that at least.
        return max(10 * tolerance, shareOfFirst * abs(first), min(share * abs(last), shareOfFall * fallen))
    }

    mutating func note(gain: Double, enough: Double) {
        self.gain = gain
        if !(gain <= enough) { isReached = false }
    }

    /// Two standard errors of the difference of the means of both halves, by the second differences of the losses, which
    /// a steady fall hardly has; 0 for few epochs.
    private static func chance(_ losses: ArraySlice<Double>) -> Double {
        guard losses.count >= 16 else { return 0 }
        let bends = zip(zip(losses, losses.dropFirst()), losses.dropFirst(2)).map { $0.0 - 2 * $0.1 + $1 }
        let variance = bends.reduce(0) { $0 + $1 * $1 } / (6 * Double(bends.count))
        return 2 * (4 * variance / Double(losses.count)).squareRoot()
    }
}
