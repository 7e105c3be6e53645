/// An operation on tensors, as a value: the shape rule, the forward kernel, the gradient and the row rule side by side,
/// in the library also the steps that it becomes in a plan.
///
/// All computation in the library is expressed by such operations, and a program can add its own; see
/// `docs/adding-an-operation.md`.
public protocol TensorOperation<Scalar>: Sendable {
    /// The element type of the result.
    associatedtype Scalar: TensorScalar

    /// A short name, shown in messages and in drawings of the graph.
    var name: String { get }

    /// The number of operands, 1 by default; nil for any number.
    var operandCount: Int? { get }

    /// Returns the shape of the result.
    ///
    /// - Throws: `ShapeError` if operands of these shapes do not fit.
    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape

    /// Computes the result into memory that the caller provides. The destination does not overlap the inputs.
    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>)

    /// Returns the result as a view of an input's memory, for operations that move no element. If it is nil, which is
    /// the default, `forward` is called.
    func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>?

    /// Whether `gradient` accepts an upstream gradient that only broadcasts to the result's shape, as elementwise
    /// operations do. With false, the default, the upstream gradient has exactly the result's shape.
    var broadcastsGradient: Bool { get }

    /// The vector–Jacobian product (vjp): returns what an upstream gradient contributes to one input, written in tensor
    /// operations so that it can be differentiated again. The gradient may have the shape that the input was broadcast
    /// to; the reverse walk sums it back. Its extent may be 1 along an axis where all its elements are the same. It is
    /// nil if the input has no gradient.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor?

    /// Returns the same operation for a batch of another size. `axis` is the axis along which the result holds the
    /// rows; an operation that stores the extent of that axis, as a reshape does, stores `extent` instead. A plan calls
    /// this to run on a tile an operation that was written for all rows.
    func resized(axis: Int, to extent: Int) -> Self

    /// Checks what the shape rule cannot see, such as the indices of a gather, or must not require of rows that are
    /// computed tile by tile, such as the largest extents of `forward`. Every caller of `forward` calls this first; the
    /// default accepts everything.
    ///
    /// - Throws: `ShapeError` if an element or an extent is out of range.
    func checkElements(of inputs: Inputs) throws(ShapeError)

    /// Returns how the operation treats the rows of a batch. `axes[i]` is the axis along which input i holds the rows,
    /// nil if it holds none.
    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule
}

extension TensorOperation {
    public var operandCount: Int? { 1 }
    public func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? { nil }
    public var broadcastsGradient: Bool { false }
    public func resized(axis: Int, to extent: Int) -> Self { self }
    public func checkElements(of inputs: Inputs) throws(ShapeError) {}
}

/// How an operation treats the rows of a batch.
public enum RowRule: Hashable, Sendable {
    /// No input holds rows.
    case noRows
    /// The operation works row by row: a row of the result, along `axis`, depends only on the same row of the inputs.
    case perRow(axis: Int)
    /// The operation sums over the rows: the results of parts of the batch add up to the result of the whole.
    case sumsRows
    /// The operation averages the rows: the results of parts add up if weighted by their fraction of the rows.
    case averagesRows
    /// The operation needs the whole batch at once; the text says why.
    case mixesRows(String)
}

/// The operands of an operation.
public struct Inputs: Sendable {
    package var tensors: [AnyTensor]

    package init(_ tensors: [AnyTensor]) {
        self.tensors = tensors
    }

    /// The number of operands.
    public var count: Int { tensors.count }

    /// The operand at an index. Stops if its element type is not the requested one.
    public subscript<Scalar: TensorScalar>(index: Int) -> Tensor<Scalar> {
        guard let tensor: Tensor<Scalar> = tensors[index].typed() else {
            fatalError("operand \(index) is of \(tensors[index].scalarType), expected \(Scalar.scalarType)")
        }
        return tensor
    }

    /// Returns the shape of the operand at an index.
    public func shape(_ index: Int) -> Shape { tensors[index].shape }
}

/// The memory that an operation writes its result to, in row-major order, and the kernels to compute it with.
///
/// The pointer is valid, uninitialised and unaliased for the duration of the `forward` call that receives it. A
/// destination cannot be copied, so that none outlives the call.
public struct Destination<Scalar: TensorScalar>: ~Copyable {
    package let base: UnsafeMutablePointer<Scalar>
    /// The shape of the result.
    public let shape: Shape
    package let kernels: any Kernels

    package init(_ base: UnsafeMutablePointer<Scalar>, shape: Shape, kernels: any Kernels) {
        self.base = base
        self.shape = shape
        self.kernels = kernels
    }

    /// The number of elements of the result.
    package var count: Int { shape.elementCount }

    /// Calls `body` with the memory, filled with zeros, for writing.
    public func withMutableSpan<Result, Failure: Error>(
        _ body: (inout MutableSpan<Scalar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let buffer = UnsafeMutableBufferPointer(start: base, count: count)
        buffer.initialize(repeating: .zeroScalar)
        var span = buffer.mutableSpan
        return try body(&span)
    }

    /// Copies the elements of a tensor of the same shape, for a result that other operations have computed. Stops if
    /// the shapes differ.
    public func assign(_ tensor: Tensor<Scalar>) {
        guard tensor.shape == shape else {
            ShapeError("assign", [tensor.shape, shape], "shapes must be equal").stop()
        }
        kernels.copy(tensor, to: base)
    }
}
