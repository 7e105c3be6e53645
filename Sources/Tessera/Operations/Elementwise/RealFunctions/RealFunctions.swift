/// Functions of one and of two numbers in double precision, within 1 ulp unless they say otherwise: the kernels of pure
/// Swift, and those of the functions that have no loop in C.
///
/// The logarithm and the exponential function that the others are made of return a number and its rounding error, so
/// that what follows rounds once. Numbers of single precision are computed in double precision and rounded, which is
/// exact but for rare ties.
enum RealFunctions {
    /// Returns the function of a number of either precision.
    @inline(__always)
    static func apply<Scalar: RealScalar>(_ function: (Double) -> Double, _ x: Scalar) -> Scalar {
        Scalar(function(Double(x)))
    }

    /// Returns the function of two numbers of either precision.
    @inline(__always)
    static func apply<Scalar: RealScalar>(_ function: (Double, Double) -> Double, _ x: Scalar, _ y: Scalar) -> Scalar {
        Scalar(function(Double(x), Double(y)))
    }

    /// Returns the value at `x` of the polynomial with the given coefficients, the highest power first (Horner's rule).
    @inline(__always)
    static func polynomial<let degree: Int>(_ coefficients: InlineArray<degree, Double>, _ x: Double) -> Double {
        var sum = coefficients[0]
        for index in 1..<degree { sum = sum * x + coefficients[index] }
        return sum
    }

    /// Returns the rounding error of `quotient` = x / y, divided by y: what it lacks to the exact quotient.
    @inline(__always)
    static func quotientError(_ quotient: Double, _ x: Double, _ y: Double) -> Double {
        x.addingProduct(-quotient, y) / y
    }

    /// Returns x·2ᵏ for −2044 ≤ k ≤ 2046, in two factors: 2ᵏ may overflow or be subnormal where the result is not.
    @inline(__always)
    static func scaled(_ x: Double, _ k: Int) -> Double {
        let half = k / 2
        return x * powerOfTwo(half) * powerOfTwo(k - half)
    }

    /// Returns 2ᵏ, which must be a normal number.
    @inline(__always)
    static func powerOfTwo(_ k: Int) -> Double { Double(bitPattern: UInt64(bitPattern: Int64(k + 1023)) << 52) }
}
