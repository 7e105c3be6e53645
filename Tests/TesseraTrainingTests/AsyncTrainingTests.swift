import Synchronization
import Tessera
import TesseraTraining
import Testing

/// Training in tasks: on threads of its own, cancelled within a tile, with the bits of `fit`.
@Suite struct AsyncTrainingTests {
    private static let rows = try! SyntheticTable<Float>(rows: 5000, features: 4, target: .linear(noise: 0.1), seed: 1)
    private static let classes = try! SyntheticTable<Float>(
        rows: 3000, features: 3, target: .logistic(noise: 0.1), seed: 2)

    /// From the Gram matrix, from all rows in every step (two layers) and in mini-batches.
    @Test(arguments: [[4, 1], [4, 3, 1]], [nil, 64])
    func layersAreTrainedToTheSameBits(_ widths: [Int], _ batchSize: Int?) async throws {
        let start = Sequential<Float>(widths: widths, seed: 3)
        let options = TrainingOptions(epochs: 5, batchSize: batchSize)
        var reference = start
        let history = try reference.fit(Self.rows, loss: .meanSquaredError, optimizer: Adam(), options: options)
        let fitted = try await start.fitted(Self.rows, loss: .meanSquaredError, optimizer: Adam(), options: options)
        #expect(fitted.model.parameters == reference.parameters)
        #expect(fitted.history == history)
        var last: TrainingEpoch<Sequential<Float>>?
        for try await epoch in start.training(Self.rows, loss: .meanSquaredError, optimizer: Adam(), options: options) {
            #expect(epoch.number > (last?.number ?? 0) || epoch.history.checkpoint != nil)
            last = epoch
        }
        #expect(last?.model.parameters == reference.parameters)
        #expect(last?.history == history)
    }

    @Test func aLinearLayerIsTrainedToTheSameBits() async throws {
        let options = TrainingOptions(epochs: 5)
        var reference = Linear<Float>(zeroInputs: 4)
        let history = try reference.fit(Self.rows, loss: .meanSquaredError, options: options)
        let fitted = try await Linear<Float>(zeroInputs: 4).fitted(
            Self.rows, loss: .meanSquaredError, options: options)
        #expect(fitted.model.weight == reference.weight && fitted.history == history)
    }

    @Test(arguments: [true, false])
    func estimatorsAreTrainedToTheSameBits(_ standardizes: Bool) async throws {
        let options = TrainingOptions(epochs: 6, batchSize: 500, standardizes: standardizes)
        func check<Model: Estimator<Float>>(
            _ untrained: Model, _ epochs: some AsyncSequence<TrainingEpoch<Model>, any Error>
        ) async throws {
            var reference = untrained
            let history = try reference.fit(
                Self.classes, optimizer: Adam(), options: options, validation: Self.classes, progress: nil)
            let fitted = try await untrained.fitted(
                Self.classes, optimizer: Adam(), options: options, validation: Self.classes)
            #expect(fitted.history == history && fitted.model.parameters == reference.parameters)
            var last: TrainingEpoch<Model>?
            for try await epoch in epochs { last = epoch }
            #expect(last?.history == history && last?.model.parameters == reference.parameters)
            #expect(last?.validationLoss == history.validationLosses.last)
        }
        let logistic = LogisticRegression<Float>()
        try await check(
            logistic,
            logistic.training(Self.classes, optimizer: Adam(), options: options, validation: Self.classes))
        let network = NetworkRegression<Float>(.logistic, hidden: [4])
        try await check(
            network, network.training(Self.classes, optimizer: Adam(), options: options, validation: Self.classes))
    }

