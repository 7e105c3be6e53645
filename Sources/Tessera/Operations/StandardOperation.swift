/// An operation of the library by name, for `apply(checking:to:)`: it throws where `+`, `matmul` and the other methods
/// stop.
public struct StandardOperation<Scalar: RealScalar>: Sendable {
    fileprivate let operation: any TensorOperation<Scalar>

    /// The matrix product, as ``Tensor/matmul(_:)->Tensor<Scalar>`` computes it.
    public static var matmul: StandardOperation { StandardOperation(operation: MatMul<Scalar>()) }
    /// The elementwise sum of two operands that are broadcast.
    public static var add: StandardOperation { StandardOperation(operation: Binary<Scalar>(.add)) }
    /// The elementwise difference of two operands that are broadcast.
    public static var subtract: StandardOperation { StandardOperation(operation: Binary<Scalar>(.subtract)) }
    /// The elementwise product of two operands that are broadcast.
    public static var multiply: StandardOperation { StandardOperation(operation: Binary<Scalar>(.multiply)) }
    /// The elementwise quotient of two operands that are broadcast.
    public static var divide: StandardOperation { StandardOperation(operation: Binary<Scalar>(.divide)) }

    /// The same elements in another shape, as ``Tensor/reshaped(to:)`` returns them.
    public static func reshape(to shape: Shape) -> StandardOperation {
        StandardOperation(operation: Reshape<Scalar>(to: shape))
    }

    /// The operand repeated to a larger shape, as ``Tensor/expanded(to:)`` returns it.
    public static func expand(to shape: Shape) -> StandardOperation {
        StandardOperation(operation: Expand<Scalar>(to: shape))
    }

    /// The operands one after another along an axis, as ``Tensor/init(concatenating:axis:)`` returns them.
    public static func concatenate(axis: Int) -> StandardOperation {
        StandardOperation(operation: Concatenate<Scalar>(axis: axis))
    }
}

/// Applies an operation of the library, for programs that must never stop.
///
/// ```swift
/// let product = try apply(checking: .matmul, to: a, b)
/// ```
///
/// - Throws: `ShapeError`, with the operation and the shapes, if the operands do not fit, or if the result is larger
///   than the free memory.
public func apply<Scalar: RealScalar>(
    checking operation: StandardOperation<Scalar>, to operands: Tensor<Scalar>...
) throws(ShapeError) -> Tensor<Scalar> {
    try apply(checking: operation.operation, to: operands.map(\.erased))
}
