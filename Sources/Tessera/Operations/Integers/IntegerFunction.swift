/// The elementwise functions of two integers. Each is a row of the table of formulas.
package enum IntegerFunction: String, Sendable, CaseIterable {
    case add, subtract, multiply
    case wrappingAdd, wrappingSubtract, wrappingMultiply
    /// Division towards zero, and its remainder, which has the sign of the dividend.
    case divide, remainder
    /// Division towards −∞, and its remainder, which has the sign of the divisor.
    case floorDivide, modulo
    case power, maximum, minimum
    case and, or, xor, shiftLeft, shiftRight

    /// Returns the function of two integers. `failures` becomes different from 0 if it has no value in the type.
    @inline(__always)
    func callAsFunction<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
        switch self {
        case .add: checked(x.addingReportingOverflow(y), &failures)
        case .subtract: checked(x.subtractingReportingOverflow(y), &failures)
        case .multiply: checked(x.multipliedReportingOverflow(by: y), &failures)
        case .wrappingAdd: x &+ y
        case .wrappingSubtract: x &- y
        case .wrappingMultiply: x &* y
        case .divide: checked(x.dividedReportingOverflow(by: y), &failures)
        case .remainder: integerRemainder(x, y, &failures)
        case .floorDivide: floorQuotient(x, y, &failures)
        case .modulo: floorRemainder(x, y, &failures)
        case .power: integerPower(x, y, &failures)
        case .maximum: Swift.max(x, y)
        case .minimum: Swift.min(x, y)
        case .and: x & y
        case .or: x | y
        case .xor: x ^ y
        case .shiftLeft: x << y
        case .shiftRight: x >> y
        }
    }

    /// Calls `body` with this function as a constant. A loop that is inlined into `body` is then compiled for each
    /// function, and does not switch for every element.
    @inline(__always)
    func asConstant<Result>(_ body: (IntegerFunction) -> Result) -> Result {
        switch self {
        case .add: body(.add)
        case .subtract: body(.subtract)
        case .multiply: body(.multiply)
        case .wrappingAdd: body(.wrappingAdd)
        case .wrappingSubtract: body(.wrappingSubtract)
        case .wrappingMultiply: body(.wrappingMultiply)
        case .divide: body(.divide)
        case .remainder: body(.remainder)
        case .floorDivide: body(.floorDivide)
        case .modulo: body(.modulo)
        case .power: body(.power)
        case .maximum: body(.maximum)
        case .minimum: body(.minimum)
        case .and: body(.and)
        case .or: body(.or)
        case .xor: body(.xor)
        case .shiftLeft: body(.shiftLeft)
        case .shiftRight: body(.shiftRight)
        }
    }

    /// Returns why the function of two integers has no value: the reason of the error.
    func failure<S: IntegerScalar>(_ x: S, _ y: S) -> String {
        switch self {
        case .divide, .remainder, .floorDivide, .modulo:
            y == 0 ? "\(x) divided by 0" : "\(x) divided by \(y) \(S.lacks)"
        case .power:
            y < 0 ? "\(x) to the power of \(y): the exponent is negative" : "\(x) to the power of \(y) \(S.lacks)"
        case .add: "\(x) + \(y) \(S.lacks); &+ wraps around"
        case .subtract: "\(x) - \(y) \(S.lacks); &- wraps around"
        default: "\(x) * \(y) \(S.lacks); &* wraps around"
        }
    }
}

/// The elementwise functions of one integer.
package enum IntegerUnaryFunction: String, Sendable, CaseIterable {
    case negate, abs, sign, not

    /// Returns the function of an integer. `failures` becomes different from 0 if it has no value in the type.
    @inline(__always)
    func callAsFunction<S: IntegerScalar>(_ x: S, _ failures: inout Int) -> S {
        switch self {
        case .negate: checked((0 as S).subtractingReportingOverflow(x), &failures)
        case .abs: x < 0 ? checked((0 as S).subtractingReportingOverflow(x), &failures) : x
        case .sign: x.signum()
        case .not: ~x
        }
    }

    /// Calls `body` with this function as a constant.
    @inline(__always)
    func asConstant<Result>(_ body: (IntegerUnaryFunction) -> Result) -> Result {
        switch self {
        case .negate: body(.negate)
        case .abs: body(.abs)
        case .sign: body(.sign)
        case .not: body(.not)
        }
    }

    /// Returns why the function of an integer has no value: the reason of the error.
    func failure<S: IntegerScalar>(_ x: S) -> String { "-(\(x)) \(S.lacks)" }
}

extension IntegerScalar {
    fileprivate static var lacks: String { "does not fit \(Self.self)" }
}

/// Returns the remainder of a division towards zero. That of a division by −1 is 0, also where the quotient would not
/// fit.
@inline(__always)
private func integerRemainder<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
    failures |= y == 0 ? 1 : 0
    return x.remainderReportingOverflow(dividingBy: y).partialValue
}

/// Returns the quotient rounded towards −∞.
@inline(__always)
private func floorQuotient<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
    let (quotient, overflow) = x.dividedReportingOverflow(by: y)
    failures |= overflow ? 1 : 0
    let isInexact = x.remainderReportingOverflow(dividingBy: y).partialValue != 0
    return isInexact && (x < 0) != (y < 0) ? quotient &- 1 : quotient
}

/// Returns the remainder of a division towards −∞.
@inline(__always)
private func floorRemainder<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
    let remainder = integerRemainder(x, y, &failures)
    return remainder != 0 && (remainder < 0) != (y < 0) ? remainder &+ y : remainder
}

/// Returns x to the power of y by binary exponentiation (Knuth, "The Art of Computer Programming", 4.6.3). The power of
/// the base that is computed last is a factor of the result, so that it overflows only if the result does.
@inline(__always)
private func integerPower<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S {
    failures |= y < 0 ? 1 : 0
    var (result, base, exponent) = (1 as S, x, y)
    while exponent > 0 {
        if exponent & 1 == 1 { result = checked(result.multipliedReportingOverflow(by: base), &failures) }
        exponent >>= 1
        if exponent > 0 { base = checked(base.multipliedReportingOverflow(by: base), &failures) }
    }
    return result
}

/// Returns the value of checked arithmetic, and notes an overflow.
@inline(__always)
private func checked<S: IntegerScalar>(_ result: (partialValue: S, overflow: Bool), _ failures: inout Int) -> S {
    failures |= result.overflow ? 1 : 0
    return result.partialValue
}
