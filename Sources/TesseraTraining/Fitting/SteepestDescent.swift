import Tessera
internal import TesseraModels

/// One step of steepest descent over all rows (A. Cauchy, "Méthode générale pour la résolution des systèmes
/// d'équations simultanées", 1847), taken to measure how far the loss can still fall.
///
/// Losses that no longer change do not prove convergence: the step size may be small, or mini-batches may hide a
/// decrease.
struct SteepestDescent {
    private let engine: any TrainingEngine
    /// The relative rounding error of the losses.
    private let rounding: Double
    private let start: ParameterSnapshot
    private let gradient: [Double]
    private let loss: Double

    private static let maximumTrials = 6

    /// - Parameter engine: an engine whose steps see all rows.
    init(_ engine: any TrainingEngine, rounding: Double) throws {
        (self.engine, self.rounding) = (engine, rounding)
        start = engine.snapshot.copied()
        loss = try Self.loss(engine)
        gradient = engine.gradient
    }

    /// Returns the loss over all rows at the engine's current parameters.
    private static func loss(_ engine: any TrainingEngine) throws -> Double {
        try engine.startEpoch(seed: 0, stream: 0, after: 0)
        _ = try engine.step()
        return engine.loss
    }

    /// Returns the decrease of the loss by the best step along −g.
    ///
    /// A parabola through the loss, its directional derivative −‖g‖² and the loss at a trial step gives the best step
    /// size; the trial step is adjusted until it is within a factor of 2 of that. The parameters are restored
    /// afterwards.
    ///
    /// - Parameter threshold: maps the loss to the gain that counts as none.
    /// - Returns: the gain, or a lower bound of it that exceeds `threshold`; and `threshold` of the loss.
    func gain(_ threshold: (Double) -> Double) throws -> (gain: Double, threshold: Double) {
        let (parameters, threshold) = (start.numbers[0], threshold(loss))
        let squaredNorm = MinimizationPoint.dot(gradient, gradient)
        guard squaredNorm > 0, loss.isFinite else { return (squaredNorm, threshold) }
        defer { _ = engine.restore(start) }
        var (step, gain) = (0.01 * (1 + MinimizationPoint.length(parameters)) / squaredNorm.squareRoot(), 0.0)
        for _ in 0..<Self.maximumTrials {
            let candidate = zip(parameters, gradient).map { $0 - step * $1 }
            guard engine.restore(ParameterSnapshot(numbers: [candidate])) else { break }
            let after = try Self.loss(engine)
            let halfCurvature = (after - loss + step * squaredNorm) / (step * step)
            guard halfCurvature.isFinite, halfCurvature > 0 else {
                if after < loss { gain = max(gain, loss - after) }
                if gain > threshold { break }
                step *= after < loss ? 10 : 1e-3
                continue
            }
            let best = squaredNorm / (2 * halfCurvature)
            gain = best * squaredNorm / 2
            // Shorter trial steps would change the loss by no more than its rounding error.
            let next = max(best, (100 * rounding * abs(loss) / halfCurvature).squareRoot())
            if gain <= threshold || (next > step / 2 && next < 2 * step) { break }
            step = min(next, 1000 * step)
        }
        return (gain, threshold)
    }
}
