/// The memory of a run of a plan: a frame of slot addresses and scratch memory for each worker, the sums of each chunk,
/// and the values without rows. Frames are a cache line apart, to avoid false sharing.
final class RunMemory {
    /// The sums of the chunks, one after another.
    let chunks: Block
    /// The frame of each worker.
    let frames: UnsafeMutableBufferPointer<UnsafeMutablePointer<UnsafeMutableRawPointer?>>
    private let frameBlock: Block
    private let scratch: Block
    private let step: Block
    private let workerBytes: Int
    private let scratchBytes: Int

    init(
        _ plan: CompiledPlan, workers: Int, chunks: Int, scratchBytes: Int, height: Int, parameters: Block,
        constants: [AnyTensor]
    ) {
        let layout = plan.layout
        self.chunks = Block(byteCount: layout.resultBytes * chunks)
        step = Block(byteCount: layout.stepBytes)
        self.scratchBytes = (scratchBytes + 63) & ~63
        let offsets = plan.rowShape.columnOffsets(height: height, scalarBytes: plan.scalarBytes)
        workerBytes = self.scratchBytes + offsets[offsets.count - 1]
        scratch = Block(byteCount: workerBytes * workers)
        let frameBytes = layout.slotCount * MemoryLayout<UnsafeMutableRawPointer?>.stride
        let frameStride = (frameBytes + 63) & ~63
        frameBlock = Block(byteCount: frameStride * workers)
        frames = .allocate(capacity: workers)
        for worker in 0..<workers {
            let frame = (frameBlock.base + worker * frameStride)
                .bindMemory(to: UnsafeMutableRawPointer?.self, capacity: layout.slotCount)
            frames.initializeElement(at: worker, to: frame)
        }
        for (worker, frame) in frames.enumerated() {
            frame[Slot.scratch] = scratch.base + worker * workerBytes
            frame[Slot.results] = self.chunks.base
            frame[Slot.step] = step.base
            frame[Slot.parameters] = parameters.base
            for (index, constant) in constants.enumerated() {
                frame[layout.firstConstant + index] = constant.storageBase
            }
        }
    }

    deinit {
        frames.deallocate()
    }

    var byteCount: Int { chunks.byteCount + frameBlock.byteCount + scratch.byteCount + step.byteCount }

    /// Returns the memory of a worker for the columns of a tile that is read from a source.
    func columns(_ worker: Int) -> UnsafeMutableRawPointer {
        scratch.base + worker * workerBytes + scratchBytes
    }
}

extension AnyTensor {
    /// The start of the storage of a constant, which is never written.
    var storageBase: UnsafeMutableRawPointer {
        switch self {
        case .float(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .double(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .float16(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .bfloat16(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .int32(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .int64(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .uint8(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        case .bool(let tensor): UnsafeMutableRawPointer(tensor.storage.base)
        }
    }
}
