import Synchronization
import Testing

@testable import Tessera

#if canImport(Glibc)
    import Glibc
#endif

/// A worker uses the backend of its caller, and the settings of the host stay as they are.
@Suite struct WorkerBackendTests {
    @Test(arguments: Backend.available.indices, [1, 2, 4])
    func sourcesAreReadOnTheCallersBackend(_ number: Int, _ workers: Int) throws {
        let (backend, pool) = (Backend.available[number], try WorkerPool(count: workers))
        let source = AskingSource(rowCount: 5000)
        try backend.run {
            _ = try source.fold(Moments<Float>(source.rowShape), on: pool)
            _ = try source.materialized(on: pool)
            let model = Tensor<Float>(ones: [2, 1])
            let plan = try Plan(for: model, rows: source.rowShape) { w, batch in
                meanSquaredError(predicted: batch.features.matmul(w), expected: batch.targets)
            }
            _ = try plan.valueAndGradient(at: model, over: source, on: pool)
            let feeder = BatchFeeder(source, executor: pool)
            try feeder.restart(seed: 1, stream: 0, after: 0)
            while try !feeder.advance(100).isEmpty {}
        }
        #expect(source.names.withLock { $0 } == [backend.name])
    }

    /// Rows that are computed while they are read are the same on any number of workers, run after run.
    @Test func computedRowsHaveTheSameBits() throws {
        let pool = try WorkerPool(count: 2)
        let source = AskingSource(rowCount: 4000)
        let model = Tensor<Float>(ones: [2, 1])
        let results = try Backend.swift.run {
            let plan = try Plan(for: model, rows: source.rowShape) { w, batch in
                (batch.features.matmul(w) - batch.targets).squared().sum()
            }
            return try (0..<6).map {
                try plan.valueAndGradient(at: model, over: source, on: $0 == 0 ? SingleThread() : pool)
            }
        }
        for result in results { #expect(result.value == results[0].value && result.gradient == results[0].gradient) }
    }

    #if OpenBLAS && canImport(Glibc)
        /// A number of threads that the host sets, before or in the middle of our work, is there afterwards and changes
        /// no bit. In a process of its own: the number belongs to the whole process.
        @Test func theHostsThreadsAreKept() async {
            await #expect(processExitsWith: .success) {
                let blas = HostBLAS()!
                let model = Tensor<Float>(uniform: [600, 300], seed: 1)
                let table = try RowTable<Float>(
                    features: Tensor(uniform: [2000, 600], seed: 2), targets: Tensor(uniform: [2000, 1], seed: 3))
                let plan = try Plan(for: model, rows: table.rowShape) { w, batch in
                    batch.features.matmul(w).squared().mean()
                }
                func run(_ meanwhile: Int32?) throws -> Tensor<Float> {
                    let source = MeddlingSource(rows: table) { if let meanwhile { blas.setThreads(meanwhile) } }
                    return try plan.valueAndGradient(at: model, over: source, on: SingleThread()).gradient
                }
                blas.setThreads(1)
                let alone = try run(nil)
                for (set, meanwhile) in [(2, nil), (2, 3), (1, 3), (3, 2)] as [(Int32, Int32?)] {
                    blas.setThreads(set)
                    let together = try run(meanwhile)
                    precondition(together == alone, "the bits differ")
                    precondition(blas.threads() == meanwhile ?? set, "the host's number is lost")
                }
            }
        }
    #endif
}

/// Rows that are computed, by a source that notes on which backend it is asked for them.
private struct AskingSource: RowSource {
    let rowCount: Int
    let names = SharedNames()
    var rowShape: RowShape { RowShape(features: 2) }

    final class SharedNames: Sendable {
        private let names = Mutex<Set<String>>([])
        func withLock<Result>(_ body: (inout sending Set<String>) -> sending Result) -> sending Result {
            names.withLock(body)
        }
    }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        let name = Backend.current.name
        names.withLock { _ = $0.insert(name) }
        let numbers = Tensor<Float>(rows.map { Float($0 % 97) / 50 - 1 })
        let (a, b, y) = (numbers.tanh().scalars, numbers.exp().scalars, numbers.sin().scalars)
        block.withSpans { features, targets, _ in
            for row in 0..<rows.count {
                (features[2 * row], features[2 * row + 1], targets[row]) = (a[row], b[row], y[row])
            }
        }
    }
}

/// A source that does something else each time it is read.
private struct MeddlingSource: RowSource {
    let rows: RowTable<Float>
    let meddle: @Sendable () -> Void
    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }

    func read(_ range: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        meddle()
        try rows.read(range, into: &block)
    }
}

#if OpenBLAS && canImport(Glibc)
    /// The settings of OpenBLAS as another part of the program sees them.
    private struct HostBLAS: Sendable {
        private let get: @convention(c) () -> Int32
        private let set: @convention(c) (Int32) -> Void

        init?() {
            guard let get = dlsym(nil, "openblas_get_num_threads"), let set = dlsym(nil, "openblas_set_num_threads")
            else { return nil }
            self.get = unsafeBitCast(get, to: (@convention(c) () -> Int32).self)
            self.set = unsafeBitCast(set, to: (@convention(c) (Int32) -> Void).self)
        }

        func threads() -> Int32 { get() }
        func setThreads(_ count: Int32) { set(count) }
    }
#endif
