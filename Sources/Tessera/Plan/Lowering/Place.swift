/// Where a plan keeps a value: a slot of its frame, and the layout within.
///
/// The address of a slot is known when a step runs: a worker's scratch memory, the tile's rows, the parameters.
package struct Place {
    package var slot: Int
    package var shape: Shape
    /// In elements, as those of a tensor; nil for row-major order.
    package var strides: [Int]?
    /// From the start of the slot, in elements.
    package var offset: Int
    package var scalarType: ScalarType
    /// The bytes of a tile's rows, where the place holds them and the rows of the next tile follow in memory.
    var tileBytes = 0

    package var count: Int { shape.elementCount }

    /// A tensor of this layout without elements, for asking about layouts.
    func standIn<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
        Tensor(storage: Storage(count: 0), shape: shape, strides: strides, offset: offset)
    }

    var erasedStandIn: AnyTensor {
        switch scalarType {
        case .float: .float(standIn())
        case .double: .double(standIn())
        case .int32: .int32(standIn())
        case .bool: .bool(standIn())
        }
    }

    var isRowMajor: Bool { strides == nil || (standIn() as Tensor<Bool>).isContiguous }

    var reference: Step.Reference { Step.Reference(slot: Int32(slot), offset: offset * scalarType.byteCount) }

    /// The same memory in another layout; nil where `view` is over memory of its own.
    func viewed(as view: AnyTensor, of standIn: AnyTensor) -> Place? {
        guard let layout = view.layout(over: standIn) else { return nil }
        var place = self
        (place.shape, place.strides, place.offset) = layout
        place.scalarType = view.scalarType
        return place
    }
}

extension ScalarType {
    var byteCount: Int {
        switch self {
        case .float, .int32: 4
        case .double: 8
        case .bool: 1
        }
    }
}

extension AnyTensor {
    fileprivate func layout(over other: AnyTensor) -> (Shape, [Int]?, Int)? {
        switch (self, other) {
        case (.float(let a), .float(let b)) where a.storage === b.storage: (a.shape, a.strides, a.offset)
        case (.double(let a), .double(let b)) where a.storage === b.storage: (a.shape, a.strides, a.offset)
        case (.int32(let a), .int32(let b)) where a.storage === b.storage: (a.shape, a.strides, a.offset)
        case (.bool(let a), .bool(let b)) where a.storage === b.storage: (a.shape, a.strides, a.offset)
        default: nil
        }
    }
}
