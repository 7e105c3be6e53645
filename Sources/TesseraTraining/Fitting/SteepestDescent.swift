import Tessera

/// By how much one step of steepest descent, of the best length, lowers the loss of all rows (A. Cauchy, 1847): losses that
/// no longer change tell that steps are short, or that batches hide it, as well as that there is nothing left.
struct SteepestDescent {
    private let core: TrainingCore
    /// Of losses, relative to them.
    private let rounding: Double
    private let start: ParameterSnapshot
    private let gradient: [Double]
    private let loss: Double

    private static let mostTrials = 6

    /// - Parameter core: its steps see all rows.
    init(_ core: TrainingCore, rounding: Double) throws {
        (self.core, self.rounding) = (core, rounding)
        start = core.snapshot.copied()
        loss = try Self.loss(core)
        gradient = core.gradient
    }

    private static func loss(_ core: TrainingCore) throws -> Double {
        try core.startEpoch(seed: 0, stream: 0, after: 0)
        _ = try core.step()
        return core.loss
    }

    /// The gain by the parabola through the loss, its slope and a trial of about the best length, or a lower bound of it above
    /// what is enough. The parameters stay as they are.
    ///
    /// - Parameter enough: from the loss, the gain that is not to be told from none.
    func gain(_ enough: (Double) -> Double) throws -> (gain: Double, enough: Double) {
        let (parameters, enough) = (start.numbers[0], enough(loss))
        let slope = MinimizationPoint.dot(gradient, gradient)
        guard slope > 0, loss.isFinite else { return (slope, enough) }
        defer { _ = core.restore(start) }
        var (step, gain) = (0.01 * (1 + MinimizationPoint.length(parameters)) / slope.squareRoot(), 0.0)
        for _ in 0..<Self.mostTrials {
            let moved = zip(parameters, gradient).map { $0 - step * $1 }
            guard core.restore(ParameterSnapshot(numbers: [moved])) else { break }
            let after = try Self.loss(core)
            let bend = (after - loss + step * slope) / (step * step)
            guard bend.isFinite, bend > 0 else {
                if after < loss { gain = max(gain, loss - after) }
                if gain > enough { break }
                step *= after < loss ? 10 : 1e-3
                continue
            }
            let best = slope / (2 * bend)
            gain = best * slope / 2
            // Shorter steps change the loss by no more than it is rounded.
            let next = max(best, (100 * rounding * abs(loss) / bend).squareRoot())
            if gain <= enough || (next > step / 2 && next < 2 * step) { break }
            step = min(next, 1000 * step)
        }
        return (gain, enough)
    }
}
