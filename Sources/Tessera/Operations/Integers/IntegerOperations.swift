/// Applies a function to every pair of elements of two integer operands, which are broadcast to one shape. Stops where
/// the function has no value in the type. No gradient flows.
package struct IntegerBinary<Scalar: IntegerScalar>: BroadcastingOperation {
    /// The function that is applied.
    package let function: IntegerFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: IntegerFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var operandCount: Int? { 2 }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try broadcastShape(name, inputs) }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        Chunks.zip(x, y, into: result) { count, a, b, out in
            if IntegerLoops.binary(function, count, a, b, out) { return }
            for index in 0..<count
            where !IntegerLoops.binary(function, 1, a.advanced(index), b.advanced(index), out + index) {
                ShapeError(name, [x.shape, y.shape], function.failure(a[index], b[index])).stop()
            }
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

/// Applies a function to every element of an integer operand. Stops where the function has no value in the type. No
/// gradient flows.
package struct IntegerUnary<Scalar: IntegerScalar>: BroadcastingOperation {
    /// The function that is applied.
    package let function: IntegerUnaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: IntegerUnaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        Chunks.map(x, into: result) { count, elements, out in
            if IntegerLoops.unary(function, count, elements, out) { return }
            for index in 0..<count where !IntegerLoops.unary(function, 1, elements + index, out + index) {
                x.stop(name, "-(\(elements[index])) does not fit \(Scalar.self)")
            }
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Tensor where Scalar: IntegerScalar {
    func integer(_ function: IntegerFunction, _ other: Tensor) -> Tensor {
        apply(IntegerBinary<Scalar>(function), to: [erased, other.erased])
    }

    private func integer(_ function: IntegerUnaryFunction) -> Tensor {
        apply(IntegerUnary<Scalar>(function), to: [erased])
    }

    /// The elementwise negative. Stops if one does not fit the type, as that of `Int32.min`.
    public static prefix func - (x: Tensor) -> Tensor { x.integer(.negate) }
    /// The absolute value. Stops if one does not fit the type, as that of `Int32.min`.
    public func abs() -> Tensor { integer(.abs) }
    /// −1, 0 or 1.
    public func sign() -> Tensor { integer(.sign) }
    /// x². Stops if a square does not fit the type.
    public func squared() -> Tensor { self * self }

    /// The elementwise sum, which wraps around where it does not fit the type.
    @_disfavoredOverload
    public static func &+ (x: Tensor, y: Tensor) -> Tensor { x.integer(.wrappingAdd, y) }
    /// The elementwise difference, which wraps around where it does not fit the type.
    @_disfavoredOverload
    public static func &- (x: Tensor, y: Tensor) -> Tensor { x.integer(.wrappingSubtract, y) }
    /// The elementwise product, which wraps around where it does not fit the type.
    @_disfavoredOverload
    public static func &* (x: Tensor, y: Tensor) -> Tensor { x.integer(.wrappingMultiply, y) }
    /// The sum of each element and a number, which wraps around.
    @_disfavoredOverload
    public static func &+ (x: Tensor, y: Scalar) -> Tensor { x &+ Tensor(y) }
    /// The difference of each element and a number, which wraps around.
    @_disfavoredOverload
    public static func &- (x: Tensor, y: Scalar) -> Tensor { x &- Tensor(y) }
    /// The product of each element and a number, which wraps around.
    @_disfavoredOverload
    public static func &* (x: Tensor, y: Scalar) -> Tensor { x &* Tensor(y) }

    /// The remainder of the division towards zero, with the sign of the dividend `x`. Stops if a divisor is 0.
    @_disfavoredOverload
    public static func % (x: Tensor, y: Tensor) -> Tensor { x.integer(.remainder, y) }
    /// The remainder of the division of each element by a number, with the sign of the element. Stops if it is 0.
    @_disfavoredOverload
    public static func % (x: Tensor, y: Scalar) -> Tensor { x % Tensor(y) }

    /// Returns the quotients rounded towards −∞. Stops if a divisor is 0.
    public func floorDivided(by divisor: Tensor) -> Tensor { integer(.floorDivide, divisor) }
    /// Returns the quotients of all elements and a number, rounded towards −∞. Stops if it is 0.
    public func floorDivided(by divisor: Scalar) -> Tensor { floorDivided(by: Tensor(divisor)) }
    /// Returns the remainders of the divisions towards −∞, with the sign of the divisor. Stops if a divisor is 0.
    ///
    /// ```swift
    /// Tensor<Int32>([-7, 7]).modulo(3)        // [2, 1]; `%` has [-1, 1]
    /// ```
    public func modulo(_ divisor: Tensor) -> Tensor { integer(.modulo, divisor) }
    /// Returns the remainders of the divisions by a number, with its sign. Stops if it is 0.
    public func modulo(_ divisor: Scalar) -> Tensor { modulo(Tensor(divisor)) }

    /// Returns x to the power of y, element by element; 0 to the power of 0 is 1. Stops if an exponent is negative, or
    /// a power does not fit the type.
    public func pow(_ exponent: Tensor) -> Tensor { integer(.power, exponent) }
    /// Returns the power with the same exponent for all elements.
    public func pow(_ exponent: Scalar) -> Tensor { pow(Tensor(exponent)) }

    /// Returns the elements limited to a range.
    public func clamped(to limits: ClosedRange<Scalar>) -> Tensor {
        integer(.maximum, Tensor(limits.lowerBound)).integer(.minimum, Tensor(limits.upperBound))
    }
}

/// Bit by bit. The operands are broadcast; the program stops if their shapes do not fit.
///
/// The operators that numbers have more seldom than `+` are disfavored overloads, so that the compiler does not try them
/// for every `1 << 20` of a program that imports this library.
extension Tensor where Scalar: IntegerScalar {
    /// The bits that are set in both operands.
    @_disfavoredOverload
    public static func & (x: Tensor, y: Tensor) -> Tensor { x.integer(.and, y) }
    /// The bits that are set in either operand.
    @_disfavoredOverload
    public static func | (x: Tensor, y: Tensor) -> Tensor { x.integer(.or, y) }
    /// The bits that are set in one operand only.
    @_disfavoredOverload
    public static func ^ (x: Tensor, y: Tensor) -> Tensor { x.integer(.xor, y) }
    /// The bits of each element that are set in a number too.
    @_disfavoredOverload
    public static func & (x: Tensor, y: Scalar) -> Tensor { x & Tensor(y) }
    /// The bits that are set in each element or in a number.
    @_disfavoredOverload
    public static func | (x: Tensor, y: Scalar) -> Tensor { x | Tensor(y) }
    /// The bits in which each element and a number differ.
    @_disfavoredOverload
    public static func ^ (x: Tensor, y: Scalar) -> Tensor { x ^ Tensor(y) }
    /// The bits that are not set.
    public static prefix func ~ (x: Tensor) -> Tensor { x.integer(.not) }

    /// The bits of `x` moved to the left by `y` positions, to the right if `y` is negative, as Swift's `<<` does. Bits
    /// that leave the type are lost.
    @_disfavoredOverload
    public static func << (x: Tensor, y: Tensor) -> Tensor { x.integer(.shiftLeft, y) }
    /// The bits of `x` moved to the right by `y` positions, to the left if `y` is negative, as Swift's `>>` does: the
    /// sign is kept.
    @_disfavoredOverload
    public static func >> (x: Tensor, y: Tensor) -> Tensor { x.integer(.shiftRight, y) }
    /// The bits of each element moved to the left.
    @_disfavoredOverload
    public static func << (x: Tensor, y: Scalar) -> Tensor { x << Tensor(y) }
    /// The bits of each element moved to the right; the sign is kept.
    @_disfavoredOverload
    public static func >> (x: Tensor, y: Scalar) -> Tensor { x >> Tensor(y) }
}

/// Returns the larger of each pair of integers.
public func maximum<Scalar: IntegerScalar>(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Tensor<Scalar> {
    x.integer(.maximum, y)
}
/// Returns the smaller of each pair of integers.
public func minimum<Scalar: IntegerScalar>(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Tensor<Scalar> {
    x.integer(.minimum, y)
}
/// Returns the larger of each element and a number.
public func maximum<Scalar: IntegerScalar>(_ x: Tensor<Scalar>, _ y: Scalar) -> Tensor<Scalar> {
    maximum(x, Tensor(y))
}
/// Returns the smaller of each element and a number.
public func minimum<Scalar: IntegerScalar>(_ x: Tensor<Scalar>, _ y: Scalar) -> Tensor<Scalar> {
    minimum(x, Tensor(y))
}
