extension RealFunctions {
    /// log |Γ(x)|, within 2 ulp of it or of 1, whichever is larger; ∞ at 0 and at the negative integers.
    ///
    /// Stirling's series for large arguments, the recurrence Γ(x + 1) = x·Γ(x) towards them, in double-double, and for
    /// negative arguments Euler's reflection formula.
    static func lgamma(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x == 1 || x == 2 { return 0 }
        if x.isInfinite || (x <= 0 && x == x.rounded(.down)) { return .infinity }
        if Swift.abs(x) < 0x1p-60 { return -Double.log(Swift.abs(x)) }
        if x > 0 { return x > 0x1p60 ? x * (Double.log(x) - 1) : logGamma(DoubleDouble(x)).value }
        let sine = Swift.abs(Double.sin(.pi * (x - x.rounded())))
        return (logarithm(DoubleDouble(.pi / sine)).natural - logGamma(DoubleDouble(sum: 1, -x))).value
    }

    /// The digamma function, the derivative of log Γ(x), within 2 ulp of it or of 1; ∓∞ at ±0 and NaN at the negative
    /// integers.
    static func digamma(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x == 0 { return -1 / x }
        if x > 0 { return digamma(DoubleDouble(x)).value }
        if x == x.rounded(.down) { return .nan }
        return (digamma(DoubleDouble(sum: 1, -x)) - DoubleDouble(.pi, 1.2246467991473532e-16) * cotangentOfPi(times: x))
            .value
    }

    /// log Γ(x) for positive x below 2⁶¹.
    private static func logGamma(_ x: DoubleDouble) -> DoubleDouble {
        var (y, product) = (x, DoubleDouble(1))
        while y.high < 16 {
            product = product * y
            y = y + 1
        }
        let inverse = 1 / y.high
        let z = inverse * inverse
        // B₂ₖ / (2k (2k − 1)), the highest first.
        let series = polynomial(
            [1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12], z)
        let halfOfLogTwoPi = DoubleDouble(0.9189385332046728, -3.8782941580672414e-17)
        let main = (y - 0.5) * logarithm(y).natural - y + halfOfLogTwoPi + series * inverse
        return product.high == 1 ? main : main - logarithm(product).natural
    }

    /// The digamma function of a positive number, by its asymptotic series and the recurrence ψ(x + 1) = ψ(x) + 1 / x.
    private static func digamma(_ x: DoubleDouble) -> DoubleDouble {
        var (y, sum) = (x, DoubleDouble.zero)
        while y.high < 16 {
            sum += DoubleDouble(1) / y
            y = y + 1
        }
        let inverse = 1 / y.high
        let z = inverse * inverse
        // B₂ₖ / 2k, the highest first.
        let series = polynomial(
            [1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12], z)
        return logarithm(y).natural - DoubleDouble(0.5) / y - z * series - sum
    }

    /// cot(πx), from the distance of x to the nearest pole or zero, which is exact.
    private static func cotangentOfPi(times x: Double) -> Double {
        let r = x - x.rounded()
        if Swift.abs(r) <= 0.25 { return 1 / tangentOfPi(times: r) }
        return tangentOfPi(times: Double(signOf: r, magnitudeOf: 0.5) - r)
    }

    /// tan(πr) for |r| ≤ 1/4, with the rounding error of πr made up for.
    private static func tangentOfPi(times r: Double) -> Double {
        let angle = DoubleDouble(.pi, 1.2246467991473532e-16) * r
        let tangent = Double.tan(angle.high)
        return tangent + angle.low * (1 + tangent * tangent)
    }

    /// The polygamma function ψ⁽ⁿ⁾, the derivative of order n ≥ 1 of the digamma function; NaN at 0 and at the negative
    /// integers, where it has poles, but ∞ there for odd n.
    ///
    /// The asymptotic series (M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964, 6.4.11), the
    /// recurrence towards it, and for negative arguments the reflection formula.
    static func polygamma(_ order: Int, _ x: Double) -> Double {
        if x.isNaN { return x }
        if x == .infinity { return 0 }
        if x <= 0 {
            if x == x.rounded(.down) { return order.isMultiple(of: 2) ? .nan : .infinity }
            let sign: Double = order.isMultiple(of: 2) ? 1 : -1
            return sign * (polygamma(order, 1 - x) + cotangentDerivative(order, x))
        }
        var (y, sum) = (x, 0.0)
        while y < Double(16 + order) {
            sum += Double.pow(y, -(order + 1))
            y += 1
        }
        var factorial = 1.0
        for factor in 1..<Swift.max(order, 1) { factorial *= Double(factor) }
        let n = Double(order)
        // (n − 1)! / yⁿ·(1 + n / 2y + Σ B₂ₖ·(2k + n − 1)! / ((2k)!·(n − 1)!·y²ᵏ)).
        var (terms, ratio) = (1 + n / (2 * y), 1.0)
        for (k, bernoulli) in [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6].enumerated() {
            let m = Double(2 * k)
            ratio *= (m + n) * (m + n + 1) / ((m + 1) * (m + 2) * y * y)
            terms += bernoulli * ratio
        }
        let value = factorial * (n * sum + terms * Double.pow(y, -order))
        return order.isMultiple(of: 2) ? -value : value
    }

    /// (−1)ⁿ⁺¹·π times the n-th derivative of cot(πx), which the reflection formula adds to ψ⁽ⁿ⁾(1 − x). The derivative
    /// is a polynomial in the cotangent, P₀ = c and Pₙ₊₁ = −(1 + c²)·Pₙ′.
    private static func cotangentDerivative(_ order: Int, _ x: Double) -> Double {
        var coefficients = [0.0, 1]
        for _ in 0..<order {
            var next = [Double](repeating: 0, count: coefficients.count + 1)
            for power in 1..<coefficients.count {
                let derivative = Double(power) * coefficients[power]
                next[power - 1] -= derivative
                next[power + 1] -= derivative
            }
            coefficients = next
        }
        let c = cotangentOfPi(times: x)
        let value = coefficients.reversed().reduce(0) { $0 * c + $1 } * Double.pow(.pi, order + 1)
        return order.isMultiple(of: 2) ? -value : value
    }
}
