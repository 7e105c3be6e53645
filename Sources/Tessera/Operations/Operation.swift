/// An operation on tensors, as data: shape rule, forward kernel, gradient and row rule side by side.
///
/// Everything in the library that computes is one of these, and a program can add its own; see
/// `docs/adding-an-operation.md`.
public protocol TensorOperation<Scalar>: Sendable {
    /// The element type of the result.
    associatedtype Scalar: TensorScalar

    /// A short name for messages and drawings of the graph.
    var name: String { get }

    /// How many operands there must be, 1 unless said otherwise; nil for any number.
    var operandCount: Int? { get }

    /// The shape of the result, or why these operands do not fit.
    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape

    /// Computes the result into memory that is already there. The destination does not overlap the inputs.
    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>)

    /// The result as another layout of an input's memory, for operations that move no element. Where it is nil,
    /// which is the default, `forward` is called.
    func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>?

    /// Whether `gradient` takes an upstream gradient that only broadcasts to the result's shape, as the operations that
    /// work element by element do; false, the default, asks for one of the very shape.
    var broadcastsGradient: Bool { get }

    /// What an upstream gradient contributes to one input, written in tensor operations so that it can be
    /// differentiated again. A gradient may have the shape that the input was broadcast to; the reverse walk sums it
    /// back. Where all its elements along an axis are the same the extent may be 1. Nil where no gradient flows.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor?

    /// The same operation for a batch of another size. `axis` is the axis along which the result holds the rows; an
    /// operation that names the extent of that axis, as a reshape does, names `extent` instead. A plan asks for it, to run
    /// on a tile what was written for all rows.
    func resized(axis: Int, to extent: Int) -> Self

    /// Checks what a shape rule cannot see or must not ask of rows that are computed tile by tile: elements of the operands,
    /// as the indices of a gather are, or the largest extents of `forward`. Called before `forward`, whoever calls that; the
    /// default accepts everything.
    func checkElements(of inputs: Inputs) throws(ShapeError)

    /// What the operation does to the batch: `axes[i]` is the axis along which input i holds the rows of a batch,
    /// nil where it holds none.
    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule
}

extension TensorOperation {
    public var operandCount: Int? { 1 }
    public func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? { nil }
    public var broadcastsGradient: Bool { false }
    public func resized(axis: Int, to extent: Int) -> Self { self }
    public func checkElements(of inputs: Inputs) throws(ShapeError) {}
}

/// What an operation does to the rows of a batch.
public enum RowRule: Hashable, Sendable {
    /// No input carries rows.
    case noRows
    /// Every row of the result, along `axis`, needs that row of the inputs only.
    case perRow(axis: Int)
    /// The rows are contracted: results of parts of the batch add up to the result of the whole.
    case sumsRows
    /// The rows are averaged: results of parts, weighted with their number of rows, add up.
    case averagesRows
    /// The whole batch is needed at once.
    case mixesRows(String)
}

/// The operands of an operation.
public struct Inputs: Sendable {
    package var tensors: [AnyTensor]

    package init(_ tensors: [AnyTensor]) {
        self.tensors = tensors
    }

    public var count: Int { tensors.count }

    /// The operand at a position; stops where its elements are of another type than asked for.
    public subscript<Scalar: TensorScalar>(index: Int) -> Tensor<Scalar> {
        guard let tensor: Tensor<Scalar> = tensors[index].typed() else {
            fatalError("operand \(index) is of \(tensors[index].scalarType), expected \(Scalar.scalarType)")
        }
        return tensor
    }

    public func shape(_ index: Int) -> Shape { tensors[index].shape }
}

/// Memory that an operation writes its result to, in row-major order, and the kernels to do it with.
///
/// The pointer is valid, uninitialised and unaliased for the length of the `forward` call that receives it. A destination
/// cannot be copied, so that none outlives the call.
public struct Destination<Scalar: TensorScalar>: ~Copyable {
    package let base: UnsafeMutablePointer<Scalar>
    public let shape: Shape
    package let kernels: any Kernels

    package init(_ base: UnsafeMutablePointer<Scalar>, shape: Shape, kernels: any Kernels) {
        self.base = base
        self.shape = shape
        self.kernels = kernels
    }

    public var count: Int { shape.elementCount }

    /// Calls `body` with the memory, zeroed, for writing.
    public func withMutableSpan<Result, Failure: Error>(
        _ body: (inout MutableSpan<Scalar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let buffer = UnsafeMutableBufferPointer(start: base, count: count)
        buffer.initialize(repeating: .zeroScalar)
        var span = buffer.mutableSpan
        return try body(&span)
    }

    /// Copies the elements of a tensor of the same shape, for operations computed by others.
    public func assign(_ tensor: Tensor<Scalar>) {
        guard tensor.shape == shape else {
            ShapeError("assign", [tensor.shape, shape], "shapes must be equal").stop()
        }
        kernels.copy(tensor, to: base)
    }
}
