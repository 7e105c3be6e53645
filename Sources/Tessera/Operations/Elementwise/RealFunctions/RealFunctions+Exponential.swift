extension RealFunctions {
    /// e to some power as (high + low)·2ᵏ, with an error of 2⁻⁵⁶ relative to the value.
    struct Exponential {
        var high: Double
        var low: Double
        var exponent: Int
    }

    /// Returns e^(x + tail) for |x| < 2¹⁹ and a tail of the size of a rounding error, by the argument reduction of Cody
    /// and Waite ("Software manual for the elementary functions", 1980) and a minimax polynomial, those of the kernel
    /// in C.
    static func exponential(_ x: Double, tail: Double = 0) -> Exponential {
        let k = (x * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
        let (high, low) = (x - k * 0x1.62e42feep-1, k * 0x1.a39ef35793c76p-33)
        let r = high - low
        let lost = (high - r) - low + tail
        // (eʳ − 1 − r) / r² for |r| ≤ ln(2) / 2.
        let p = polynomial(
            [
                0x1.1f8dca1a0e1b0p-29, 0x1.af5f5907c83a1p-26, 0x1.27e4cb076d282p-22, 0x1.71ddf7f8af268p-19,
                0x1.a01a01adda9fep-16, 0x1.a01a01b00ad58p-13, 0x1.6c16c16c14f5cp-10, 0x1.111111110f649p-7,
                0x1.5555555555558p-5, 0x1.5555555555559p-3, 0.5,
            ], r)
        let sum = 1 + r
        let rest = r * r * p
        let value = normalised(sum, (r - (sum - 1)) + (rest + lost * (sum + rest)))
        return Exponential(high: value.high, low: value.low, exponent: Int(k))
    }

    /// 2ˣ.
    static func exp2(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 1100 { return .infinity }
        if x < -1100 { return 0 }
        let k = x.rounded(.toNearestOrEven)
        let r = x - k
        // r·ln 2 and its rounding error.
        let product = r * 0x1.62e42fefa39efp-1
        let lost = (-product).addingProduct(r, 0x1.62e42fefa39efp-1) + r * 0x1.abc9e3b39803fp-56
        let e = exponential(product, tail: lost)
        return scaled(e.high + e.low, e.exponent + Int(k))
    }

    /// (eˣ − e⁻ˣ) / 2.
    static func sinh(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if !(size >= 0.5) {
            if size < 0x1p-28 { return x }
            let z = x * x
            return x + x * (z * sinhSeries(z))
        }
        if size > 720 { return x * .infinity }
        let (e, inverse) = exponentialAndInverse(size)
        let difference = DoubleDouble(sum: e.high, -inverse.high)
        let value = difference.high + (difference.low + (e.low - inverse.low))
        return Double(signOf: x, magnitudeOf: scaled(value, e.exponent - 1))
    }

    /// (eˣ + e⁻ˣ) / 2.
    static func cosh(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if x.isNaN { return x }
        if size > 720 { return .infinity }
        let (e, inverse) = exponentialAndInverse(size)
        let sum = DoubleDouble(sum: e.high, inverse.high)
        return scaled(sum.high + (sum.low + (e.low + inverse.low)), e.exponent - 1)
    }

    /// The hyperbolic tangent: a minimax polynomial below 0.55 and 1 − 2 / (e²ˣ + 1) above, as in the kernel in C.
    static func tanh(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if !(size >= 0.55) {
            if size < 0x1p-30 { return x }
            let z = x * x
            return x + x * (z * tanhSeries(z))
        }
        if size > 20 { return Double(signOf: x, magnitudeOf: 1) }
        let e = exponential(2 * size)
        let scale = powerOfTwo(e.exponent)
        let divisor = DoubleDouble(sum: e.high * scale, 1)
        let quotient = 2 / divisor.high
        let low = (divisor.low + e.low * scale) * quotient / divisor.high
        let value = DoubleDouble(sum: 1, -quotient)
        return Double(
            signOf: x,
            magnitudeOf: value.high + (value.low - (quotientError(quotient, 2, divisor.high) - low)))
    }

    /// Returns eˣ for x ≥ 0 and e⁻ˣ, both in units of the power of two of eˣ.
    @inline(__always)
    private static func exponentialAndInverse(_ x: Double) -> (Exponential, DoubleDouble) {
        let e = exponential(x)
        // Far above the range where e⁻ˣ matters its power of two is no longer normal; 0 takes its place.
        let scale = e.exponent > 60 ? 0 : powerOfTwo(-2 * e.exponent)
        let inverse = 1 / e.high
        let low = quotientError(inverse, 1, e.high) - inverse * inverse * e.low
        return (e, DoubleDouble(inverse * scale, low * scale))
    }

    /// The minimax polynomial in z = x² for (sinh(x) / x − 1) / x² on |x| ≤ 1; its error is 2⁻⁵⁹ relative to sinh(x).
    @inline(__always)
    private static func sinhSeries(_ z: Double) -> Double {
        polynomial(
            [
                0x1.b41232cf9950fp-41, 0x1.611cb330c1fe8p-33, 0x1.ae6460fae3728p-26, 0x1.71de3a4e14f40p-19,
                0x1.a01a01a01ee70p-13, 0x1.11111111110fdp-7, 0x1.5555555555555p-3,
            ], z)
    }

    /// The minimax polynomial in z = x² for (tanh(x) / x − 1) / x² on |x| ≤ 0.56.
    @inline(__always)
    private static func tanhSeries(_ z: Double) -> Double {
        polynomial(
            [
                -0x1.3fc6cdc056a3dp-16, 0x1.5a8a50ea7d4d7p-14, -0x1.e86f4aa9e189ap-13, 0x1.346ae4fa3184ap-11,
                -0x1.7d8cdeecd3adfp-10, 0x1.d6d26217ca952p-9, -0x1.226e2db1686e2p-7, 0x1.664f484eefab2p-6,
                -0x1.ba1ba1b950633p-5, 0x1.11111111104adp-3, -0x1.555555555554dp-2,
            ], z)
    }
}
