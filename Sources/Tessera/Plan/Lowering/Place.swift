/// An operand view: the memory in which a plan holds a value, as a slot of its frame and the layout within the slot.
///
/// The address of a slot is known only when a step runs: a worker's scratch memory, the rows of a tile, the parameters.
package struct Place {
    package var slot: Int
    package var shape: Shape
    /// Strides in elements, as those of a tensor; nil for row-major order.
    package var strides: [Int]?
    /// The offset from the start of the slot, in elements.
    package var offset: Int
    package var scalarType: ScalarType
    /// The size in bytes of the rows of a tile, if the view is a column of the batch, where the rows of the next tile
    /// follow in memory; else 0.
    var tileBytes = 0

    package var count: Int { shape.elementCount }

    /// A placeholder: a tensor of this layout without elements, on which layout questions can be asked.
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

    /// Returns this memory with the layout of `view`; nil if `view` does not share the storage of the placeholder.
    func viewed(as view: AnyTensor, of placeholder: AnyTensor) -> Place? {
        guard let layout = view.layout(over: placeholder) else { return nil }
        var operand = self
        (operand.shape, operand.strides, operand.offset) = layout
        operand.scalarType = view.scalarType
        return operand
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
