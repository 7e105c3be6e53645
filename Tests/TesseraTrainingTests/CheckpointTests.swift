import Foundation
import Tessera
import TesseraTraining
import Testing

/// Training that is stopped and goes on, against training that is not.
@Suite struct CheckpointTests {
    private static let rows = try! SyntheticTable<Float>(rows: 5000, features: 4, target: .linear(noise: 0.1), seed: 1)

    /// A way to train, and after how many updates it is stopped.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let options: TrainingOptions
        let updates: Int
        var hidden: [Int]?
    }

    static let cases: [Case] = [
        Case(testDescription: "all rows, adam", options: TrainingOptions(epochs: 30, method: .adam), updates: 11),
        Case(
            testDescription: "all rows by the Gram matrix, momentum",
            options: TrainingOptions(epochs: 30, method: .sgd(momentum: 0.9), learningRate: 0.01), updates: 17),
        Case(
            testDescription: "batches, in the second group of an epoch",
            options: TrainingOptions(
                epochs: 3, batchSize: 300, method: .sgd(momentum: 0.9), learningRate: 0.01, seed: 5),
            updates: 17 + 15),
        Case(
            testDescription: "batches, at the end of an epoch",
            options: TrainingOptions(epochs: 3, batchSize: 300, method: .adam), updates: 17),
        Case(
            testDescription: "a network, batches",
            options: TrainingOptions(epochs: 2, batchSize: 256, method: .adam, standardizes: true), updates: 25,
            hidden: [8]),
    ]

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
        let rows: any RowSource<Float> = isInMemory ? try Self.rows.dataset() : Self.rows
        func fit(_ rows: some RowSource<Float>) throws -> TrainingHistory {
            var updates = 0
            return try model.fit(rows, options: options, validation: nil) { _ in
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
        let few = try SyntheticTable<Double>(rows: 3, features: 2, target: .linear(noise: 0.1), seed: 1).dataset()
        let options = TrainingOptions(epochs: 100, learningRate: 0.01)
        var (a, b) = (Linear<Double>(zeroInputs: 2), Linear<Double>(zeroInputs: 2))
        let unseen = try a.fit(few, loss: .meanSquaredError, options: options)
        let seen = try b.fit(few, loss: .meanSquaredError, options: options) { _ in }
        #expect(unseen == seen)
        #expect(a.weight == b.weight)
    }

    @Test func checkpointsOfOtherRunsAreRefused() throws {
        var model = Linear<Float>(zeroInputs: 4)
        var options = TrainingOptions(epochs: 1, batchSize: 500)
        options.checkpoint = try model.fit(Self.rows, loss: .meanSquaredError, options: options).checkpoint
        var other = options
        other.batchSize = 100
        let message =
            "the checkpoint is of batches of 500 of 5000 rows with seed 0, the run of batches of 100 of 5000 rows with "
            + "seed 0"
        #expect(throws: TrainingError.mismatched(message)) {
            try model.fit(Self.rows, loss: .meanSquaredError, options: other)
        }
        other = options
        other.method = .adam
        let identity = "parameters [4, 1] [1], squared error, features as given, "
        #expect(
            throws: TrainingError.mismatched(
                "the checkpoint is of another training: \(identity)sgd(momentum: 0.0, nesterov: false); "
                    + "this one is: \(identity)adam")
        ) {
            try model.fit(Self.rows, loss: .meanSquaredError, options: other)
        }
        for (hidden, activation) in [([2, 2], Activation<Float>.Kind.relu), ([2], .tanh)] {
            var network = NetworkRegression<Float>(.linear, hidden: [2])
            options.checkpoint = nil
            options.checkpoint = try network.fit(Self.rows, options: options).checkpoint
            var another = NetworkRegression<Float>(.linear, hidden: hidden, activation: activation)
            #expect(throws: TrainingError.self) { try another.fit(Self.rows, options: options) }
        }
    }
}
