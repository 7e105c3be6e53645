import Foundation
import Synchronization
import Tessera
import Testing

@testable import TesseraTraining

/// Training that is stopped and goes on, against training that is not.
@Suite struct CheckpointTests {
    private static let rows = try! SyntheticTable<Float>(rows: 5000, features: 4, target: .linear(noise: 0.1), seed: 1)

    /// A way to train, and after how many updates it is stopped.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let optimizer: any Optimizer<Float>
        let options: TrainingOptions
        let updates: Int
        var hidden: [Int]?
    }

    static let cases: [Case] =
        [
            Case(
                testDescription: "all rows, adam", optimizer: Adam(learningRate: 0.1),
                options: TrainingOptions(epochs: 30), updates: 11),
            Case(
                testDescription: "all rows by the Gram matrix, momentum",
                optimizer: SGD(learningRate: 0.01, momentum: 0.9), options: TrainingOptions(epochs: 30), updates: 17),
            Case(
                testDescription: "batches, in the second group of an epoch",
                optimizer: SGD(learningRate: 0.01, momentum: 0.9),
                options: TrainingOptions(epochs: 3, batchSize: 300, seed: 5), updates: 17 + 15),
            Case(
                testDescription: "batches, at the end of an epoch",
                optimizer: Adam(learningRate: 0.1), options: TrainingOptions(epochs: 3, batchSize: 300), updates: 17),
            Case(
                testDescription: "a network, batches", optimizer: Adam(learningRate: 0.1),
                options: TrainingOptions(epochs: 2, batchSize: 256, standardizes: true), updates: 25, hidden: [8]),
            Case(
                testDescription: "warm-up and cosine, clipped", optimizer: SGD(learningRate: 0.05, momentum: 0.5),
                options: TrainingOptions(
                    epochs: 3, batchSize: 300, schedule: WarmUp(updates: 20, then: CosineAnnealing()),
                    clipping: .norm(0.1)),
                updates: 17 + 15),
            Case(
                testDescription: "on a plateau", optimizer: SGD(learningRate: 0.3),
                options: TrainingOptions(epochs: 40, batchSize: 2500, schedule: ReduceOnPlateau(patience: 1)),
                updates: 51),
            Case(
                testDescription: "one cycle by the Gram matrix", optimizer: Adam(learningRate: 0.1),
                options: TrainingOptions(epochs: 30, schedule: OneCycle(), clipping: .value(0.3)), updates: 17),
        ]
        + OptimizerCase.all.map { rule in
            Case(
                testDescription: rule.testDescription, optimizer: rule.make(Float.self),
                options: TrainingOptions(epochs: 3, batchSize: 300), updates: 17 + 9)
        }

    /// The parts of a run have the bits of the whole, on any number of threads, from any source.
    @Test(arguments: cases, [false, true])
    func aRunGoesOn(_ example: Case, _ isInMemory: Bool) throws {
        let (whole, history) = try trained(example, isInMemory, example.options)
        let cancellation = Cancellation()
        var options = example.options
        options.cancellation = cancellation
        options.threads = 3
        let (_, first) = try trained(example, isInMemory, options, stopping: cancellation)
        #expect(first.wasCancelled)
        #expect(first.losses.count < history.losses.count)
        let json = try JSONEncoder().encode(try #require(first.checkpoint))
        options = example.options
        options.threads = 1
        options.checkpoint = try JSONDecoder().decode(TrainingCheckpoint.self, from: json)
        let (resumed, second) = try trained(example, !isInMemory, options)
        #expect(resumed == whole)
        #expect(second == history)
    }

    private func trained(
        _ example: Case, _ isInMemory: Bool, _ options: TrainingOptions, stopping cancellation: Cancellation? = nil
    ) throws -> ([Float], TrainingHistory) {
        var model: any Estimator<Float> = LinearRegression<Float>()
        if let hidden = example.hidden { model = NetworkRegression<Float>(.linear, hidden: hidden) }
        let rows: any RowSource<Float> = isInMemory ? try Self.rows.materialized() : Self.rows
        func fit(_ rows: some RowSource<Float>) throws -> TrainingHistory {
            var updates = 0
            return try model.fit(rows, optimizer: example.optimizer, options: options, validation: nil) { _ in
                updates += 1
                if updates == example.updates { cancellation?.cancel() }
            }
        }
        let history = try fit(rows)
        return (model.parameters.flatMap(\.scalars), history)
    }

    /// More epochs of a run that has ended.
    @Test func aRunIsLengthened() throws {
        var model = Linear<Float>(zeroInputs: 4)
        var options = TrainingOptions(epochs: 2, batchSize: 500)
        options.checkpoint = try model.fit(Self.rows, loss: .meanSquaredError, options: options).checkpoint
        options.epochs = 5
        try model.fit(Self.rows, loss: .meanSquaredError, options: options)
        var other = Linear<Float>(zeroInputs: 4)
        let history = try other.fit(
            Self.rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 5, batchSize: 500))
        #expect(model.weight == other.weight && model.bias == other.bias)
        #expect(history.losses.count == 5)
    }

    /// A run that its tolerance has ended has nothing left to do.
    @Test func aConvergedRunStaysAsItIs() throws {
        var model = Linear<Float>(zeroInputs: 4)
        var options = TrainingOptions(epochs: 500, batchSize: 500, tolerance: 1e-3)
        let history = try model.fit(Self.rows, loss: .meanSquaredError, options: options)
        #expect(history.stoppedEarly && history.losses.count < 500)
        options.checkpoint = history.checkpoint
        var again = Linear<Float>(zeroInputs: 4)
        #expect(try again.fit(Self.rows, loss: .meanSquaredError, options: options) == history)
        #expect(again.weight == model.weight)
    }

    /// Epochs that somebody follows and those that nobody does have the same bits.
    @Test func beingFollowedChangesNothing() throws {
        let few = try SyntheticTable<Double>(rows: 3, features: 2, target: .linear(noise: 0.1), seed: 1).materialized()
        let (options, optimizer) = (TrainingOptions(epochs: 100), SGD<Double>(learningRate: 0.01))
        var (a, b) = (Linear<Double>(zeroInputs: 2), Linear<Double>(zeroInputs: 2))
        let unseen = try a.fit(few, loss: .meanSquaredError, optimizer: optimizer, options: options)
        let seen = try b.fit(few, loss: .meanSquaredError, optimizer: optimizer, options: options) { _ in }
        #expect(unseen == seen)
        #expect(a.weight == b.weight)
    }

    @Test func checkpointsOfOtherRunsAreRefused() throws {
        var model = Linear<Float>(zeroInputs: 4)
        var options = TrainingOptions(epochs: 1, batchSize: 500)
        options.checkpoint = try model.fit(Self.rows, loss: .meanSquaredError, options: options).checkpoint
        var other = options
        other.batchSize = 100
        #expect(throws: TrainingError(.otherTraining(["batch size 500 there, 100 here"], canContinue: true))) {
            try model.fit(Self.rows, loss: .meanSquaredError, options: other)
        }
        other = options
        let differences = ["optimizer sgd there, adam here", "learning rate 0.1 there, 0.5 here"]
        #expect(throws: TrainingError(.otherTraining(differences, canContinue: false))) {
            try model.fit(
                Self.rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.5), options: other)
        }
        for (hidden, activation) in [([2, 2], ActivationFunction.relu), ([2], .tanh)] {
            var network = NetworkRegression<Float>(.linear, hidden: [2])
            options.checkpoint = nil
            options.checkpoint = try network.fit(Self.rows, options: options).checkpoint
            var another = NetworkRegression<Float>(.linear, hidden: hidden, activation: activation)
            #expect(throws: TrainingError.self) { try another.fit(Self.rows, options: options) }
        }
    }

    private static let usual = SGD<Float>(learningRate: 0.01, momentum: 0.5)

    /// A run with another number of one kind goes on only where that is asked for, and then in the parameters of
    /// before.
    @Test(arguments: [
        (
            "learning rate 0.01 there, 0.02 here", SGD(learningRate: 0.02, momentum: 0.5),
            TrainingOptions(batchSize: 500)
        ),
        ("momentum 0.5 there, 0.9 here", SGD(learningRate: 0.01, momentum: 0.9), TrainingOptions(batchSize: 500)),
        (
            "Nesterov's momentum none there, 0.5 here", SGD(learningRate: 0.01, momentum: 0.5, nesterov: true),
            TrainingOptions(batchSize: 500)
        ),
        (
            "weight decay 0.0 there, 0.001 here", SGD(learningRate: 0.01, momentum: 0.5, weightDecay: 0.001),
            TrainingOptions(batchSize: 500)
        ),
        (
            "schedule ConstantRate() there, StepDecay(epochs: 3, gamma: 0.1) here", usual,
            TrainingOptions(batchSize: 500, schedule: StepDecay(epochs: 3))
        ),
        ("clipping none there, norm(9.0) here", usual, TrainingOptions(batchSize: 500, clipping: .norm(9))),
        ("l2 0.0 there, 3.0 here", usual, TrainingOptions(batchSize: 500, l2: 3)),
        ("seed 0 there, 4 here", usual, TrainingOptions(batchSize: 500, seed: 4)),
        ("batch size 500 there, 700 here", usual, TrainingOptions(batchSize: 700)),
    ])
    func whatDiffersIsTold(_ difference: String, _ optimizer: SGD<Float>, _ next: TrainingOptions) throws {
        var (model, options) = (LinearRegression<Float>(), next)
        let before = TrainingOptions(epochs: 2, batchSize: 500)
        options.checkpoint = try model.fit(Self.rows, optimizer: Self.usual, options: before).checkpoint
        options.epochs = 3
        #expect(throws: TrainingError(.otherTraining([difference], canContinue: true))) {
            try model.fit(Self.rows, optimizer: optimizer, options: options)
        }
        options.continuesDespiteDifferences = true
        let history = try model.fit(Self.rows, optimizer: optimizer, options: options)
        #expect(history.losses.count == 3)
        #expect(history.losses[2] < history.losses[0] / 2)
    }

    @Test func otherPrecisionsBackendsAndRowsAreTold() throws {
        let rows = try Self.rows.materialized()
        let few = try RowTable(features: rows.features[..<4000], targets: rows.targets[..<4000])
        let doubles = try RowTable(
            features: Tensor<Double>(rows.features), targets: Tensor<Double>(rows.targets))
        let options = TrainingOptions(epochs: 2, batchSize: 500, standardizes: true)
        var model = LinearRegression<Float>()
        var next = options
        next.checkpoint = try Backend.current.run { try model.fit(rows, options: options).checkpoint }
        let current = Backend.current.name
        #expect(throws: TrainingError(.otherTraining(["rows 5000 there, 4000 here"], canContinue: true))) {
            try model.fit(few, options: next)
        }
        var precise = LinearRegression<Double>()
        #expect(throws: TrainingError(.otherTraining(["precision float there, double here"], canContinue: true))) {
            try precise.fit(doubles, options: next)
        }
        for backend in Backend.available where backend.name != current {
            let difference = "backend \(current) there, \(backend.name) here"
            #expect(throws: TrainingError(.otherTraining([difference], canContinue: true))) {
                try backend.run { try model.fit(rows, options: next) }
            }
        }
        // The parameters stay those of the columns as they were standardised before.
        next.continuesDespiteDifferences = true
        next.epochs = 2
        var other = LinearRegression<Float>()
        try other.fit(few, options: next)
        #expect(other.weights == model.weights && other.bias == model.bias)
    }

    @Test func aRunWhoseRowsBreakOffGoesOn() throws {
        let rows = BrokenRows(Self.rows, goodReads: 70)
        let options = TrainingOptions(epochs: 4, batchSize: 300, seed: 5, threads: 2)
        let adam = Adam<Float>(learningRate: 0.1)
        var whole = Linear<Float>(zeroInputs: 4)
        let expected = try whole.fit(Self.rows, loss: .meanSquaredError, optimizer: adam, options: options)
        var model = Linear<Float>(zeroInputs: 4)
        var broken = options
        broken.failureRecorder = CheckpointRecorder()
        #expect(throws: TrainingError(.rows(BrokenRows.error))) {
            try model.fit(rows, loss: .meanSquaredError, optimizer: adam, options: broken)
        }
        var rest = options
        rest.checkpoint = try #require(broken.failureRecorder?.checkpoint)
        #expect(rest.checkpoint?.epochs ?? 0 > 0)
        #expect(try model.fit(Self.rows, loss: .meanSquaredError, optimizer: adam, options: rest) == expected)
        #expect(model.weight == whole.weight && model.bias == whole.bias)
    }

    /// The checkpoint of a divergence is finite, and is that of as many epochs as it says.
    @Test(arguments: [nil, 500, 5000] as [Int?], [false, true])
    func aDivergenceKeepsWhatWasFinite(_ batchSize: Int?, _ standardizes: Bool) throws {
        let rows = try Self.rows.materialized()
        let recorder = CheckpointRecorder()
        var options = TrainingOptions(
            epochs: 500, batchSize: batchSize, standardizes: standardizes, failureRecorder: recorder)
        var model = LinearRegression<Float>()
        do {
            try model.fit(rows, optimizer: SGD(learningRate: 20), options: options)
            Issue.record("steps of 20 must diverge")
        } catch {
            guard case .diverged(let epoch, _, _, let isStandardized) = error.reason else { throw error }
            #expect(error.isDivergence)
            #expect(standardizes == isStandardized && recorder.checkpoint?.epochs ?? 0 < epoch)
        }
        let kept = try #require(recorder.checkpoint)
        options.checkpoint = kept
        options.epochs = kept.epochs
        try model.fit(rows, optimizer: SGD(learningRate: 20), options: options)
        for weight in model.weights.scalars { #expect(weight.isFinite) }
        var direct = LinearRegression<Float>()
        options.checkpoint = nil
        try direct.fit(rows, optimizer: SGD(learningRate: 20), options: options)
        #expect(model.weights == direct.weights && model.bias == direct.bias)
    }

    /// Keeping what was finite changes no bit of a run that ends well.
    @Test func keepingChangesNothing() throws {
        let few = try SyntheticTable<Double>(rows: 30, features: 2, target: .linear(noise: 0.1), seed: 1).materialized()
        let (options, optimizer) = (TrainingOptions(epochs: 200), SGD<Double>(learningRate: 0.01))
        var keeping = options
        keeping.failureRecorder = CheckpointRecorder()
        var (a, b) = (Linear<Double>(zeroInputs: 2), Linear<Double>(zeroInputs: 2))
        let histories = try (
            a.fit(few, loss: .meanSquaredError, optimizer: optimizer, options: options),
            b.fit(few, loss: .meanSquaredError, optimizer: optimizer, options: keeping)
        )
        #expect(histories.0 == histories.1)
        #expect(a.weight == b.weight && keeping.failureRecorder?.checkpoint == nil)
    }
}

/// Rows that cannot be read any more after some reads.
private final class BrokenRows: RowSource {
    static let error = RowSourceError(source: "rows", reason: "the disk is gone")

    private let rows: SyntheticTable<Float>
    private let left: Atomic<Int>

    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }

    init(_ rows: SyntheticTable<Float>, goodReads: Int) {
        self.rows = rows
        left = Atomic(goodReads)
    }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        if left.wrappingSubtract(1, ordering: .relaxed).oldValue <= 0 { throw Self.error }
        try self.rows.read(rows, into: &block)
    }
}
