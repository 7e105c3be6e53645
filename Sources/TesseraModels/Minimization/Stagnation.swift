/// Detects that a minimisation makes no progress any more.
///
/// A step makes progress if the loss decreases by more than its rounding error or, where it does not, if the norm of
/// the gradient halves. Near a kink, as quantile losses have, neither happens.
package struct Stagnation {
    /// The point of the lowest value; among points whose values differ by no more than the rounding error, the one of
    /// the smallest gradient.
    package private(set) var best: MinimizationPoint
    /// The loss and the norm of the gradient at the last progress. Comparing with these, not with the last step, lets
    /// several small decreases add up to one that counts.
    private var mark: (value: Double, norm: Double)
    private var stalls = 0

    private static let maximumStalls = 20

    package init(_ start: MinimizationPoint) {
        best = start
        mark = (start.value, start.gradientNorm)
    }

    /// Whether `maximumStalls` steps since the last progress have made none.
    package var isReached: Bool { stalls >= Self.maximumStalls }

    /// Records the point that a step led to.
    package mutating func record(_ point: MinimizationPoint, _ function: CountedFunction) {
        let (norm, rounding) = (point.gradientNorm, function.rounding(of: best.value))
        let isLower = point.value < best.value - rounding
        if point.value < mark.value - rounding || norm <= mark.norm / 2 {
            (stalls, mark) = (0, (point.value, norm))
        } else {
            stalls += 1
        }
        if isLower || (point.value <= best.value + rounding && norm < best.gradientNorm) { best = point }
    }

    /// Records a line search that found no step.
    package mutating func recordFailure() { stalls += 1 }
}
