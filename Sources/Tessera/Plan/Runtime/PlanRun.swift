/// The execution of a plan for a fixed number of rows: its memory, and the steps that run in it.
///
/// All memory is allocated in `init`; a step allocates nothing. During a pass each worker uses its own scratch memory
/// and frame, each chunk has its own sums, and everything else is only read; a chunk is processed by one worker at a
/// time. Between passes only the caller accesses the memory. A run belongs to one caller at a time.
package final class PlanRun<Scalar: RealScalar> {
    let plan: CompiledPlan
    let tiling: Tiling
    /// The parameters that steps read; retained because the frames hold their address.
    let parameters: FlatParameters<Scalar>
    private var executor: any TileExecutor
    /// The number of workers that there is memory for.
    let workers: Int
    private let kernels: any Kernels
    private let layout: PlanLayout
    private let programs: LoadedPrograms
    private let constants: [AnyTensor]
    private let memory: RunMemory
    private let frames: UnsafeMutableBufferPointer<UnsafeMutablePointer<UnsafeMutableRawPointer?>>
    /// The sums of all chunks, `resultBytes` bytes each; those of chunk 0 are the results.
    private let chunkSums: UnsafeMutableRawPointer
    private let resultBytes: Int
    private let failure = FirstFailure<any Error>()
    private let columns: TileColumns<Scalar>
    /// The native program of a whole step, if the rows are one tile and the backend implements all of its steps.
    private let wholeStep: NativeProgram.View?
    /// The training loop in threaded code, translated when it first runs; nil if there is none for `threadedKey`.
    private var threadedLoop: ThreadedLoop<Scalar>?
    private var threadedKey: ThreadedLoop<Scalar>.Key?
    private var pass = 0
    /// The flag that ends a step between two tiles: that of the scope in which the run was made, or another one.
    package var stop = StopFlag.current
    /// The chunks of a pass as work for the executor, made once so that a step allocates nothing.
    private lazy var chunkWork = ClosureWork { [unowned self] chunk, worker in runChunk(chunk, worker: worker) }

    convenience init(_ plan: CompiledPlan, executor: any TileExecutor, parameters: FlatParameters<Scalar>) {
        self.init(plan, plan.tiling, executor: executor, parameters: parameters)
    }

    init(_ plan: CompiledPlan, _ tiling: Tiling, executor: any TileExecutor, parameters: FlatParameters<Scalar>) {
        self.plan = plan
        self.executor = executor
        workers = executor.width
        self.parameters = parameters
        kernels = plan.kernels
        layout = plan.layout
        self.tiling = tiling
        programs = LoadedPrograms(plan, tiling)
        constants = plan.constants
        memory = RunMemory(
            plan, workers: executor.width, chunks: tiling.chunks, scratchBytes: programs.scratchBytes,
            height: tiling.height, parameters: parameters.block, constants: constants)
        (frames, chunkSums, resultBytes) = (memory.frames, memory.chunks.base, layout.resultBytes)
        columns = TileColumns(plan.rowShape, height: tiling.height)
        wholeStep = programs.wholeStep?.view
    }

    /// The gradients of the last step, in the layout of the parameters.
    package var gradients: UnsafeMutablePointer<Scalar> { chunkSums.assumingMemoryBound(to: Scalar.self) }

    /// The loss of the last step.
    var loss: Scalar { (chunkSums + layout.lossOffset).assumingMemoryBound(to: Scalar.self).pointee }

    /// Returns the loss of the last step in double precision.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func lossValue() -> Double { loss.scalarValue }

    /// Whether a step is a single chunk of tiles, which one worker computes.
    package var isOneChunk: Bool { tiling.chunks == 1 }

    /// Makes subsequent steps read rows in memory, given the first row of each column. The caller keeps the memory
    /// alive.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func use(_ first: [UnsafePointer<Scalar>]) {
        columns.use(first)
    }

    /// Makes subsequent steps read all rows of a source: where they are if it is in memory, else tile by tile.
    package func use(_ source: some RowSource<Scalar>) {
        if let table = source.table { columns.use(table) } else { columns.use(source) }
    }

    /// Makes subsequent steps read the rows of a table, which is retained.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func use(table: RowTable<Scalar>) {
        columns.use(table)
    }

    /// Makes subsequent steps run on another executor, which has as many workers as the one before.
    func use(executor: any TileExecutor) {
        self.executor = executor
        stop = StopFlag.current
    }

    /// Releases the rows of the last step; the next one needs others.
    package func forgetRows() {
        columns.forget()
    }

    /// Releases the rows and the executor of the last step, and keeps the memory for the next one.
    func rest() {
        columns.forget()
        executor = SingleThread()
        stop = nil
    }

    /// The memory that the run retains, its programs included, in bytes.
    var byteCount: Int { memory.byteCount + programs.byteCount + parameters.block.byteCount }

    /// Computes loss and gradients over the rows.
    ///
    /// - Throws: The first failure, by tile, of reading rows or of an operation; `RowSourceError.stopped` if a `StopFlag`
    ///   has ended the step, whose results are then of no use.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func step() throws {
        guard let (wholeStep, slots) = preparedWholeStep() else { return try stepByParts() }
        _ = wholeStep.run(from: 0, slots, isFirst: true)
    }

    /// The native program of a whole step and the frame it runs in; nil if the step takes more than one call.
    @inline(__always)
    private func preparedWholeStep() -> (NativeProgram.View, UnsafeMutablePointer<UnsafeMutableRawPointer?>)? {
        guard let wholeStep, columns.areInMemory else { return nil }
        let slots = frames[0]
        slots[Slot.sums] = chunkSums
        columns.locate(from: 0, slots + Slot.columns)
        return (wholeStep, slots)
    }

    /// Whether a step takes only microseconds, so that 64 steps delay a cancellation by less than a millisecond.
    package var isQuick: Bool { wholeStep != nil && tiling.rows * plan.compiler.rowWork < 1 << 17 }

    /// The number of multiplications and additions of a step.
    package var work: Int { tiling.rows * plan.compiler.rowWork }

    /// Runs as many steps as there are losses, each followed by an update; the backend may run the whole loop natively,
    /// which saves the overhead of each step.
    ///
    /// - Parameter coefficients: The coefficients of the update: of each step, or one for all.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func descend(
        _ kernel: UpdateKernel, _ step: UpdateStep<Scalar>, _ coefficients: [SIMD8<Double>],
        _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        var step = step
        step.coefficients = coefficients[0]
        guard let (wholeStep, slots) = preparedWholeStep() else {
            for index in losses.indices {
                try self.step()
                losses[index] = loss.scalarValue
                if index < coefficients.count { step.coefficients = coefficients[index] }
                kernels.update(kernel, step)
            }
            return
        }
        if let threaded = threadedLoop(kernel, step, slots) {
            return threaded.run(step, coefficients, results: gradients, losses)
        }
        let loss = (chunkSums + layout.lossOffset).assumingMemoryBound(to: Scalar.self)
        if coefficients.count == 1 {
            return kernels.descend(wholeStep, slots, kernel, step, loss: loss, losses)
        }
        for index in losses.indices {
            step.coefficients = coefficients[index]
            let losses = UnsafeMutableBufferPointer(rebasing: losses[index...index])
            kernels.descend(wholeStep, slots, kernel, step, loss: loss, losses)
        }
    }

    /// Whether the last training loop ran in threaded code.
    package var hasThreadedCode: Bool { threadedLoop != nil }

    /// The training loop in threaded code for the rows of the frame.
    private func threadedLoop(
        _ kernel: UpdateKernel, _ step: UpdateStep<Scalar>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> ThreadedLoop<Scalar>? {
        let columns = (0..<columns.count).map { slots[Slot.columns + $0] }
        let key = ThreadedLoop<Scalar>.Key(columns, kernel, step)
        if key != threadedKey {
            threadedLoop = ThreadedLoop(plan, programs, slots, parameters, kernel, step, key)
            threadedKey = key
        }
        return threadedLoop
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func stepByParts() throws {
        for pass in 0..<programs.passes {
            runRowFree(pass)
            self.pass = pass
            if tiling.chunks == 1 {
                runOnlyChunk()
            } else {
                executor.perform(tiling.chunks, chunkWork)
            }
            try failure.rethrow()
            if tiling.chunks > 1 { addChunks(pass) }
        }
        runRowFree(programs.passes)
        try failure.rethrow()
    }

    /// Runs the only chunk. If all rows have to be one tile, its operations may be large, and are themselves divided
    /// among the workers.
    private func runOnlyChunk() {
        if plan.singleTileReason == nil { return runChunk(0, worker: 0) }
        executor.run { runChunk(0, worker: 0) }
    }

    @inline(__always)
    private func runRowFree(_ level: Int) {
        let program = programs.step[level]
        if program.steps.isEmpty { return }
        frames[0][Slot.sums] = chunkSums
        runner(frames[0]).run(program, as: Scalar.self, isFirst: true)
    }

    /// Runs one chunk of the pass.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func runChunk(_ chunk: Int, worker: Int) {
        let slots = frames[worker]
        slots[Slot.sums] = chunkSums + chunk * resultBytes
        var runner = runner(slots)
        var isFirst = true
        tiling.forEachTile(ofChunk: chunk) { tile, rows in
            runner.part = tile
            if let stop, stop.isRequested(by: worker) {
                return failure.record(tile) { () throws(any Error) in throw RowSourceError.stopped }
            }
            if columns.areInMemory {
                columns.locate(from: rows.lowerBound, slots + Slot.columns)
            } else {
                failure.record(tile) { () throws(any Error) in
                    try columns.load(rows, into: memory.columns(worker), slots + Slot.columns)
                }
            }
            let program = rows.count == tiling.height ? programs.whole[pass] : programs.last[pass]
            runner.run(program, as: Scalar.self, isFirst: isFirst)
            isFirst = false
        }
    }

    @inline(__always)
    private func runner(_ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> StepRunner {
        StepRunner(kernels: kernels, slots: slots, failure: .passUnretained(failure))
    }

    /// Adds the sums of the chunks by pairwise tree reduction into chunk 0: 0 + 1, 2 + 3, …, then those sums. Long sums
    /// are divided among the workers by elements, which are independent of each other.
    private func addChunks(_ pass: Int) {
        for index in layout.sums[pass].indices {
            let (offset, count) = layout.sums[pass][index]
            executor.forEachRange(count, length: 1 << 12) { range, _ in
                reducePairwise(tiling.chunks) { chunk, other in
                    let sum = sums(chunk, offset) + range.lowerBound
                    let other = sums(other, offset) + range.lowerBound
                    kernels.binary(
                        .add, range.count, Operand(UnsafePointer(sum)), Operand(UnsafePointer(other)), sum)
                }
            }
        }
    }

    private func sums(_ chunk: Int, _ offset: Int) -> UnsafeMutablePointer<Scalar> {
        (chunkSums + chunk * resultBytes + offset).assumingMemoryBound(to: Scalar.self)
    }
}