    /// More trainings than the cooperative pool has threads, none of which ends before tasks have made predictions: if a
    /// training kept a thread of the pool, this would not end.
    @Test(.timeLimit(.minutes(2)))
    func tasksGoOnWhileTrainingsRun() async throws {
        let trainings = 12
        let predictions = Counter()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<trainings {
                group.addTask {
                    let fitted = try await Linear<Float>(zeroInputs: 4).fitted(
                        Self.rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 1_000_000, batchSize: 512),
                        onEpoch: { epoch in
                            if predictions.value >= 200 { epoch.stop() }
                        })
                    return fitted.history.losses.count
                }
            }
            let model = Linear<Float>(zeroInputs: 4)
            for _ in 0..<200 {
                let task = Task { model(Tensor<Float>(ones: [8, 4])).sum().item }
                #expect(await task.value == 0)
                predictions.increment()
                await Task.yield()
            }
            for try await epochs in group { #expect(epochs > 0) }
        }
    }

    /// A pass over rows that is cancelled begins no further tile, whatever the training does with them.
    @Test(arguments: [Pass.gram, .plan, .validation], [1, 2])
    func aCancelledTrainingEndsWithinATile(_ pass: Pass, _ workers: Int) async throws {
        let rows = AskedRows(count: 1 << 20)
        let training = pass == .validation ? AskedRows(count: 100) : rows
        let widths = pass == .gram ? [4, 1] : [4, 3, 1]
        let task = Task {
            let options = TrainingOptions(epochs: 50, threads: workers)
            if pass == .gram {
                return try await Linear<Float>(zeroInputs: 4).fitted(
                    training, loss: .meanSquaredError, options: options
                ).history
            }
            return try await Sequential<Float>(widths: widths, seed: 1).fitted(
                training, loss: .meanSquaredError, options: options, validation: pass == .validation ? rows : nil
            ).history
        }
        rows.calls(after: 9) { task.cancel() }
        let history = try await task.value
        #expect(history.wasCancelled)
        #expect(history.losses.count == (pass == .validation ? 1 : 0) && history.validationLosses.isEmpty)
        // The worker that has cancelled begins no tile; each of the others may be about to begin one.
        #expect(rows.lateReads.load(ordering: .relaxed) < workers)
    }

    enum Pass: CaseIterable { case gram, plan, validation }

    /// `Cancellation` ends a synchronous training in the middle of a step too, and what follows has the bits of an
    /// uninterrupted run.
    @Test(arguments: [false, true])
    func aStepThatWasCutShortIsTakenAgain(_ inValidation: Bool) throws {
        let few = try SyntheticTable<Float>(rows: 300, features: 4, target: .linear(noise: 0.1), seed: 1)
        let start = Sequential<Float>(widths: [4, 3, 1], seed: 1)
        func run(
            _ rows: AskedRows, _ model: inout Sequential<Float>, _ options: TrainingOptions
        ) throws -> TrainingHistory {
            inValidation
                ? try model.fit(few, loss: .meanSquaredError, optimizer: Adam(), options: options, validation: rows)
                : try model.fit(rows, loss: .meanSquaredError, optimizer: Adam(), options: options)
        }
        var reference = start
        let expected = try run(AskedRows(count: 20_000), &reference, TrainingOptions(epochs: 4, threads: 1))

        let rows = AskedRows(count: 20_000)
        let cancellation = Cancellation()
        let tiles = rows.rowCount / 1000
        rows.calls(after: tiles + tiles / 2) { cancellation.cancel() }
        var model = start
        var options = TrainingOptions(epochs: 4, threads: 1, cancellation: cancellation)
        let first = try run(rows, &model, options)
        #expect(first.wasCancelled && first.losses.count < 4)
        options.cancellation = nil
        options.checkpoint = first.checkpoint
        let second = try run(rows, &model, options)
        #expect(second.losses == expected.losses && second.validationLosses == expected.validationLosses)
        #expect(model.parameters == reference.parameters)
    }

    /// Leaving the loop ends the training.
    @Test(.timeLimit(.minutes(2)))
    func leavingTheLoopCancelsTheTraining() async throws {
        let rows = AskedRows(count: 1000)
        let options = TrainingOptions(epochs: 1_000_000_000, batchSize: 100)
        func trainAWhile() async throws {
            for try await epoch in Linear<Float>(zeroInputs: 4).training(
                rows, loss: .meanSquaredError, options: options)
            where epoch.number > 2 { break }
        }
        try await trainAWhile()
        // Reads come to an end.
        var before = -1
        while before != rows.reads.load(ordering: .relaxed) {
            before = rows.reads.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(before > 0)
    }

    @Test func aTrainingThatFailsThrows() async throws {
        let none = AskedRows(count: 0)
        await #expect(throws: TrainingError.self) {
            try await Linear<Float>(zeroInputs: 4).fitted(none, loss: .meanSquaredError)
        }
        await #expect(throws: TrainingError.self) {
            for try await _ in Linear<Float>(zeroInputs: 4).training(none, loss: .meanSquaredError) {}
        }
    }

    @Test(arguments: [MinimizationMethod.lbfgs(), .newton])
    func minimisationHasTheSameBitsAndIsCancelled(_ method: MinimizationMethod) async throws {
        let loss = { @Sendable (model: Linear<Float>, batch: RowBatch<Float>) in
            meanSquaredError(predicted: model(batch.features), expected: batch.targets)
        }
        var reference = Linear<Float>(zeroInputs: 4)
        let expected = try reference.minimize(over: Self.rows, method: method, loss: loss)
        let found = try await Linear<Float>(zeroInputs: 4).minimized(over: Self.rows, method: method, loss: loss)
        #expect(found.minimum == expected && found.model.weight == reference.weight)

        let rows = AskedRows(count: 1 << 20)
        let task = Task {
            try await Linear<Float>(zeroInputs: 4).minimized(
                over: rows, method: method, on: SingleThread(), loss: loss)
        }
        rows.calls(after: 9) { task.cancel() }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(rows.lateReads.load(ordering: .relaxed) == 0)
    }

    @Test func predictionsOfASourceAreThoseOfItsTable() async throws {
        var model = LinearRegression<Float>()
        try model.fit(Self.rows, options: TrainingOptions(epochs: 3))
        let trained = model
        let found = try await withDedicatedThread { try trained.linearPredictor(over: Self.rows) }
        #expect(found.shape == [5000])
        let table = try Self.rows.materialized()
        #expect((found - trained.predict(table.features)).abs().max().item < 1e-5)
        let alone = try trained.linearPredictor(over: Self.rows, on: SingleThread())
        let ofTable = try trained.linearPredictor(over: table)
        #expect(alone == found && ofTable == found)
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }
    func increment() { count.add(1, ordering: .relaxed) }
}

