extension RealFunctions {
    /// The remainder of the division that rounds down, with the sign of the divisor (`%` of Python). It is exact but
    /// where the divisor is added to a remainder of the other sign, and then rounded once.
    @inline(__always)
    static func flooredRemainder<Scalar: RealScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
        let remainder = x.truncatingRemainder(dividingBy: y)
        if remainder == 0 { return Scalar(signOf: y, magnitudeOf: 0) }
        return (remainder < 0) != (y < 0) ? remainder + y : remainder
    }

    /// The number of the same type next to `x` in the direction of `y`.
    @inline(__always)
    static func nextAfter<Scalar: RealScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
        if x == y { return y }
        if x.isNaN || y.isNaN { return .nan }
        return x < y ? x.nextUp : x.nextDown
    }
}
