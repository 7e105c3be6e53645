/// The memory of a loop in threaded code: a copy of all that its steps read and write, small enough for the L1 cache.
///
/// The copy lets steps load and store whole vectors: behind each slot there is room for one. Between calls of the loop the
/// parameters are in the memory of the run; `load` copies them here, and `store` copies the results back.
final class ThreadedMemory<Scalar: RealScalar> {
    /// The most bytes that a loop may use.
    static var capacity: Int { 64 << 10 }

    let slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// The range of the columns of the batch and of the constants.
    let constants: Range<UnsafeMutableRawPointer>
    private let block: Block
    private let slices: [ParameterSlice]
    private let lossIndex: Int

    /// Copies the operands of a run of one tile.
    ///
    /// - Returns: nil if they do not fit.
    init?(
        _ plan: CompiledPlan, scratchBytes: Int, _ frame: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ parameters: FlatParameters<Scalar>
    ) {
        let layout = plan.layout
        var sizes = [scratchBytes, 0, layout.resultBytes, layout.stepBytes, parameters.block.byteCount]
        sizes += plan.rowShape.columns.map { plan.rowCount * $0.elementCount * plan.scalarBytes }
        sizes += plan.constants.map(\.storageBytes)
        var offsets = [0]
        for size in sizes { offsets.append(offsets[offsets.count - 1] + Block.aligned(size) + 64) }
        guard offsets[offsets.count - 1] <= Self.capacity else { return nil }
        block = Block(byteCount: offsets[offsets.count - 1])
        slots = .allocate(capacity: sizes.count)
        for index in sizes.indices { (slots + index).initialize(to: block.base + offsets[index]) }
        // The only chunk adds up where the results are.
        slots[Slot.sums] = slots[Slot.results]
        for index in Slot.columns..<sizes.count {
            if let source = frame[index] { slots[index]?.copyMemory(from: source, byteCount: sizes[index]) }
        }
        constants = block.base + offsets[Slot.columns]..<block.base + offsets[sizes.count]
        slices = parameters.slices
        lossIndex = layout.lossOffset / plan.scalarBytes
    }

    deinit {
        slots.deallocate()
    }

    var parameters: UnsafeMutablePointer<Scalar> { slots[Slot.parameters]!.scalars() }
    var results: UnsafeMutablePointer<Scalar> { slots[Slot.results]!.scalars() }
    var loss: UnsafePointer<Scalar> { UnsafePointer(results + lossIndex) }

    func load(_ parameters: UnsafeMutablePointer<Scalar>) {
        copy(parameters, to: self.parameters)
    }

    /// Copies the parameters, the gradients and the loss back, without what lies behind their elements.
    func store(_ parameters: UnsafeMutablePointer<Scalar>, results: UnsafeMutablePointer<Scalar>) {
        copy(self.parameters, to: parameters)
        copy(self.results, to: results)
        results[lossIndex] = loss.pointee
    }

    private func copy(_ source: UnsafeMutablePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>) {
        for slice in slices { (target + slice.offset).update(from: source + slice.offset, count: slice.count) }
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func scalars<Scalar: RealScalar>() -> UnsafeMutablePointer<Scalar> {
        assumingMemoryBound(to: Scalar.self)
    }
}

extension AnyTensor {
    fileprivate var storageBytes: Int {
        switch self {
        case .float(let tensor): tensor.storage.count * MemoryLayout<Float>.stride
        case .double(let tensor): tensor.storage.count * MemoryLayout<Double>.stride
        case .float16(let tensor): tensor.storage.count * MemoryLayout<Float16>.stride
        case .bfloat16(let tensor): tensor.storage.count * MemoryLayout<BFloat16>.stride
        case .int32(let tensor): tensor.storage.count * MemoryLayout<Int32>.stride
        case .int64(let tensor): tensor.storage.count * MemoryLayout<Int64>.stride
        case .uint8(let tensor): tensor.storage.count * MemoryLayout<UInt8>.stride
        case .bool(let tensor): tensor.storage.count
        }
    }
}
