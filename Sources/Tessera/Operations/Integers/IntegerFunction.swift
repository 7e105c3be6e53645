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

    /// Calls the visitor with the type of the formula, for which a loop in the visitor is compiled.
    @inline(__always)
    func accept<Visitor: IntegerFormulaVisitor>(_ visitor: Visitor) -> Visitor.Result {
        switch self {
        case .add: visitor.visit(Sum.self)
        case .subtract: visitor.visit(Difference.self)
        case .multiply: visitor.visit(Product.self)
        case .wrappingAdd: visitor.visit(WrappingSum.self)
        case .wrappingSubtract: visitor.visit(WrappingDifference.self)
        case .wrappingMultiply: visitor.visit(WrappingProduct.self)
        case .divide: visitor.visit(Quotient.self)
        case .remainder: visitor.visit(Remainder.self)
        case .floorDivide: visitor.visit(FloorQuotient.self)
        case .modulo: visitor.visit(FloorRemainder.self)
        case .power: visitor.visit(Power.self)
        case .maximum: visitor.visit(Maximum.self)
        case .minimum: visitor.visit(Minimum.self)
        case .and: visitor.visit(And.self)
        case .or: visitor.visit(Or.self)
        case .xor: visitor.visit(ExclusiveOr.self)
        case .shiftLeft: visitor.visit(ShiftLeft.self)
        case .shiftRight: visitor.visit(ShiftRight.self)
        }
    }

    /// Returns why the function of two integers has no value: the reason of the error.
    func failure<S: IntegerScalar>(_ x: S, _ y: S) -> String {
        let lacks = "does not fit \(S.self)"
        switch self {
        case .divide, .remainder, .floorDivide, .modulo:
            return y == 0 ? "\(x) divided by 0" : "\(x) divided by \(y) \(lacks)"
        case .power:
            return "\(x) to the power of \(y)" + (y < 0 ? ": the exponent is negative" : " \(lacks)")
        case .add: return "\(x) + \(y) \(lacks); &+ wraps around"
        case .subtract: return "\(x) - \(y) \(lacks); &- wraps around"
        default: return "\(x) * \(y) \(lacks); &* wraps around"
        }
    }
}

/// The elementwise functions of one integer.
package enum IntegerUnaryFunction: String, Sendable, CaseIterable {
    case negate, abs, sign, not
}

/// The formula of a function of two integers, as a type, so that a generic loop is compiled for each.
protocol IntegerFormula {
    /// Returns the function of two integers. `failures` becomes different from 0 if it has no value in the type.
    static func value<S: IntegerScalar>(_ x: S, _ y: S, _ failures: inout Int) -> S
}

/// A computation for any formula.
protocol IntegerFormulaVisitor {
    associatedtype Result
    func visit<Formula: IntegerFormula>(_ formula: Formula.Type) -> Result
}

/// Returns the value of checked arithmetic, and notes an overflow.
@inline(__always)
func checked<S: IntegerScalar>(_ result: (partialValue: S, overflow: Bool), _ failures: inout Int) -> S {
    failures |= result.overflow ? 1 : 0
    return result.partialValue
}
