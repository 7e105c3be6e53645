extension Tensor where Scalar: NumericScalar {
    /// The elementwise sum. The operands are broadcast; the program stops if their shapes do not fit. Of integers, it
    /// stops if a sum, a difference or a product does not fit the type; `&+`, `&-` and `&*` wrap around.
    @inlinable public static func + (x: Tensor, y: Tensor) -> Tensor { Scalar._sum(x, y) }
    /// The elementwise difference. The operands are broadcast; the program stops if their shapes do not fit.
    @inlinable public static func - (x: Tensor, y: Tensor) -> Tensor { Scalar._difference(x, y) }
    /// The elementwise product; see `matmul` for the product of matrices.
    @inlinable public static func * (x: Tensor, y: Tensor) -> Tensor { Scalar._product(x, y) }
    /// The elementwise quotient. The operands are broadcast; the program stops if their shapes do not fit. Quotients of
    /// integers are rounded towards zero, and a division by 0 stops; see `floorDivided(by:)` for floors.
    @inlinable public static func / (x: Tensor, y: Tensor) -> Tensor { Scalar._quotient(x, y) }

    /// The sum of each element and a number.
    @inlinable public static func + (x: Tensor, y: Scalar) -> Tensor { x + Tensor(y) }
    /// The sum of a number and each element.
    @inlinable public static func + (x: Scalar, y: Tensor) -> Tensor { Tensor(x) + y }
    /// The difference of each element and a number.
    @inlinable public static func - (x: Tensor, y: Scalar) -> Tensor { x - Tensor(y) }
    /// The difference of a number and each element.
    @inlinable public static func - (x: Scalar, y: Tensor) -> Tensor { Tensor(x) - y }
    /// The product of each element and a number.
    @inlinable public static func * (x: Tensor, y: Scalar) -> Tensor { x * Tensor(y) }
    /// The product of a number and each element.
    @inlinable public static func * (x: Scalar, y: Tensor) -> Tensor { Tensor(x) * y }
    /// The quotient of each element and a number.
    @inlinable public static func / (x: Tensor, y: Scalar) -> Tensor { x / Tensor(y) }
    /// The quotient of a number and each element.
    @inlinable public static func / (x: Scalar, y: Tensor) -> Tensor { Tensor(x) / y }

    /// Replaces `x` by the elementwise sum.
    @inlinable public static func += (x: inout Tensor, y: Tensor) { x = x + y }
    /// Replaces `x` by the elementwise difference.
    @inlinable public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
    /// Replaces `x` by the elementwise product.
    @inlinable public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
    /// Replaces `x` by the elementwise quotient.
    @inlinable public static func /= (x: inout Tensor, y: Tensor) { x = x / y }
    /// Replaces each element by its sum with a number.
    @inlinable public static func += (x: inout Tensor, y: Scalar) { x = x + y }
    /// Replaces each element by the difference of it and a number.
    @inlinable public static func -= (x: inout Tensor, y: Scalar) { x = x - y }
    /// Replaces each element by its product with a number.
    @inlinable public static func *= (x: inout Tensor, y: Scalar) { x = x * y }
    /// Replaces each element by the quotient of it and a number.
    @inlinable public static func /= (x: inout Tensor, y: Scalar) { x = x / y }
}
