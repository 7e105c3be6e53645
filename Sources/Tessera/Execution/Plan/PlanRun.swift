import Synchronization

/// The memory of a plan that is being run, and the state of one step after another.
///
/// Everything is allocated when the number of rows changes; after that a step allocates nothing. During a pass each
/// worker uses its own scratch memory and frame, each leaf its own sums, and everything else is only read; a leaf is
/// worked on by one worker at a time. Between passes only the caller touches the memory. Hence `@unchecked Sendable`.
final class PlanRun<Scalar: RealScalar>: TileWork, @unchecked Sendable {
    let plan: CompiledPlan
    private let executor: any TileExecutor
    private let parameters: Block
    private var tiling: Tiling?
    private var tileCodes: [[PreparedCode]] = []
    private var constants: [AnyTensor] = []
    private var memory: RunMemory?
    private var rows = RowFeed<Scalar>.none
    private var pass = 0
    private let failure = Mutex<(tile: Int, error: RowSourceError)?>(nil)

    init(_ plan: CompiledPlan, executor: any TileExecutor) {
        self.plan = plan
        self.executor = executor
        parameters = Block(byteCount: plan.layout.parameterBytes)
    }

    /// The parameters one after another, each from a multiple of 64 bytes on.
    var flatParameters: UnsafeMutablePointer<Scalar> { parameters.base.assumingMemoryBound(to: Scalar.self) }
    var flatCount: Int { plan.layout.parameterBytes / MemoryLayout<Scalar>.stride }

    /// The gradients of the last step, laid out as the parameters.
    var flatGradients: UnsafeMutablePointer<Scalar> {
        guard let memory else { fatalError("a plan has no gradient before its first step") }
        return memory.leaves.base.assumingMemoryBound(to: Scalar.self)
    }

    var loss: Scalar {
        guard let memory else { fatalError("a plan has no loss before its first step") }
        return (memory.leaves.base + plan.layout.lossOffset).assumingMemoryBound(to: Scalar.self).pointee
    }

    /// Computes loss and gradients over some rows.
    func step(_ rows: RowFeed<Scalar>, count: Int) throws {
        if tiling?.rows != count { try prepare(rows: count) }
        guard let memory, let tiling else { return }
        self.rows = rows
        for pass in 0..<plan.passes {
            runRowFree(pass, memory)
            self.pass = pass
            if tiling.leaves == 1 {
                perform(0, worker: 0)
            } else {
                executor.perform(tiling.leaves, self)
            }
            if let failure = failure.withLock({ $0 }) {
                self.failure.withLock { $0 = nil }
                throw failure.error
            }
            addLeaves(pass, memory, tiling)
        }
        runRowFree(plan.passes, memory)
    }

    private func runRowFree(_ level: Int, _ memory: RunMemory) {
        let code = plan.stepCodes[level]
        if code.steps.isEmpty { return }
        let slots = memory.frames[0]
        slots[Slot.sums] = memory.leaves.base
        StepRunner(kernels: plan.kernels, slots: slots).run(code, as: Scalar.self, starts: true)
    }

    /// One leaf of the pass.
    func perform(_ leaf: Int, worker: Int) {
        guard let memory, let tiling else { return }
        let slots = memory.frames[worker]
        slots[Slot.sums] = memory.leaves.base + leaf * plan.layout.resultBytes
        let runner = StepRunner(kernels: plan.kernels, slots: slots)
        let tiles = tiling.tiles(leaf: leaf)
        for tile in tiles {
            let range = tiling.rowRange(tile: tile)
            do throws(RowSourceError) {
                try rows.place(range, slots, memory.columns(worker), plan.rowShape)
            } catch {
                failure.withLock { known in
                    if known == nil || known!.tile > tile { known = (tile, error) }
                }
                return
            }
            let codes = tileCodes[range.count == tiling.height ? 0 : 1]
            runner.run(codes[pass], as: Scalar.self, starts: tile == tiles.lowerBound)
        }
    }

    /// Adds the sums of the leaves pairwise: 0 + 1, 2 + 3, …, then those sums, down to leaf 0.
    private func addLeaves(_ pass: Int, _ memory: RunMemory, _ tiling: Tiling) {
        var step = 1
        while step < tiling.leaves {
            for leaf in stride(from: 0, to: tiling.leaves - step, by: 2 * step) {
                for (offset, count) in plan.layout.sums[pass] {
                    let sum = memory.sums(leaf, offset, plan, Scalar.self)
                    let other = memory.sums(leaf + step, offset, plan, Scalar.self)
                    plan.kernels.binary(.add, count, Operand(UnsafePointer(sum)), Operand(UnsafePointer(other)), sum)
                }
            }
            step *= 2
        }
    }

    private func prepare(rows: Int) throws {
        let tiling = plan.tiling(rows: rows)
        let heights = tiling.height == tiling.lastHeight ? [tiling.height] : [tiling.height, tiling.lastHeight]
        let compiled = heights.map { plan.compiler.tileCodes(rows: $0) }
        tileCodes = compiled.map { $0.codes.map(PreparedCode.init) }
        constants = plan.constants(rows: rows)
        let scratch = compiled.map(\.scratchBytes).max() ?? 0
        memory = RunMemory(
            plan, workers: executor.width, leaves: tiling.leaves, scratchBytes: scratch, height: tiling.height,
            parameters: parameters, constants: constants)
        self.tiling = tiling
    }
}
