/// A step length that fulfils the strong Wolfe conditions (J. Nocedal, S. Wright, "Numerical Optimization", 2006, algorithms
/// 3.5 and 3.6, with cubic interpolation).
struct LineSearch {
    private let start: MinimizationPoint
    private let direction: [Double]
    private let slope: Double

    private static let decrease = 1e-4
    private static let curvature = 0.9
    private static let mostTrials = 40

    private struct Trial {
        let step: Double
        let point: MinimizationPoint
        let slope: Double
    }

    /// Nil where the direction does not lead down.
    init?(from start: MinimizationPoint, along direction: [Double]) {
        slope = MinimizationPoint.dot(start.gradient, direction)
        guard slope < 0 else { return nil }
        (self.start, self.direction) = (start, direction)
    }

    /// - Returns: nil where rounding leaves no step that goes down.
    func run(first: Double, _ function: inout CountedFunction) throws -> MinimizationPoint? {
        var before = Trial(step: 0, point: start, slope: slope)
        var step = first
        for trial in 0..<Self.mostTrials {
            let here = try self.trial(step, &function)
            if !here.point.value.isFinite {
                step = (before.step + step) / 2
                continue
            }
            if isTooHigh(here) || (trial > 0 && here.point.value >= before.point.value) {
                return try zoom(before, here, &function)
            }
            if abs(here.slope) <= -Self.curvature * slope { return here.point }
            if here.slope >= 0 { return try zoom(here, before, &function) }
            before = here
            step *= 2
        }
        return before.step > 0 ? before.point : nil
    }

    private func trial(_ step: Double, _ function: inout CountedFunction) throws -> Trial {
        let point = try function(MinimizationPoint.moved(start.x, step, direction))
        return Trial(step: step, point: point, slope: MinimizationPoint.dot(point.gradient, direction))
    }

    /// The allowance for rounding lets a step pass near the minimum, where values no longer tell; slopes still do.
    private func isTooHigh(_ trial: Trial) -> Bool {
        let rounding = 1e-14 * abs(start.value)
        return !(trial.point.value <= start.value + Self.decrease * trial.step * slope + rounding)
    }

    private func zoom(_ low: Trial, _ high: Trial, _ function: inout CountedFunction) throws -> MinimizationPoint? {
        var (low, high) = (low, high)
        for _ in 0..<Self.mostTrials {
            let here = try trial(Self.between(low, high), &function)
            if isTooHigh(here) || here.point.value > low.point.value {
                high = here
            } else {
                if abs(here.slope) <= -Self.curvature * slope { return here.point }
                if here.slope * (high.step - low.step) >= 0 { high = low }
                low = here
            }
            if abs(high.step - low.step) <= 1e-15 * max(abs(low.step), 1e-300) { break }
        }
        return low.step > 0 ? low.point : nil
    }

    /// The minimum of the cubic through both ends, but not too near to either.
    private static func between(_ a: Trial, _ b: Trial) -> Double {
        let width = b.step - a.step
        let middle = a.step + width / 2
        guard b.point.value.isFinite, b.slope.isFinite else { return middle }
        let first = a.slope + b.slope - 3 * (a.point.value - b.point.value) / (a.step - b.step)
        let radicand = first * first - a.slope * b.slope
        guard radicand >= 0 else { return middle }
        let second = (width < 0 ? -1 : 1) * radicand.squareRoot()
        let step = b.step - width * (b.slope + second - first) / (b.slope - a.slope + 2 * second)
        let bounds = [a.step + 0.1 * width, b.step - 0.1 * width].sorted()
        return step.isFinite ? min(max(step, bounds[0]), bounds[1]) : middle
    }
}
