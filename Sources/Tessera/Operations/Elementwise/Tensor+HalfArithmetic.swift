/// Arithmetic on tensors of 16-bit floating-point numbers. The operands are converted to `Float`, exactly, and computed with
/// as such, so that sums are accumulated in single precision. Gradients flow to operands that are `Float`.
///
/// ```swift
/// let weights = Tensor<BFloat16>(trained)                 // half of the memory
/// let scores = x.matmul(weights) + bias                   // Tensor<Float>, for x of Float or BFloat16
/// let scaled = 0.5 * Tensor<Float>(weights)               // with numbers, and all other functions
/// ```
///
/// There are no operators for a tensor of 16 bits and one of `Float`, or a number: with them, the compiler would need
/// seconds for an expression of four operators on tensors of any type.
extension Tensor where Scalar: HalfScalar {
    /// The elementwise sum, in single precision. The operands are broadcast; the program stops if their shapes do not fit.
    public static func + (x: Tensor, y: Tensor) -> Tensor<Float> { Tensor<Float>(x) + Tensor<Float>(y) }
    /// The elementwise difference, in single precision. The operands are broadcast.
    public static func - (x: Tensor, y: Tensor) -> Tensor<Float> { Tensor<Float>(x) - Tensor<Float>(y) }
    /// The elementwise product, in single precision. The operands are broadcast.
    public static func * (x: Tensor, y: Tensor) -> Tensor<Float> { Tensor<Float>(x) * Tensor<Float>(y) }
    /// The elementwise quotient, in single precision. The operands are broadcast.
    public static func / (x: Tensor, y: Tensor) -> Tensor<Float> { Tensor<Float>(x) / Tensor<Float>(y) }
    /// The elementwise negative, in single precision.
    public static prefix func - (x: Tensor) -> Tensor<Float> { -Tensor<Float>(x) }

    /// Returns the product of matrices, of batches of matrices, or with vectors, in single precision. Stops if the shapes
    /// do not fit.
    public func matmul(_ other: Tensor) -> Tensor<Float> { Tensor<Float>(self).matmul(Tensor<Float>(other)) }
    /// Returns the product with matrices or vectors of `Float`.
    public func matmul(_ other: Tensor<Float>) -> Tensor<Float> { Tensor<Float>(self).matmul(other) }

    /// Returns the sum along some axes in single precision, all if none are named; 0 if there are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor<Float> {
        Tensor<Float>(self).sum(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// Returns the sum along one axis in single precision.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Tensor<Float> {
        sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the arithmetic mean along some axes in single precision, all if none are named; NaN if there are no
    /// elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func mean(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor<Float> {
        Tensor<Float>(self).mean(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// Returns the arithmetic mean along one axis in single precision.
    public func mean(axis: Int, keepingDimensions: Bool = false) -> Tensor<Float> {
        mean(axes: [axis], keepingDimensions: keepingDimensions)
    }
}

extension Tensor<Float> {
    /// Returns the product with matrices or vectors of 16-bit floating-point numbers, in single precision. Stops if the
    /// shapes do not fit. A disfavored overload, so that the other is taken in closures whose types are still open.
    @_disfavoredOverload
    public func matmul<Half: HalfScalar>(_ other: Tensor<Half>) -> Tensor<Float> { matmul(Tensor<Float>(other)) }
}
