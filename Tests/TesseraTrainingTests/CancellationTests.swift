import Tessera
import TesseraTraining
import Testing

@Suite struct CancellationTests {
    private static let rows = try! SyntheticTable<Float>(rows: 1000, features: 4, target: .linear(noise: 0.1), seed: 1)

    /// A run that is cancelled leaves the model as the last update left it.
    @Test(arguments: [nil, 100])
    func theModelKeepsWhatItHasLearned(_ batchSize: Int?) throws {
        let cancellation = Cancellation()
        var model = Linear<Float>(zeroInputs: 4)
        let options = TrainingOptions(epochs: 50, batchSize: batchSize, cancellation: cancellation)
        var updates = 0
        let history = try model.fit(
            Self.rows, loss: .meanSquaredError, options: options
        ) { _ in
            updates += 1
            if updates == 15 { cancellation.cancel() }
        }
        #expect(history.wasCancelled)
        #expect(updates == 15)
        #expect(history.losses.count == (batchSize == nil ? 15 : 1))
        var reference = Linear<Float>(zeroInputs: 4)
        let whole = TrainingOptions(epochs: batchSize == nil ? 15 : 1, batchSize: batchSize)
        try reference.fit(Self.rows, loss: .meanSquaredError, options: whole)
        #expect((model.weight == reference.weight) == (batchSize == nil))
    }

    @Test func aCancelledTaskEndsTraining() async throws {
        let task = Task {
            var model = LogisticRegression<Float>()
            let rows = try SyntheticTable<Float>(rows: 1000, features: 4, target: .logistic(noise: 0), seed: 1)
            withUnsafeCurrentTask { $0?.cancel() }
            return try model.fit(rows, options: TrainingOptions(epochs: 1_000_000))
        }
        let history = try await task.value
        #expect(history.wasCancelled)
        #expect(history.losses.isEmpty)
    }

    @Test func eventsTellHowFarAndHowFast() throws {
        var model = Linear<Float>(zeroInputs: 4)
        var last: TrainingProgress?
        let options = TrainingOptions(epochs: 2, batchSize: 300)
        try model.fit(Self.rows, loss: .meanSquaredError, options: options) { last = $0 }
        let end = try #require(last)
        #expect(end.epoch == 2 && end.step == 4 && end.steps == 4 && end.rows == 2000 && end.totalRows == 2000)
        #expect(end.rowsPerSecond > 0 && end.rowsPerSecond.isFinite)
        #expect(end.remaining == .zero)
    }

    /// Batches larger than the data are all of it; more threads than rows do no harm.
    @Test func extremeSizes() throws {
        let few = try SyntheticTable<Float>(rows: 3, features: 2, target: .linear(noise: 0), seed: 1)
        func trained(_ batchSize: Int?, _ threads: Int?) throws -> Tensor<Float> {
            var model = Linear<Float>(zeroInputs: 2)
            try model.fit(
                few, loss: .meanSquaredError,
                options: TrainingOptions(epochs: 3, batchSize: batchSize, threads: threads))
            return model.weight
        }
        #expect(try trained(100, 16) == trained(nil, 1))
        #expect(
            throws: TrainingError(
                .invalidOption(
                    name: "threads", value: "0", expected: "from 1 to 1024, as the system allows"))
        ) {
            try trained(nil, 0)
        }
    }
}
