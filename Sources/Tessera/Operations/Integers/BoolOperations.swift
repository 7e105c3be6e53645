extension Tensor<Bool> {
    /// Whether exactly one of each pair of operands is true. The operands are broadcast.
    @_disfavoredOverload
    public static func ^ (x: Tensor, y: Tensor) -> Tensor { select(x, !y, otherwise: y) }
    /// Whether both operands of each pair are the same. The operands are broadcast.
    public static func .== (x: Tensor, y: Tensor) -> Tensor { select(x, y, otherwise: !y) }
    /// Whether the operands of each pair differ, as `^` says.
    public static func .!= (x: Tensor, y: Tensor) -> Tensor { x ^ y }

    /// Returns whether all elements along some axes are true, all elements if none are named; true if there are none.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func all(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced("all", .minimum, axes, keepingDimensions)
    }
    /// Returns whether all elements along one axis are true.
    public func all(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        all(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns whether any element along some axes is true, any at all if none are named; false if there are none.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func any(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced("any", .maximum, axes, keepingDimensions)
    }
    /// Returns whether any element along one axis is true.
    public func any(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        self.any(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns how many elements along some axes are true, how many in all if none are named.
    ///
    /// ```swift
    /// (x .> 0).countTrue(axis: 1)         // the number of positive elements of each row
    /// ```
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func countTrue(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor<Int64> {
        Tensor<UInt8>(self).sum(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// Returns how many elements along one axis are true.
    public func countTrue(axis: Int, keepingDimensions: Bool = false) -> Tensor<Int64> {
        countTrue(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Reduces the elements as integers 0 and 1.
    private func reduced(
        _ name: String, _ reduction: IntegerReduction, _ axes: [Int]?, _ keepingDimensions: Bool
    ) -> Tensor {
        let resolved = Axes(operation: name, requested: axes).checked(in: shape)
        if resolved.contains(where: { shape[$0] == 0 }) {
            let target = shape.removingAxes(resolved, keepingDimensions: keepingDimensions)
            return Tensor(repeating: reduction == .minimum, shape: target)
        }
        let reduce = IntegerReduce<UInt8, UInt8>(reduction, axes: resolved, keepingDimensions: keepingDimensions)
        return Tensor(apply(reduce, to: [Tensor<UInt8>(self).erased]))
    }
}

extension Tensor where Scalar: NumericScalar {
    /// The product of each element and 1 where a mask is true, 0 where it is false. The operands are broadcast. As in
    /// any product with 0, NaN and infinity become NaN; `select(mask, x, otherwise: 0)` leaves them out.
    @_disfavoredOverload
    public static func * (x: Tensor, mask: Tensor<Bool>) -> Tensor { x * Tensor(mask) }
    /// The product of 1 where a mask is true, 0 where it is false, and each element.
    @_disfavoredOverload
    public static func * (mask: Tensor<Bool>, x: Tensor) -> Tensor { Tensor(mask) * x }
}

/// Sums, differences and products of bytes are `Int32`, in which they fit. Where the context asks for bytes, as in
/// `let sum: Tensor<UInt8> = x + y`, they are bytes, and stop if one does not fit.
extension Tensor<UInt8> {
    /// The elementwise sum, from 0 to 510.
    public static func + (x: Tensor, y: Tensor) -> Tensor<Int32> { Tensor<Int32>(x) + Tensor<Int32>(y) }
    /// The elementwise difference, from −255 to 255.
    public static func - (x: Tensor, y: Tensor) -> Tensor<Int32> { Tensor<Int32>(x) - Tensor<Int32>(y) }
    /// The elementwise product, from 0 to 65,025.
    public static func * (x: Tensor, y: Tensor) -> Tensor<Int32> { Tensor<Int32>(x) * Tensor<Int32>(y) }
    /// The elementwise negative, from −255 to 0.
    public static prefix func - (x: Tensor) -> Tensor<Int32> { -Tensor<Int32>(x) }
    /// The sum of each element and a number.
    public static func + (x: Tensor, y: UInt8) -> Tensor<Int32> { x + Tensor(y) }
    /// The sum of a number and each element.
    public static func + (x: UInt8, y: Tensor) -> Tensor<Int32> { Tensor(x) + y }
    /// The difference of each element and a number.
    public static func - (x: Tensor, y: UInt8) -> Tensor<Int32> { x - Tensor(y) }
    /// The difference of a number and each element.
    public static func - (x: UInt8, y: Tensor) -> Tensor<Int32> { Tensor(x) - y }
    /// The product of each element and a number.
    public static func * (x: Tensor, y: UInt8) -> Tensor<Int32> { x * Tensor(y) }
    /// The product of a number and each element.
    public static func * (x: UInt8, y: Tensor) -> Tensor<Int32> { Tensor(x) * y }
}
