/// Whether steps still lead anywhere: where the loss no longer falls by more than it is rounded, a shorter gradient shows
/// that they do; near a kink, as quantile losses have, neither shows it.
struct Stagnation {
    /// The lowest point seen; among those that rounding does not tell apart the one of the shortest gradient.
    private(set) var best: MinimizationPoint
    /// The length of the gradient when a step last led somewhere.
    private var mark: Double
    private var stalls = 0

    private static let mostStalls = 8

    init(_ start: MinimizationPoint) {
        best = start
        mark = start.gradientNorm
    }

    /// Whether several steps in a row have led nowhere.
    var isReached: Bool { stalls >= Self.mostStalls }

    mutating func note(_ point: MinimizationPoint, _ function: CountedFunction) {
        let (norm, rounding) = (point.gradientNorm, function.rounding(of: best.value))
        let isLower = point.value < best.value - rounding
        if isLower || norm <= mark / 2 {
            (stalls, mark) = (0, norm)
        } else {
            stalls += 1
        }
        if isLower || (point.value <= best.value + rounding && norm < best.gradientNorm) { best = point }
    }

    mutating func noteFailure() { stalls += 1 }
}
