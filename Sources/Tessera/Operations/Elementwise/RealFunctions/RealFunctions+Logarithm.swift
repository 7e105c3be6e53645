extension RealFunctions {
    /// A positive number as m·2ᵏ with m between √½ and √2, and the natural logarithm of m with its rounding error: 2⁻⁵⁹
    /// relative to the logarithm.
    struct Logarithm {
        var exponent: Double
        var mantissa: DoubleDouble

        /// The natural logarithm of the number; `exponent` times the short first part of ln 2 is exact.
        @inline(__always)
        var natural: DoubleDouble {
            let sum = DoubleDouble(sum: exponent * 0x1.62e42feep-1, mantissa.high)
            return normalised(sum.high, sum.low + (mantissa.low + exponent * 0x1.a39ef35793c76p-33))
        }
    }

    /// Returns the logarithm of a positive finite number, by the series of fdlibm in s = f / (2 + f) for m = 1 + f,
    /// where f and s are double-double.
    static func logarithm(_ x: DoubleDouble) -> Logarithm {
        let isSubnormal = x.high < 0x1p-1022
        let (high, low) = isSubnormal ? (x.high * 0x1p54, x.low * 0x1p54) : (x.high, x.low)
        let sqrtOfHalf = (0x1.6a09e667f3bcdp-1).bitPattern
        let bits = high.bitPattern &- sqrtOfHalf
        let k = Int(Int64(bitPattern: bits) >> 52)
        let m = Double(bitPattern: (bits & 0xf_ffff_ffff_ffff) &+ sqrtOfHalf)
        let f = DoubleDouble(sum: m - 1, scaled(low, -k))
        let divisor = DoubleDouble(sum: 2, f.high)
        let s = f.high / divisor.high
        let lost = (f.low - s * (divisor.low + f.low)) / divisor.high + quotientError(s, f.high, divisor.high)
        return Logarithm(exponent: Double(isSubnormal ? k - 54 : k), mantissa: twiceArtanh(s, lost))
    }

    /// Returns log(1 + s) − log(1 − s) = 2s + s·R(s²) for |s| ≤ 0.1716, with fdlibm's R.
    @inline(__always)
    static func twiceArtanh(_ s: Double, _ lost: Double) -> DoubleDouble {
        let z = s * s
        let p = polynomial(
            [
                0x1.2f112df3e5244p-3, 0x1.39a09d078c69fp-3, 0x1.7466496cb03dep-3, 0x1.c71c51d8e78afp-3,
                0x1.2492494229359p-2, 0x1.999999997fa04p-2, 0x1.5555555555593p-1,
            ], z)
        return normalised(2 * s, 2 * lost + s * (z * p))
    }

    /// The logarithm to the base 2.
    static func log2(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return logarithmOfNoPositiveNumber(x) }
        let log = logarithm(DoubleDouble(x))
        let scaled = times(log.mantissa, 0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56)
        let sum = DoubleDouble(sum: log.exponent, scaled.high)
        return sum.high + (sum.low + scaled.low)
    }

    /// The logarithm to the base 10.
    static func log10(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return logarithmOfNoPositiveNumber(x) }
        let log = logarithm(DoubleDouble(x))
        let scaled = times(log.mantissa, 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)
        // The first part of log₁₀ 2 is so short that its product with the exponent is exact.
        let sum = DoubleDouble(sum: log.exponent * 0x1.34413509f7p-2, scaled.high)
        return sum.high + (sum.low + (scaled.low + log.exponent * 0x1.3fde623e2566bp-43))
    }

    /// The inverse hyperbolic sine, log(|x| + √(x² + 1)) with the sign of x.
    static func asinh(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if !(size < .infinity) { return x }
        // The difference would lose the sign of −0.
        if size < 0x1p-20 { return size < 0x1p-27 ? x : x - x * (x * x / 6) }
        var log: Logarithm
        if size > 0x1p30 {
            log = logarithm(DoubleDouble(size))
            log.exponent += 1
        } else {
            log = logarithm((square(size) + 1).squareRoot() + size)
        }
        return Double(signOf: x, magnitudeOf: log.natural.value)
    }

    /// The inverse hyperbolic cosine, log(x + √(x² − 1)); NaN below 1.
    static func acosh(_ x: Double) -> Double {
        if !(x > 1) { return x == 1 ? 0 : .nan }
        if x == .infinity { return x }
        var log: Logarithm
        if x > 0x1p30 {
            log = logarithm(DoubleDouble(x))
            log.exponent += 1
        } else {
            log = logarithm((square(x) - 1).squareRoot() + x)
        }
        return log.natural.value
    }

    /// The inverse hyperbolic tangent, log((1 + x) / (1 − x)) / 2; NaN outside −1 … 1.
    static func atanh(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if !(size < 1) { return size == 1 ? x * .infinity : .nan }
        if size < 0x1p-30 { return x }
        if size <= 0.1716 {
            return 0.5 * twiceArtanh(x, 0).value
        }
        let ratio = DoubleDouble(sum: 1, size) / DoubleDouble(sum: 1, -size)
        return Double(signOf: x, magnitudeOf: 0.5 * logarithm(ratio).natural.value)
    }

    /// log(eˣ + eʸ), without overflow.
    static func logAddExp(_ x: Double, _ y: Double) -> Double {
        if x == y { return x + 0x1.62e42fefa39efp-1 }
        let difference = x - y
        if difference > 0 { return x + Double.log(onePlus: Double.exp(-difference)) }
        return difference < 0 ? y + Double.log(onePlus: Double.exp(difference)) : .nan
    }

    private static func logarithmOfNoPositiveNumber(_ x: Double) -> Double {
        x == 0 ? -.infinity : (x == .infinity ? x : .nan)
    }

    @inline(__always)
    private static func square(_ x: Double) -> DoubleDouble { DoubleDouble(product: x, x) }

    /// Returns x·(high + low).
    @inline(__always)
    static func times(_ x: DoubleDouble, _ high: Double, _ low: Double) -> DoubleDouble {
        let product = x.high * high
        return DoubleDouble(product, (-product).addingProduct(x.high, high) + (x.high * low + x.low * high))
    }

    /// Returns the sum of a number and a smaller one, with its rounding error (Fast2Sum).
    @inline(__always)
    static func normalised(_ high: Double, _ low: Double) -> DoubleDouble {
        let sum = high + low
        return DoubleDouble(sum, low - (sum - high))
    }
}
