/// Steps over mini-batches: while one batch is computed, another worker picks the rows of the next.
///
/// Two sets of columns take turns; the step reads one, the feeder writes the other. Hence `@unchecked Sendable`.
package final class BatchPipeline<Model: Parameterized>: TileWork, @unchecked Sendable {
    package typealias Scalar = Model.Scalar

    private let session: PlanSession<Model>
    private let feeder: BatchFeeder<Scalar>
    private let executor: any TileExecutor
    private let size: Int
    private let picksAhead: Bool
    private let memory: [Block]
    private let columns: [[UnsafeMutablePointer<Scalar>]]
    private let feeds: [RowFeed<Scalar>]
    private var turn = 0
    private var count = 0
    private var nextCount = 0
    private var run: PlanRun<Scalar>?
    private let failure = FirstFailure()

    /// - Parameter size: the rows of a batch, at least 1; the last batch of an epoch may have fewer.
    package init(
        _ session: PlanSession<Model>, _ source: some RowSource<Scalar>, size: Int, executor: any TileExecutor
    ) {
        self.session = session
        self.size = size
        self.executor = executor
        feeder = BatchFeeder(source, executor: executor)
        picksAhead = source.table != nil
        let widths = source.rowShape.columns.map(\.elementCount)
        let scalar = MemoryLayout<Scalar>.stride
        let bytes = widths.map { PlanLayout.aligned($0 * size * scalar) }
        memory = [Block(byteCount: bytes.reduce(0, +)), Block(byteCount: bytes.reduce(0, +))]
        columns = memory.map { block in
            bytes.indices.map { index in
                (block.base + bytes[..<index].reduce(0, +)).assumingMemoryBound(to: Scalar.self)
            }
        }
        feeds = columns.map { .memory($0.map { UnsafePointer($0) }) }
    }

    /// Begins an epoch.
    package func start(seed: UInt64, stream: UInt64) throws(RowSourceError) {
        feeder.restart(seed: seed, stream: stream)
        nextCount = try feeder.fill(columns[1 - turn], count: size)
    }

    /// Loss and gradients over the next batch; returns its number of rows, 0 after the last.
    package func step() throws -> Int {
        (turn, count) = (1 - turn, nextCount)
        if count == 0 { return 0 }
        let run = try session.run(rows: count)
        if picksAhead, run.tiling.leaves == 1 {
            self.run = run
            executor.perform(2, self)
            try failure.rethrow()
        } else {
            try run.step(feeds[turn])
            nextCount = try feeder.fill(columns[1 - turn], count: size)
        }
        return count
    }

    package func perform(_ part: Int, worker: Int) {
        failure.record(part) { () throws(RowSourceError) in
            if part == 0 {
                try run?.step(feeds[turn])
            } else {
                nextCount = try feeder.fill(columns[1 - turn], count: size)
            }
        }
    }
}
