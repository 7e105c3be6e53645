// The formulas of `IntegerFunction`.

enum Sum: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        checked(x.addingReportingOverflow(y), &failures)
    }
}

enum Difference: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        checked(x.subtractingReportingOverflow(y), &failures)
    }
}

enum Product: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        checked(x.multipliedReportingOverflow(by: y), &failures)
    }
}

enum WrappingSum: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x &+ y }
}

enum WrappingDifference: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x &- y }
}

enum WrappingProduct: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x &* y }
}

enum Maximum: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { Swift.max(x, y) }
}

enum Minimum: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { Swift.min(x, y) }
}

enum And: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x & y }
}

enum Or: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x | y }
}

enum ExclusiveOr: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x ^ y }
}

enum ShiftLeft: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x << y }
}

enum ShiftRight: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S { x >> y }
}

enum Quotient: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        checked(x.dividedReportingOverflow(by: y), &failures)
    }
}

/// The remainder of a division towards zero. That of a division by −1 is 0, also where the quotient would not fit.
enum Remainder: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        failures |= y == 0 ? 1 : 0
        return x.remainderReportingOverflow(dividingBy: y).partialValue
    }
}

/// The quotient rounded towards −∞.
enum FloorQuotient: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        let quotient = checked(x.dividedReportingOverflow(by: y), &failures)
        let isInexact = x.remainderReportingOverflow(dividingBy: y).partialValue != 0
        return isInexact && (x < 0) != (y < 0) ? quotient &- 1 : quotient
    }
}

/// The remainder of a division towards −∞.
enum FloorRemainder: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        let remainder = Remainder.value(x, y, &failures)
        return remainder != 0 && (remainder < 0) != (y < 0) ? remainder &+ y : remainder
    }
}

/// x to the power of y by binary exponentiation (Knuth, "The Art of Computer Programming", 4.6.3). The power of the base
/// that is computed last is a factor of the result, so that it overflows only if the result does.
enum Power: IntegerFormula {
    @inline(__always)
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        failures |= y < 0 ? 1 : 0
        var (result, base, exponent) = (1 as S, x, y)
        while exponent > 0 {
            if exponent & 1 == 1 { result = checked(result.multipliedReportingOverflow(by: base), &failures) }
            exponent >>= 1
            if exponent > 0 { base = checked(base.multipliedReportingOverflow(by: base), &failures) }
        }
        return result
    }
}
