/// Steps over mini-batches: while one batch is computed, another worker picks the rows of the next.
final class BatchPipeline<Scalar: RealScalar>: TrainingCore {
    private let work: Work

    /// - Parameters:
    ///   - size: the rows of a batch, at least 1.
    ///   - last: for the last batch of an epoch where it is a short one.
    init(
        _ source: some RowSource<Scalar>, size: Int, whole: PlanRun<Scalar>, last: PlanRun<Scalar>?,
        _ parameters: FlatParameters<Scalar>, executor: any TileExecutor
    ) {
        work = Work(source, size, whole, last, parameters, executor)
        super.init(parameters)
    }

    override func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {
        try work.start(seed: seed, stream: stream, after: steps)
    }

    override func step() throws -> Int { try work.step() }
    override var loss: Double { work.run.loss.scalarValue }
    override func update(_ rule: UpdateRule, number: Int) {
        work.parameters.update(rule, step: number, work.run.gradients)
    }

    /// Two sets of columns take turns: the step reads one, the feeder writes the other. Hence `@unchecked Sendable`.
    private final class Work: TileWork, @unchecked Sendable {
        let parameters: FlatParameters<Scalar>
        private(set) var run: PlanRun<Scalar>
        private let source: any RowSource<Scalar>
        private let feeder: BatchFeeder<Scalar>
        private let executor: any TileExecutor
        private let size: Int
        private let picksAhead: Bool
        private let whole: PlanRun<Scalar>
        private let last: PlanRun<Scalar>?
        private let memory: [Block]
        private let columns: [[UnsafeMutablePointer<Scalar>]]
        private let firsts: [[UnsafePointer<Scalar>]]
        private var turn = 0
        private var nextCount = 0
        /// The rows of the next batch that are picked while a step runs, in as many parts.
        private var ahead = 0..<0
        private static var picks: Int { 4 }
        private let failure = FirstFailure<any Error>()

        init(
            _ source: some RowSource<Scalar>, _ size: Int, _ whole: PlanRun<Scalar>, _ last: PlanRun<Scalar>?,
            _ parameters: FlatParameters<Scalar>, _ executor: any TileExecutor
        ) {
            self.source = source
            self.size = size
            self.whole = whole
            self.last = last
            self.parameters = parameters
            self.executor = executor
            run = whole
            feeder = BatchFeeder(source, executor: executor)
            picksAhead = source.table != nil
            let bytes = source.rowShape.columns.map {
                PlanLayout.aligned($0.elementCount * size * MemoryLayout<Scalar>.stride)
            }
            memory = (0..<2).map { _ in Block(byteCount: bytes.reduce(0, +)) }
            columns = memory.map { block in
                bytes.indices.map { index in
                    (block.base + bytes[..<index].reduce(0, +)).assumingMemoryBound(to: Scalar.self)
                }
            }
            firsts = columns.map { $0.map { UnsafePointer($0) } }
        }

        func start(seed: UInt64, stream: UInt64, after steps: Int) throws {
            try source.check()
            try feeder.restart(seed: seed, stream: stream, after: min(steps * size, source.rowCount))
            nextCount = try feeder.fill(columns[1 - turn], count: size)
        }

        @specialized(where Scalar == Float)
        @specialized(where Scalar == Double)
        func step() throws -> Int {
            let count = nextCount
            turn = 1 - turn
            if count == 0 { return 0 }
            run = count == size ? whole : last ?? whole
            run.use(firsts[turn])
            if picksAhead, run.tiling.leaves == 1 {
                ahead = try feeder.advance(size)
                executor.perform(1 + Self.picks, self)
                try failure.rethrow()
                nextCount = try feeder.fill(columns[1 - turn], from: ahead.count, count: size)
            } else {
                try run.step()
                nextCount = try feeder.fill(columns[1 - turn], count: size)
            }
            return count
        }

        /// The step, or picking some rows of the next one.
        func perform(_ part: Int, worker: Int) {
            work(part)
        }

        @specialized(where Scalar == Float)
        @specialized(where Scalar == Double)
        private func work(_ part: Int) {
            if part == 0 {
                failure.record(part) { () throws(any Error) in try run.step() }
            } else {
                let first = ahead.count * (part - 1) / Self.picks
                let rows = first..<ahead.count * part / Self.picks
                let range = ahead.lowerBound + rows.lowerBound..<ahead.lowerBound + rows.upperBound
                feeder.pick(range, to: columns[1 - turn], at: first)
            }
        }
    }
}
