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