/// Rows of four features that count how many tiles of them are read.
private final class AskedRows: RowSource {
    let rowCount: Int
    let reads = Atomic(0)
    /// The number of tiles whose reading began after the call.
    let lateReads = Atomic(0)
    private let hasCalled = Atomic(false)
    private let call = Mutex<(after: Int, body: @Sendable () -> Void)?>(nil)
    private let isReady = Atomic(false)

    init(count: Int) { rowCount = count }

    var rowShape: RowShape { RowShape(features: 4) }

    /// Calls `body` when so many tiles have been read.
    func calls(after reads: Int, _ body: @escaping @Sendable () -> Void) {
        call.withLock { $0 = (reads, body) }
        isReady.store(true, ordering: .releasing)
    }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        if hasCalled.load(ordering: .sequentiallyConsistent) { lateReads.add(1, ordering: .relaxed) }
        let number = reads.add(1, ordering: .relaxed).newValue
        block.withSpans { features, targets, _ in
            for row in 0..<rows.count {
                let x = Float((rows.lowerBound + row) % 97) / 97
                for feature in 0..<4 { features[4 * row + feature] = feature == 0 ? x : x * x / Float(feature) }
                targets[row] = 3 * x - 1
            }
        }
        // Many rows are read only to be cancelled: the one who does it has to be known.
        while rowCount > 1 << 19, !isReady.load(ordering: .acquiring) {}
        let call = call.withLock { $0 }
        guard let call, number == call.after else { return }
        call.body()
        hasCalled.store(true, ordering: .sequentiallyConsistent)
    }
}
