/// A line search for a step size that satisfies the weak Wolfe conditions, by bracketing and bisection with cubic
/// interpolation (A. Lewis, M. Overton, "Nonsmooth optimization via quasi-Newton methods", 2013, algorithm 2.6, which
/// also works across kinks).
///
/// Where the values of the function differ by no more than their rounding error, the derivatives decide: the
/// approximate Wolfe conditions (W. Hager, H. Zhang, "A new conjugate gradient method with guaranteed descent and an
/// efficient line search", 2005).
package struct LineSearch {
    package enum Outcome {
        /// The point of a step that decreases the function.
        case decreased(MinimizationPoint)
        /// The function decreases however long the step is; the farthest point reached.
        case unbounded(MinimizationPoint)
        /// No step was found that decreases the function; the reason.
        case failed(Minimum.Ending)
    }

    private let start: MinimizationPoint
    private let direction: [Double]
    /// The directional derivative at the start, g·d; negative.
    private let derivative: Double

    /// c₁ of the sufficient-decrease (Armijo) condition.
    private static let decrease = 1e-4
    /// c₂ of the curvature condition.
    private static let curvature = 0.9
    private static let maximumTrials = 60

    private struct Trial {
        let step: Double
        let point: MinimizationPoint
        let derivative: Double
    }

    /// - Returns: nil if the direction is not a descent direction.
    package init?(from start: MinimizationPoint, along direction: [Double]) {
        derivative = MinimizationPoint.dot(start.gradient, direction)
        guard derivative < 0 else { return nil }
        (self.start, self.direction) = (start, direction)
    }

    /// Searches from the given first step size. A step too small to change a parameter is enlarged.
    package func run(first: Double, _ function: inout CountedFunction) throws -> Outcome {
        var low = Trial(step: 0, point: start, derivative: derivative)
        var (high, step): (Trial?, Double) = (nil, first)
        var (hasChanged, isExhausted) = (false, false)
        for number in 0..<Self.maximumTrials where step.isFinite {
            let x = function.roundedAxpy(start.x, step, direction)
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
            } else if here.derivative < Self.curvature * derivative {
                low = here
            } else {
                return .decreased(here.point)
            }
            step = high.map { Self.interpolated(low, $0, number) } ?? step * (number < 3 ? 4 : 10)
        }
        if high == nil { return hasChanged ? .unbounded(low.point) : .failed(.unchanged) }
        return low.step > 0 ? .decreased(low.point) : .failed(isExhausted ? .unchanged : .noFurtherDecrease)
    }

    private func trial(_ step: Double, _ x: [Double], _ function: inout CountedFunction) throws -> Trial {
        let point = try function(x)
        return Trial(step: step, point: point, derivative: MinimizationPoint.dot(point.gradient, direction))
    }

    /// Whether the trial violates the sufficient-decrease condition, both the exact and the approximate one.
    private func isTooHigh(_ trial: Trial, _ function: CountedFunction) -> Bool {
        let (value, before) = (trial.point.value, start.value)
        guard trial.point.isFinite else { return true }
        if value <= before + Self.decrease * trial.step * derivative { return false }
        let isFlat = value <= before + function.rounding(of: before)
        return !(isFlat && trial.derivative <= -(1 - 2 * Self.decrease) * derivative)
    }

    /// Returns the next trial step in the bracket: the minimiser of the cubic that interpolates values and derivatives
    /// at both ends (J. Nocedal, S. Wright, "Numerical Optimization", 2006, equation 3.59), at least a tenth of the
    /// width away from either end; every third time the midpoint, so that the bracket shrinks.
    private static func interpolated(_ a: Trial, _ b: Trial, _ number: Int) -> Double {
        let width = b.step - a.step
        let middle = a.step + width / 2
        guard number % 3 < 2, b.point.value.isFinite, b.derivative.isFinite else { return middle }
        let first = a.derivative + b.derivative - 3 * (a.point.value - b.point.value) / (a.step - b.step)
        let radicand = first * first - a.derivative * b.derivative
        guard radicand >= 0 else { return middle }
        let second = radicand.squareRoot()
        let step = b.step - width * (b.derivative + second - first) / (b.derivative - a.derivative + 2 * second)
        return step.isFinite ? min(max(step, a.step + 0.1 * width), b.step - 0.1 * width) : middle
    }
}
