import Tessera

/// The engine of mini-batch training, with double buffering: while one batch is computed, other workers gather the
/// rows of the next one, if the rows are in memory and the step is a single chunk. Otherwise the rows are fetched after
/// the step.
///
/// There are two buffers of columns: the step reads one while the feeder writes the other, and the two are swapped
/// between steps.
final class MiniBatchEngine<Scalar: RealScalar>: TrainingEngine {
    let state: TrainingState<Scalar>
    /// The run of the current batch: `whole` or `last`.
    private var run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let feeder: BatchFeeder<Scalar>
    private let executor: any TileExecutor
    private let size: Int
    private let prefetches: Bool
    private let whole: PlanRun<Scalar>
    private let last: PlanRun<Scalar>?
    private let memory: [Block]
    private let columns: [[UnsafeMutablePointer<Scalar>]]
    private let firstRows: [[UnsafePointer<Scalar>]]
    /// The buffer that the current step reads: 0 or 1.
    private var current = 0
    private var nextCount = 0
    /// The rows of the next batch that are gathered while a step runs, divided into `prefetchParts` parts.
    private var prefetched = 0..<0
    private static var prefetchParts: Int { 4 }
    private let failure = FirstFailure<any Error>()
    /// The step and the parts of the next batch as work for the executor, made once so that a step allocates nothing.
    private lazy var stepAndPrefetch = ClosureWork { [unowned self] part, _ in perform(part) }

    /// - Parameters:
    ///   - size: The number of rows of a batch, at least 1.
    ///   - whole: The plan for batches of `size` rows.
    ///   - last: The plan for the last batch of an epoch if it is shorter; else nil.
    init(
        _ source: some RowSource<Scalar>, size: Int, whole: PlanRun<Scalar>, last: PlanRun<Scalar>?,
        _ state: TrainingState<Scalar>
    ) {
        self.source = source
        self.size = size
        self.whole = whole
        self.last = last
        self.state = state
        executor = state.executor
        run = whole
        feeder = BatchFeeder(source, executor: executor)
        prefetches = source.table != nil
        let bytes = source.rowShape.columns.map {
            Block.aligned($0.elementCount * size * MemoryLayout<Scalar>.stride)
        }
        memory = (0..<2).map { _ in Block(byteCount: bytes.reduce(0, +)) }
        columns = memory.map { block in
            bytes.indices.map { index in
                (block.base + bytes[..<index].reduce(0, +)).assumingMemoryBound(to: Scalar.self)
            }
        }
        firstRows = columns.map { $0.map { UnsafePointer($0) } }
    }

    func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {
        try source.check()
        try feeder.restart(seed: seed, stream: stream, after: min(steps * size, source.rowCount))
        nextCount = try feeder.fill(columns[1 - current], count: size)
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step() throws -> Int {
        let count = nextCount
        current = 1 - current
        if count == 0 { return 0 }
        run = count == size ? whole : last ?? whole
        run.use(firstRows[current])
        if prefetches, run.isOneChunk {
            prefetched = try feeder.advance(size)
            executor.perform(1 + Self.prefetchParts, stepAndPrefetch)
            try failure.rethrow()
            nextCount = try feeder.fill(columns[1 - current], from: prefetched.count, count: size)
        } else {
            try run.step()
            nextCount = try feeder.fill(columns[1 - current], count: size)
        }
        return count
    }

    /// Runs the step (part 0), or gathers some rows of the next batch.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func perform(_ part: Int) {
        if part == 0 {
            failure.record(part) { () throws(any Error) in try run.step() }
        } else {
            let first = prefetched.count * (part - 1) / Self.prefetchParts
            let rows = first..<prefetched.count * part / Self.prefetchParts
            let range = prefetched.lowerBound + rows.lowerBound..<prefetched.lowerBound + rows.upperBound
            feeder.gather(range, to: columns[1 - current], at: first)
        }
    }

    var loss: Double { run.lossValue() }
    func update(number: Int, learningRate: Double) {
        state.update(step: number, learningRate: learningRate, run.gradients)
    }
}
