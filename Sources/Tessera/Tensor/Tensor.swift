/// An n-dimensional array: a value that copies on write and can be sent between threads.
///
/// Transposing, slicing, broadcasting and most reshapes give views that share memory with their source. Operations on
/// ordinary tensors compute at once; operations on watched tensors also record themselves for differentiation.
public struct Tensor<Scalar: TensorScalar>: Sendable {
    package var storage: Storage<Scalar>
    /// The extents along each axis.
    public package(set) var shape: Shape
    /// Distances in elements between neighbours along each axis; nil for the plain row-major layout.
    package var strides: [Int]?
    package var offset: Int
    /// The operation that made this tensor, where it is recorded.
    package var node: Node?

    package init(storage: Storage<Scalar>, shape: Shape, strides: [Int]? = nil, offset: Int = 0) {
        self.storage = storage
        self.shape = shape
        self.strides = strides
        self.offset = offset
    }

    public var rank: Int { shape.rank }

    /// The number of elements.
    public var count: Int { shape.elementCount }

    /// The only element of a tensor that has one.
    public var item: Scalar {
        requireElements()
        guard count == 1 else { fatalError("item of \(shape): needs a tensor of exactly one element") }
        return base.pointee
    }

    /// The first element's address, valid while the storage is held.
    package var base: UnsafePointer<Scalar> { UnsafePointer(storage.base + offset) }

    /// Whether the elements lie one after another in row-major order.
    package var isContiguous: Bool {
        guard let strides else { return true }
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) where shape[axis] != 1 {
            if strides[axis] != step { return false }
            step *= shape[axis]
        }
        return true
    }

    package var resolvedStrides: [Int] { strides ?? shape.rowMajorStrides }

    /// The tensor with another layout over the same memory and without history.
    package func view(shape: Shape, strides: [Int]?, offset: Int? = nil) -> Tensor {
        Tensor(storage: storage, shape: shape, strides: strides, offset: offset ?? self.offset)
    }

    func recorded(by node: Node?) -> Tensor {
        var copy = self
        copy.node = node
        return copy
    }

    /// This tensor for the untyped interfaces of operations and graphs.
    public var erased: AnyTensor { AnyTensor(self) }

    /// Stops with `message` naming this operation and the shapes.
    func stop(_ operation: String, _ reason: String) -> Never {
        ShapeError(operation, [shape], reason).stop()
    }
}
