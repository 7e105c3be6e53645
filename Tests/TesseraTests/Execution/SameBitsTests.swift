import Testing

@testable import Tessera

/// The result has the same bits for any number of workers and any source of the rows.
@Suite struct SameBitsTests {
    static let rows = 3000

    private static let pools = (isOptimised ? [1, 2, 3, 4, 8, 16] : [2, 3, 8]).map { try! WorkerPool(count: $0) }

    @Test(arguments: planCases(Float.self))
    func forAnyNumberOfWorkers(_ example: PlanCase<Float>) throws {
        for backend in Backend.available {
            try backend.run {
                let table = try example.table(rows: Self.rows)
                let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                let alone = try plan.valueAndGradient(at: example.model, over: table, on: SingleThread())
                for pool in Self.pools {
                    let together = try plan.valueAndGradient(at: example.model, over: table, on: pool)
                    #expect(alone.value.bitPattern == together.value.bitPattern, "\(pool.width) workers")
                    #expect(alone.gradient == together.gradient, "\(pool.width) workers")
                }
            }
        }
    }

    /// A source that is read tile by tile gives what memory gives.
    @Test(arguments: planCases(Float.self))
    func forAnySource(_ example: PlanCase<Float>) throws {
        let pool = try WorkerPool(count: 3)
        for backend in Backend.available {
            try backend.run {
                let table = try example.table(rows: Self.rows)
                let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                let memory = try plan.valueAndGradient(at: example.model, over: table, on: SingleThread())
                let stream = try plan.valueAndGradient(at: example.model, over: Stream(rows: table), on: pool)
                #expect(memory.value.bitPattern == stream.value.bitPattern)
                #expect(memory.gradient == stream.gradient)
            }
        }
    }

    /// Steps that a backend runs by itself do what its kernels do when they are called one by one.
    @Test(arguments: planCases(Float.self), [1, 2, 3, 4, 700])
    func forStepsThatTheBackendRuns(_ example: PlanCase<Float>, _ rows: Int) throws {
        let table = try example.table(rows: rows)
        func result(_ backend: Backend) throws -> (Float, [Tensor<Float>]) {
            try backend.run {
                let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                return try plan.valueAndGradient(at: example.model, over: table, on: SingleThread())
            }
        }
        for backend in Backend.available {
            let byItself = try result(backend)
            let called = try result(Backend(CountingKernels(backend.kernels)))
            #expect(byItself.0.bitPattern == called.0.bitPattern)
            #expect(byItself.1 == called.1)
        }
    }

    @Test(arguments: [1, 100, 256, 257, 4096, 5000, 20_000])
    func everyOrderHasEveryRowOnce(_ rows: Int) throws {
        let table = try RowTable<Float>(
            features: Tensor((0..<rows).map(Float.init), shape: [rows, 1]), targets: Tensor(zeros: [rows, 1]))
        for source in [table, Stream(rows: table)] as [any RowSource<Float>] {
            let first = try order(source, seed: 1)
            #expect(first.sorted() == (0..<rows).map(Float.init))
            #expect(first == (try order(table, seed: 1)))
            if rows > 1 { #expect(first != (try order(table, seed: 2))) }
            #expect(try order(source, seed: 1, after: rows / 2) == Array(first[(rows / 2)...]))
        }
    }

    private func order(_ source: some RowSource<Float>, seed: UInt64, after first: Int = 0) throws -> [Float] {
        let feeder = BatchFeeder(source, executor: SingleThread())
        try feeder.restart(seed: seed, stream: 0, after: first)
        var all: [Float] = []
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: 2 * 77)
        defer { memory.deallocate() }
        while case let count = try feeder.fill([memory, memory + 77], count: 77), count > 0 {
            all += UnsafeBufferPointer(start: memory, count: count)
        }
        return all
    }
}

/// Rows in memory that pretend to be elsewhere.
struct Stream<Scalar: RealScalar>: RowSource {
    let rows: RowTable<Scalar>
    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }

    func read(_ range: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        try rows.read(range, into: &block)
    }
}
