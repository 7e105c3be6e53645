extension RealFunctions {
    /// The error function 2/√π·∫₀ˣ e^(−t²) dt, within 2 ulp.
    static func erf(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if size < 1 { return erfNearZero(x) }
        if size > 6 || x.isNaN { return x.isNaN ? x : Double(signOf: x, magnitudeOf: 1) }
        return Double(signOf: x, magnitudeOf: 1 - erfcOfLarge(size))
    }

    /// The complementary error function 1 − erf(x), within 4 ulp also where it is tiny.
    static func erfc(_ x: Double) -> Double {
        if x < 0.5 { return x < -6 ? 2 : (x < -0.5 ? 2 - erfc(-x) : 1 - erfNearZero(x)) }
        if x > 28 { return 0 }
        return x.isNaN ? x : erfcOfLarge(x)
    }

    /// The inverse of the error function on −1 … 1, ±∞ at the ends and NaN outside: the approximation of M. Giles
    /// ("Approximating the erfinv function", 2012), then two steps of Halley's method. Next to ±1 they solve for the
    /// complement, which is exact there.
    static func erfinv(_ y: Double) -> Double {
        let size = Swift.abs(y)
        if !(size < 1) { return size == 1 ? y * .infinity : .nan }
        if size < 0x1p-30 { return y * 0x1.c5bf891b4ef6bp-1 }
        var x = erfinvEstimate(size)
        for _ in 0..<2 {
            let error = size < 0.5 ? erfNearZero(x) - size : (1 - size) - erfc(x)
            let step = error * 0x1.c5bf891b4ef6bp-1 * Double.exp(x * x)
            x -= step / (1 + x * step)
        }
        return Double(signOf: y, magnitudeOf: x)
    }

    /// erf(x) = x + x·(2/√π − 1 + x²·p(x²)) for |x| ≤ 1, with a minimax polynomial; its error is 2⁻⁵⁸.
    private static func erfNearZero(_ x: Double) -> Double {
        let z = x * x
        let p = polynomial(
            [
                0x1.0f8a27a51ad26p-34, -0x1.3c1e91b012003p-30, 0x1.f8d476ab1a455p-27, -0x1.5f39372686202p-23,
                0x1.b9e2333703249p-20, -0x1.f4d21efdafc7dp-17, 0x1.f9a324ddf0f34p-14, -0x1.c02db3f4735cbp-11,
                0x1.565bcd0e434bbp-8, -0x1.b82ce312882f8p-6, 0x1.ce2f21a042bd7p-4, -0x1.812746b0379e7p-2,
            ], z)
        return x + x * (0x1.06eba8214db69p-3 + z * p)
    }

    /// erfc(x) = e^(−x²)·p(t) / (1 + 2x) for 0.5 ≤ x ≤ 28 and t = (x − 3) / (x + 3) (M. M. Shepherd and J. G.
    /// Laframboise, "Chebyshev approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞", 1981), with a polynomial of our
    /// own; its error is 2⁻⁵⁴. The rounding error of x² is made up for.
    private static func erfcOfLarge(_ x: Double) -> Double {
        let t = (x - 3) / (x + 3)
        let p = polynomial(
            [
                -0x1.08c0541a34a1dp-26, 0x1.89d482c35f998p-26, 0x1.e01239a37bc3ap-24, -0x1.05551b9c7b495p-23,
                -0x1.522e923875db7p-21, 0x1.7240e039a3bd2p-22, 0x1.d34dda94a5cdcp-19, -0x1.8656688349170p-21,
                -0x1.514bf9e11f612p-16, 0x1.4c15c8ccdacffp-18, 0x1.065ac05cf2849p-13, -0x1.b912511ace570p-14,
                -0x1.98db569ae9f33p-11, 0x1.ef1bdd1571101p-10, 0x1.4b884e6674be3p-9, -0x1.8574c40ba6a70p-6,
                0x1.17ca2877e25b3p-4, -0x1.e88b803a49709p-4, 0x1.098366a5b49a5p-3, -0x1.85a15c58aa5bcp-5,
                -0x1.15c084bb9e8f8p-3, 0x1.40c522d7e4987p+0,
            ], t)
        let square = x * x
        let e = exponential(-square, tail: -(-square).addingProduct(x, x))
        return scaled((e.high + e.low) * (p / (1 + 2 * x)), e.exponent)
    }

    /// Giles' approximation in double precision arithmetic, of which seven digits are enough here.
    private static func erfinvEstimate(_ y: Double) -> Double {
        let w = -Double.log((1 - y) * (1 + y))
        if w < 5 {
            return y
                * polynomial(
                    [
                        2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503,
                        -0.00417768164, 0.246640727, 1.50140941,
                    ], w - 2.5)
        }
        // Beyond the range of the approximation the leading terms of the asymptotic series are a better start.
        if w > 16 {
            let v = w + 0x1.62e42fefa39efp-1
            let u = v - Double.log(.pi * v) / 2
            return (v - Double.log(.pi * u) / 2).squareRoot()
        }
        return y
            * polynomial(
                [
                    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
                    0.00943887047, 1.00167406, 2.83297682,
                ], w.squareRoot() - 3)
    }
}
