import Foundation

/// Student's t distribution.
struct StudentT {
    /// The degrees of freedom.
    let degrees: Double

    /// Returns the two-sided p-value P(|T| ≥ |t|), by the regularised incomplete beta function.
    func twoSided(_ t: Double) -> Double {
        if t.isNaN { return .nan }
        if t.isInfinite { return 0 }
        let sum = degrees + t * t
        return IncompleteBeta.regularized(degrees / sum, complement: t * t / sum, a: degrees / 2, b: 0.5)
    }

    /// Returns the t with P(|T| ≥ t) = `probability`, by bisection.
    func quantile(twoSided probability: Double) -> Double {
        var high = 1.0
        while twoSided(high) > probability, high < 1e300 { high *= 2 }
        return bisected(0, high) { twoSided($0) > probability }
    }
}

/// Fisher's F distribution.
struct FisherF {
    /// The degrees of freedom of the numerator.
    let numerator: Double
    /// The degrees of freedom of the denominator.
    let denominator: Double

    /// Returns the p-value P(F ≥ f), by the regularised incomplete beta function.
    func upperTail(_ f: Double) -> Double {
        if f.isNaN { return .nan }
        if f.isInfinite { return 0 }
        if f <= 0 { return 1 }
        let sum = denominator + numerator * f
        return IncompleteBeta.regularized(
            denominator / sum, complement: numerator * f / sum, a: denominator / 2, b: numerator / 2)
    }
}

/// The standard normal distribution.
package enum Normal {
    /// Returns the two-sided p-value P(|Z| ≥ |z|).
    static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.squareRoot()) }

    /// Returns the z with P(|Z| ≥ z) = `probability`, by bisection.
    static func quantile(twoSided probability: Double) -> Double {
        bisected(0, 40) { twoSided($0) > probability }
    }

    /// Returns the quantile: the z with P(Z ≤ z) = `probability`.
    package static func quantile(_ probability: Double) -> Double {
        probability < 0.5 ? -quantile(twoSided: 2 * probability) : quantile(twoSided: 2 * (1 - probability))
    }
}

/// Bisects, to the last bit, for the point where a condition that holds at `low` and not at `high` ceases to hold.
private func bisected(_ low: Double, _ high: Double, _ holds: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    while true {
        let middle = low + (high - low) / 2
        if middle <= low || middle >= high { return middle }
        if holds(middle) { low = middle } else { high = middle }
    }
}

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
