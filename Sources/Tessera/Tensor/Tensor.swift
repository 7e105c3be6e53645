/// An n-dimensional array: a value type with copy-on-write storage that can be sent between threads.
///
/// Transposing, slicing, broadcasting and most reshapes return views that share memory with their source. Operations on
/// ordinary tensors are evaluated eagerly; operations on variables (see `watched(as:)`) are also recorded for
/// differentiation.
public struct Tensor<Scalar: TensorScalar>: Sendable {
    package var storage: Storage<Scalar>
    /// The layout of the elements in the storage.
    package var layout: StridedLayout
    /// The recorded operation that computed this tensor; nil for a constant.
    package var node: Node?

    package init(storage: Storage<Scalar>, shape: Shape, strides: [Int]? = nil, offset: Int = 0) {
        self.storage = storage
        layout = StridedLayout(shape, strides: strides, offset: offset)
    }

    package init(storage: Storage<Scalar>, layout: StridedLayout) {
        self.storage = storage
        self.layout = layout
    }

    /// The extents along each axis.
    public var shape: Shape { layout.shape }

    /// The strides in elements; nil for the row-major layout.
    package var strides: [Int]? { layout.strides }

    /// The index in the storage of the first element.
    package var offset: Int { layout.offset }

    /// The number of axes.
    public var rank: Int { shape.rank }

    /// The number of elements.
    public var count: Int { shape.elementCount }

    /// The only element of a tensor of one element. Stops if there are more or none.
    public var item: Scalar {
        requireElements()
        guard count == 1 else { fatalError("item of \(shape): needs a tensor of exactly one element") }
        return base.pointee
    }

    /// The address of the first element, valid while the storage is held.
    package var base: UnsafePointer<Scalar> { UnsafePointer(storage.base + offset) }

    /// Whether the elements are consecutive in memory in row-major order.
    package var isContiguous: Bool { layout.isRowMajor }

    /// The strides, also of a row-major layout.
    package var resolvedStrides: [Int] { layout.resolvedStrides }

    /// Returns a tensor with another layout over the same memory, which is not recorded.
    package func view(_ layout: StridedLayout) -> Tensor { Tensor(storage: storage, layout: layout) }

    /// Returns a tensor with another layout over the same memory, which is not recorded.
    package func view(shape: Shape, strides: [Int]?, offset: Int? = nil) -> Tensor {
        Tensor(storage: storage, shape: shape, strides: strides, offset: offset ?? self.offset)
    }

    /// Returns this tensor with another node of the tape, or not recorded if `node` is nil.
    func recorded(by node: Node?) -> Tensor {
        var copy = self
        copy.node = node
        return copy
    }

    /// This tensor without its static element type, for the interfaces of operations and graphs.
    public var erased: AnyTensor { AnyTensor(self) }

    /// Stops with a message that names the operation, this tensor's shape and the reason.
    func stop(_ operation: String, _ reason: String) -> Never {
        ShapeError(operation, [shape], reason).stop()
    }
}
