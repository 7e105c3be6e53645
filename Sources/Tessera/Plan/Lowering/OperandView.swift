/// The memory in which a plan holds a value: a slot of its frame and the layout within the slot.
///
/// The address of a slot is known only when a step runs: a worker's scratch memory, the rows of a tile, the parameters.
package struct OperandView {
    package var slot: Int
    /// The layout; its offset counts from the start of the slot.
    package var layout: StridedLayout
    package var scalarType: ScalarType
    /// The size in bytes of the rows of a tile, if the view is a column of the batch, where the rows of the next tile
    /// follow in memory; else 0.
    var tileBytes = 0

    /// Creates a view of a row-major value.
    init(slot: Int = 0, _ shape: Shape, _ scalarType: ScalarType, offset: Int = 0) {
        self.slot = slot
        layout = StridedLayout(shape, offset: offset)
        self.scalarType = scalarType
    }

    package var shape: Shape { layout.shape }
    package var count: Int { shape.elementCount }
    var isRowMajor: Bool { layout.isRowMajor }

    var reference: Step.Reference { Step.Reference(slot: Int32(slot), offset: layout.offset * scalarType.byteCount) }

    /// Returns a view of the same memory with another layout.
    func with(_ layout: StridedLayout) -> OperandView {
        var view = self
        view.layout = layout
        return view
    }
}

extension ScalarType {
    var byteCount: Int {
        switch self {
        case .float, .int32: 4
        case .double, .int64: 8
        case .float16, .bfloat16: 2
        case .uint8, .bool: 1
        }
    }
}

extension TensorOperation {
    /// Returns the result as a view of an operand's memory; nil if the operation has to move elements. The operation is
    /// asked on placeholders: tensors of the operands' layouts without elements.
    func operandView(_ operands: [OperandView], shape: Shape) -> OperandView? {
        let placeholders = operands.map(\.placeholder)
        guard let view = view(Inputs(placeholders), shape: shape)?.erased else { return nil }
        for (operand, placeholder) in zip(operands, placeholders) where view.sharesStorage(with: placeholder) {
            var result = operand.with(view.layout)
            result.scalarType = view.scalarType
            return result
        }
        return nil
    }
}

extension OperandView {
    fileprivate var placeholder: AnyTensor {
        switch scalarType {
        case .float: .float(Tensor(storage: Storage(count: 0), layout: layout))
        case .double: .double(Tensor(storage: Storage(count: 0), layout: layout))
        case .float16: .float16(Tensor(storage: Storage(count: 0), layout: layout))
        case .bfloat16: .bfloat16(Tensor(storage: Storage(count: 0), layout: layout))
        case .int32: .int32(Tensor(storage: Storage(count: 0), layout: layout))
        case .int64: .int64(Tensor(storage: Storage(count: 0), layout: layout))
        case .uint8: .uint8(Tensor(storage: Storage(count: 0), layout: layout))
        case .bool: .bool(Tensor(storage: Storage(count: 0), layout: layout))
        }
    }
}

extension AnyTensor {
    var layout: StridedLayout {
        switch self {
        case .float(let tensor): tensor.layout
        case .double(let tensor): tensor.layout
        case .float16(let tensor): tensor.layout
        case .bfloat16(let tensor): tensor.layout
        case .int32(let tensor): tensor.layout
        case .int64(let tensor): tensor.layout
        case .uint8(let tensor): tensor.layout
        case .bool(let tensor): tensor.layout
        }
    }

    fileprivate func sharesStorage(with other: AnyTensor) -> Bool {
        switch (self, other) {
        case (.float(let a), .float(let b)): a.storage === b.storage
        case (.double(let a), .double(let b)): a.storage === b.storage
        case (.float16(let a), .float16(let b)): a.storage === b.storage
        case (.bfloat16(let a), .bfloat16(let b)): a.storage === b.storage
        case (.int32(let a), .int32(let b)): a.storage === b.storage
        case (.int64(let a), .int64(let b)): a.storage === b.storage
        case (.uint8(let a), .uint8(let b)): a.storage === b.storage
        case (.bool(let a), .bool(let b)): a.storage === b.storage
        default: false
        }
    }
}
