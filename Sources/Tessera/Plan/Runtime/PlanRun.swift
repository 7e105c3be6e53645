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
    private let codes: RunCodes
    private let constants: [AnyTensor]
    private let memory: RunMemory
    private let frames: UnsafeMutableBufferPointer<UnsafeMutablePointer<UnsafeMutableRawPointer?>>
    private let leaves: UnsafeMutableRawPointer
    private let resultBytes: Int
    private let failure = FirstFailure<any Error>()
    private let columns: ColumnBases<Scalar>
    /// All of a step, where the rows are one tile and the backend runs every part of it by itself.
    private let wholeStep: BoundSteps.View?
    /// Kept for as long as steps see its rows: a source may make another table each time it is asked for one.
    private var table: RowTable<Scalar>?
    private var source: (any RowSource<Scalar>)?
    private var pass = 0

    convenience init(_ plan: CompiledPlan, executor: any TileExecutor, parameters: Block) {
        self.init(plan, plan.tiling, executor: executor, parameters: parameters)
    }

    init(_ plan: CompiledPlan, _ tiling: Tiling, executor: any TileExecutor, parameters: Block) {
        self.plan = plan
        self.executor = executor
        kernels = plan.kernels
        layout = plan.layout
        self.tiling = tiling
        codes = RunCodes(plan, tiling)
        constants = plan.constants
        memory = RunMemory(
            plan, workers: executor.width, leaves: tiling.leaves, scratchBytes: codes.scratchBytes,
            height: tiling.height, parameters: parameters, constants: constants)
        (frames, leaves, resultBytes) = (memory.frames, memory.leaves.base, layout.resultBytes)
        columns = ColumnBases(plan.rowShape)
        wholeStep = codes.wholeStep?.view
    }

    /// The gradients of the last step, laid out as the parameters.
    var gradients: UnsafeMutablePointer<Scalar> { leaves.assumingMemoryBound(to: Scalar.self) }

    /// The loss of the last step.
    var loss: Scalar { (leaves + layout.lossOffset).assumingMemoryBound(to: Scalar.self).pointee }

    /// Steps from now on see rows in memory: the first row of each column. The caller holds the memory, or gives its owner.
    func use(_ first: [UnsafePointer<Scalar>], of owner: RowTable<Scalar>? = nil) {
        columns.set(first)
        table = owner
        source = nil
    }

    /// Steps from now on read the rows of a source.
    func use(_ source: any RowSource<Scalar>) {
        self.source = source
    }

    /// Computes loss and gradients over the rows.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step() throws {
        guard let (wholeStep, slots) = preparedWholeStep() else { return try stepByParts() }
        _ = wholeStep.run(from: 0, slots, starts: true)
    }

    /// A step that is one call, and the frame for it; nil where it is more.
    @inline(__always)
    private func preparedWholeStep() -> (BoundSteps.View, UnsafeMutablePointer<UnsafeMutableRawPointer?>)? {
        guard let wholeStep, source == nil else { return nil }
        let slots = frames[0]
        slots[Slot.sums] = leaves
        columns.place(from: 0, slots)
        return (wholeStep, slots)
    }

    /// Whether a step takes some microseconds: 64 of them delay a cancellation by less than a millisecond.
    var isQuick: Bool { wholeStep != nil && tiling.rows * plan.compiler.rowWork < 1 << 17 }

    /// As many steps as there are losses, each followed by an update with its number; the same as `step`, with less around
    /// it.
    @inline(__always)
    func steps(
        _ losses: UnsafeMutableBufferPointer<Double>, update: (Int) -> Void
    ) throws {
        for index in losses.indices {
            try step()
            losses[index] = loss.scalarValue
            update(index)
        }
    }

    /// The same where the update is gradient descent, which the backend may do by itself.
    func descend(
        _ step: SGDStep<Scalar>, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        guard let (wholeStep, slots) = preparedWholeStep() else {
            return try steps(losses) { _ in kernels.update(step) }
        }
        let loss = (leaves + layout.lossOffset).assumingMemoryBound(to: Scalar.self)
        kernels.descend(wholeStep, slots, step, loss: loss, losses)
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func stepByParts() throws {
        for pass in 0..<codes.passes {
            runRowFree(pass)
            self.pass = pass
            if tiling.leaves == 1 {
                runOnlyLeaf()
            } else {
                executor.perform(tiling.leaves, self)
            }
            try failure.rethrow()
            if tiling.leaves > 1 { addLeaves(pass) }
        }
        runRowFree(codes.passes)
        try failure.rethrow()
    }

    /// Where all rows have to be one tile, its operations may be large enough to be divided among the workers.
    private func runOnlyLeaf() {
        if plan.obstacle == nil { return runLeaf(0, worker: 0) }
        executor.run { runLeaf(0, worker: 0) }
    }

    @inline(__always)
    private func runRowFree(_ level: Int) {
        let code = codes.step[level]
        if code.steps.isEmpty { return }
        frames[0][Slot.sums] = leaves
        runner(frames[0]).run(code, as: Scalar.self, starts: true)
    }

    /// One leaf of the pass.
    func perform(_ leaf: Int, worker: Int) {
        runLeaf(leaf, worker: worker)
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func runLeaf(_ leaf: Int, worker: Int) {
        let slots = frames[worker]
        slots[Slot.sums] = leaves + leaf * resultBytes
        var runner = runner(slots)
        let tiles = tiling.tiles(leaf: leaf)
        for tile in tiles {
            let range = tiling.rowRange(tile: tile)
            runner.part = tile
            if source == nil {
                columns.place(from: range.lowerBound, slots)
            } else {
                failure.record(tile) { () throws(any Error) in try read(range, slots, worker) }
            }
            let code = range.count == tiling.height ? codes.whole[pass] : codes.last[pass]
            runner.run(code, as: Scalar.self, starts: tile == tiles.lowerBound)
        }
    }

    @inline(__always)
    private func runner(_ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> StepRunner {
        StepRunner(kernels: kernels, slots: slots, failure: .passUnretained(failure))
    }

    /// Reads a tile's rows into the worker's memory.
    private func read(
        _ range: Range<Int>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ worker: Int
    ) throws(RowSourceError) {
        let (base, offsets) = memory.columns(worker)
        let columns = offsets.dropLast().map { (base + $0).assumingMemoryBound(to: Scalar.self) }
        for (index, column) in columns.enumerated() { slots[Slot.columns + index] = UnsafeMutableRawPointer(column) }
        var block = RowBlock(plan.rowShape, rowCount: range.count, columns: columns)
        try source?.read(range, into: &block)
    }

    /// Adds the sums of the leaves pairwise: 0 + 1, 2 + 3, …, then those sums, down to leaf 0. Long sums are divided among
    /// the workers; their elements do not depend on each other.
    private func addLeaves(_ pass: Int) {
        for index in layout.sums[pass].indices {
            let (offset, count) = layout.sums[pass][index]
            executor.forEachRange(count, length: 1 << 12) { range, _ in
                joinPairwise(tiling.leaves) { leaf, other in
                    let sum = sums(leaf, offset) + range.lowerBound
                    let other = sums(other, offset) + range.lowerBound
                    kernels.binary(
                        .add, range.count, Operand(UnsafePointer(sum)), Operand(UnsafePointer(other)), sum)
                }
            }
        }
    }

    private func sums(_ leaf: Int, _ offset: Int) -> UnsafeMutablePointer<Scalar> {
        (leaves + leaf * resultBytes + offset).assumingMemoryBound(to: Scalar.self)
    }
}
