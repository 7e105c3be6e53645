import Foundation

/// The regularised incomplete beta function.
enum IncompleteBeta {
    /// Returns I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1, by the continued fraction DLMF 8.17.22 and the modified Lentz
    /// method (I. Thompson, A. Barnett, "Coulomb and Bessel functions of complex arguments and order", 1986).
    ///
    /// - Parameter complement: 1 − x, which the caller may know more accurately than the difference would give it.
    static func regularized(_ x: Double, complement: Double, a: Double, b: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        // The fraction converges fast below the mean; above it, I_x(a, b) = 1 − I₁₋ₓ(b, a).
        if x > (a + 1) / (a + b + 2) { return 1 - regularized(complement, complement: x, a: b, b: a) }
        let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
        let front = exp(a * log(x) + b * log(complement) - logBeta) / a
        return front * fraction(x, a, b)
    }

    /// Evaluates the continued fraction.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var (c, value) = (1.0, d)
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 + term * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                change = c * d
                value *= change
            }
            if abs(change - 1) < 1e-16 { break }
        }
        return value
    }
}
