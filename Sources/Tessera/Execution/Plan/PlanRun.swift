/// A plan that is being run on so many rows: its memory, and one step after another.
///
/// Everything is allocated at the start; a step allocates nothing. During a pass each worker uses its own scratch memory
/// and frame, each leaf its own sums, and everything else is only read; a leaf is worked on by one worker at a time.
/// Between passes only the caller touches the memory. Hence `@unchecked Sendable`.
final class PlanRun<Scalar: RealScalar>: TileWork, @unchecked Sendable {
    let plan: CompiledPlan
    let tiling: Tiling
    private let executor: any TileExecutor
    private let kernels: any Kernels
    private let layout: PlanLayout
    private let stepCodes: [PreparedCode]
    /// By pass: for whole tiles, and for the last one where it is shorter.
    private let tileCodes: [(whole: PreparedCode, last: PreparedCode)]
    private let constants: [AnyTensor]
    private let memory: RunMemory
    private let failure = FirstFailure()
    private var rows = RowFeed<Scalar>.none
    private var pass = 0

    init(_ plan: CompiledPlan, rows: Int, executor: any TileExecutor, parameters: Block) {
        self.plan = plan
        self.executor = executor
        kernels = plan.kernels
        layout = plan.layout
        stepCodes = plan.stepCodes
        tiling = plan.tiling(rows: rows)
        let whole = plan.compiler.tileCodes(rows: tiling.height)
        let last = tiling.lastHeight == tiling.height ? whole : plan.compiler.tileCodes(rows: tiling.lastHeight)
        tileCodes = zip(whole.codes, last.codes).map { (PreparedCode($0), PreparedCode($1)) }
        constants = plan.constants(rows: rows)
        memory = RunMemory(
            plan, workers: executor.width, leaves: tiling.leaves,
            scratchBytes: max(whole.scratchBytes, last.scratchBytes), height: tiling.height, parameters: parameters,
            constants: constants)
    }

    /// The gradients of the last step, laid out as the parameters.
    var gradients: UnsafeMutablePointer<Scalar> { memory.leaves.base.assumingMemoryBound(to: Scalar.self) }

    /// The loss of the last step.
    var loss: Scalar { (memory.leaves.base + layout.lossOffset).assumingMemoryBound(to: Scalar.self).pointee }

    /// Computes loss and gradients over the rows.
    func step(_ rows: RowFeed<Scalar>) throws(RowSourceError) {
        self.rows = rows
        for pass in 0..<tileCodes.count {
            runRowFree(pass)
            self.pass = pass
            if tiling.leaves == 1 {
                perform(0, worker: 0)
            } else {
                executor.perform(tiling.leaves, self)
            }
            try failure.rethrow()
            if tiling.leaves > 1 { addLeaves(pass) }
        }
        runRowFree(tileCodes.count)
    }

    private func runRowFree(_ level: Int) {
        let code = stepCodes[level]
        if code.steps.isEmpty { return }
        memory.frames[0][Slot.sums] = memory.leaves.base
        StepRunner(kernels: kernels, slots: memory.frames[0]).run(code, as: Scalar.self, starts: true)
    }

    /// One leaf of the pass.
    func perform(_ leaf: Int, worker: Int) {
        let slots = memory.frames[worker]
        slots[Slot.sums] = memory.leaves.base + leaf * layout.resultBytes
        let runner = StepRunner(kernels: kernels, slots: slots)
        let codes = tileCodes[pass]
        let tiles = tiling.tiles(leaf: leaf)
        for tile in tiles {
            let range = tiling.rowRange(tile: tile)
            if case .memory(let columns) = rows {
                RowFeed.place(columns, from: range.lowerBound, slots, plan.rowShape)
            } else {
                failure.record(tile) { () throws(RowSourceError) in
                    try rows.read(range, slots, memory.columns(worker), plan.rowShape)
                }
            }
            let code = range.count == tiling.height ? codes.whole : codes.last
            runner.run(code, as: Scalar.self, starts: tile == tiles.lowerBound)
        }
    }

    /// Adds the sums of the leaves pairwise: 0 + 1, 2 + 3, …, then those sums, down to leaf 0. Long sums are divided among
    /// the workers; their elements do not depend on each other.
    private func addLeaves(_ pass: Int) {
        for (offset, count) in layout.sums[pass] {
            executor.forEachRange(count, length: 1 << 15) { range, _ in
                var step = 1
                while step < tiling.leaves {
                    for leaf in stride(from: 0, to: tiling.leaves - step, by: 2 * step) {
                        let sum = sums(leaf, offset) + range.lowerBound
                        let other = sums(leaf + step, offset) + range.lowerBound
                        kernels.binary(
                            .add, range.count, Operand(UnsafePointer(sum)), Operand(UnsafePointer(other)), sum)
                    }
                    step *= 2
                }
            }
        }
    }

    private func sums(_ leaf: Int, _ offset: Int) -> UnsafeMutablePointer<Scalar> {
        (memory.leaves.base + leaf * layout.resultBytes + offset).assumingMemoryBound(to: Scalar.self)
    }
}
