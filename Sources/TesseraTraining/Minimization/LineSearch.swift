/// A step length that fulfils the Wolfe conditions, by bisection with cubic interpolation (A. Lewis, M. Overton, "Nonsmooth
/// optimization via quasi-Newton methods", 2013, algorithm 2.6, which kinks do not hold up). Where values no longer tell,
/// slopes do (W. Hager, H. Zhang, "A new conjugate gradient method with guaranteed descent", 2005, approximate conditions).
struct LineSearch {
    enum Outcome {
        case moved(MinimizationPoint)
        /// The loss falls however far the step goes.
        case unbounded(MinimizationPoint)
        case failed(Minimum.Ending)
    }

    private let start: MinimizationPoint
    private let direction: [Double]
    private let slope: Double

    private static let decrease = 1e-4
    private static let curvature = 0.9
    private static let mostTrials = 60

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

    func run(first: Double, _ function: inout CountedFunction) throws -> Outcome {
        var low = Trial(step: 0, point: start, slope: slope)
        var (high, step): (Trial?, Double) = (nil, first)
        var (hasChanged, isExhausted) = (false, false)
        for number in 0..<Self.mostTrials where step.isFinite {
            let x = function.place(start.x, step, direction)
            if x == low.point.x || x == high?.point.x {
                isExhausted = high != nil
                if isExhausted { break }
                step *= 10
                continue
            }
            hasChanged = true
            let here = try trial(step, x, &function)
            if here.point.value == -.infinity { return .unbounded(low.point) }
            if isTooHigh(here, function) {
                high = here
            } else if here.slope < Self.curvature * slope {
                low = here
            } else {
                return .moved(here.point)
            }
            step = high.map { Self.between(low, $0, number) } ?? step * (number < 3 ? 4 : 10)
        }
        if high == nil { return hasChanged ? .unbounded(low.point) : .failed(.unchanged) }
        return low.step > 0 ? .moved(low.point) : .failed(isExhausted ? .unchanged : .noFurtherDecrease)
    }

    private func trial(_ step: Double, _ x: [Double], _ function: inout CountedFunction) throws -> Trial {
        let point = try function(x)
        return Trial(step: step, point: point, slope: MinimizationPoint.dot(point.gradient, direction))
    }

    private func isTooHigh(_ trial: Trial, _ function: CountedFunction) -> Bool {
        let (value, before) = (trial.point.value, start.value)
        guard trial.point.isFinite else { return true }
        if value <= before + Self.decrease * trial.step * slope { return false }
        let isFlat = value <= before + function.rounding(of: before)
        return !(isFlat && trial.slope <= -(1 - 2 * Self.decrease) * slope)
    }

    /// The minimum of the cubic through both ends, but not too near to either; their middle every third time.
    private static func between(_ a: Trial, _ b: Trial, _ number: Int) -> Double {
        let width = b.step - a.step
        let middle = a.step + width / 2
        guard number % 3 < 2, b.point.value.isFinite, b.slope.isFinite else { return middle }
        let first = a.slope + b.slope - 3 * (a.point.value - b.point.value) / (a.step - b.step)
        let radicand = first * first - a.slope * b.slope
        guard radicand >= 0 else { return middle }
        let second = radicand.squareRoot()
        let step = b.step - width * (b.slope + second - first) / (b.slope - a.slope + 2 * second)
        return step.isFinite ? min(max(step, a.step + 0.1 * width), b.step - 0.1 * width) : middle
    }
}
