/// Whether steps still lead anywhere: where the loss no longer falls by more than it is rounded, a shorter gradient shows
/// that they do; near a kink, as quantile losses have, neither shows it.
struct Stagnation {
    /// The lowest point seen; among those that rounding does not tell apart the one of the shortest gradient.
    private(set) var best: MinimizationPoint
    /// The loss and the length of the gradient when a step last led somewhere: small falls may add up to one that counts.
    private var mark: (value: Double, norm: Double)
    private var stalls = 0

    private static let mostStalls = 20

    init(_ start: MinimizationPoint) {
        best = start
        mark = (start.value, start.gradientNorm)
    }

    /// Whether several steps in a row have led nowhere.
    var isReached: Bool { stalls >= Self.mostStalls }

    mutating func note(_ point: MinimizationPoint, _ function: CountedFunction) {
        let (norm, rounding) = (point.gradientNorm, function.rounding(of: best.value))
        let isLower = point.value < best.value - rounding
        if point.value < mark.value - rounding || norm <= mark.norm / 2 {
            (stalls, mark) = (0, (point.value, norm))
        } else {
            stalls += 1
        }
        if isLower || (point.value <= best.value + rounding && norm < best.gradientNorm) { best = point }
    }

    mutating func noteFailure() { stalls += 1 }
}
