import Tessera
import TesseraTraining
import Testing

/// What is seen of a training while it runs, and how it may be ended.
@Suite struct TrainingEpochTests {
    private static let rows = try! RowTable<Double>(
        features: Tensor(normal: [40, 8], seed: 1), targets: Tensor(normal: [40, 1], seed: 2))
    private static let held = try! RowTable<Double>(
        features: Tensor(normal: [30, 8], seed: 3), targets: Tensor(normal: [30, 1], seed: 4))
    private static let start = Sequential<Double>(widths: [8, 16, 1], activation: .tanh, seed: 5)

    /// The model of an epoch is that of a run of so many epochs, asked for at once or later.
    @Test(arguments: [nil, 16])
    func theModelOfAnEpochStays(_ batchSize: Int?) throws {
        func reference(_ epochs: Int) throws -> [Tensor<Double>] {
            var model = Self.start
            try model.fit(
                Self.rows, loss: .meanSquaredError, optimizer: Adam(),
                options: TrainingOptions(epochs: epochs, batchSize: batchSize))
            return model.parameters
        }
        var (model, kept, atOnce) = (Self.start, [TrainingEpoch<Sequential<Double>>](), [[Tensor<Double>]]())
        let history = try model.fit(
            Self.rows, loss: .meanSquaredError, optimizer: Adam(),
            options: TrainingOptions(epochs: 4, batchSize: batchSize), validation: Self.held,
            onEpoch: { epoch in
                if epoch.number % 2 == 0 { atOnce.append(epoch.model.parameters) }
                kept.append(epoch)
            })
        #expect(kept.map(\.number) == [1, 2, 3, 4] && kept.allSatisfy { $0.epochs == 4 })
        #expect(kept.map(\.loss) == history.losses && kept.map(\.validationLoss) == history.validationLosses)
        for epoch in kept { #expect(try epoch.model.parameters == reference(epoch.number)) }
        #expect(try atOnce == [reference(2), reference(4)])
        #expect(try model.parameters == reference(4))
    }

    /// Epochs of an estimator have models for the columns as given.
    @Test(arguments: [false, true])
    func estimatorsShowTheirModels(_ standardizes: Bool) throws {
        let options = TrainingOptions(epochs: 5, standardizes: standardizes)
        var (model, last) = (LinearRegression<Double>(), LinearRegression<Double>())
        try model.fit(Self.rows, options: options, onEpoch: { last = $0.model })
        #expect(last.parameters == model.parameters)
        #expect(last.predict(Self.held.features) == model.predict(Self.held.features))
        var (network, seen) = (NetworkRegression<Double>(.linear, hidden: [3]), NetworkRegression<Double>(.linear))
        try network.fit(Self.rows, options: options, validation: Self.held, onEpoch: { seen = $0.model })
        #expect(seen.parameters == network.parameters)
    }

    /// The Gram matrix stands for 4096 rows and more.
    @Test func epochsOnTheGramMatrixShowTheirModels() throws {
        let rows = try SyntheticTable<Double>(rows: 5000, features: 3, target: .linear(noise: 0.1), seed: 1)
        var (model, seen) = (Linear<Double>(zeroInputs: 3), [Linear<Double>]())
        let history = try model.fit(
            rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 10),
            onEpoch: { epoch in
                seen.append(epoch.model)
                if epoch.number == 4 { epoch.stop() }
            })
        #expect(history.losses.count == 4 && seen.count == 4 && seen[3].weight == model.weight)
        var reference = Linear<Double>(zeroInputs: 3)
        try reference.fit(rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 2))
        #expect(seen[1].weight == reference.weight)
    }

    @Test func callbacksRecordNumbersAndEndTheRun() throws {
        var model = Self.start
        let history = try model.fit(
            Self.rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 10), validation: Self.held,
            onEpoch: { epoch in
                if epoch.number > 1 { epoch[metric: "half, \"squared\""] = 0.25 }
                if epoch.number == 2 { epoch[metric: "a"] = 1e-300 }
                if epoch.number == 3 { epoch.stop() }
            })
        #expect(history.losses.count == 3 && !history.wasCancelled)
        #expect(history.metrics == [[:], ["half, \"squared\"": 0.25, "a": 1e-300], ["half, \"squared\"": 0.25]])
        let lines = history.csv.split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        #expect(lines[0] == "epoch,loss,validation_loss,a,\"half, \"\"squared\"\"\"")
        #expect(lines[1] == "1,\(history.losses[0]),\(history.validationLosses[0]),,")
        #expect(lines[2] == "2,\(history.losses[1]),\(history.validationLosses[1]),1e-300,0.25")
        #expect(lines[3].hasSuffix(",,0.25"))
        var other = Self.start
        let plain = try other.fit(Self.rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 1))
        #expect(plain.csv == "epoch,loss\n1,\(plain.losses[0])\n" && plain.metrics.isEmpty)
    }

    /// With patience the model has the parameters of the epoch of the lowest validation loss, and the run ends so many
    /// epochs later.
    @Test func patienceKeepsTheBestParameters() throws {
        let options = TrainingOptions(epochs: 400, patience: 5)
        var model = Self.start
        let history = try model.fit(
            Self.rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.02), options: options,
            validation: Self.held)
        let best = try #require(history.bestEpoch)
        let lowest = try #require(history.validationLosses.min())
        #expect(history.validationLosses.firstIndex(of: lowest) == best - 1)
        #expect(history.losses.count == best + 5 && best + 5 < 400)
        var reference = Self.start
        try reference.fit(
            Self.rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.02),
            options: TrainingOptions(epochs: best), validation: Self.held)
        #expect(model.parameters == reference.parameters)

        // The checkpoint is the last state, and knows the best one: a run that is interrupted ends the same way.
        for epochs in [best - 1, best + 2] {
            var resumed = Self.start
            var options = TrainingOptions(epochs: epochs, patience: 5)
            options.checkpoint = try resumed.fit(
                Self.rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.02), options: options,
                validation: Self.held
            ).checkpoint
            options.epochs = 400
            let second = try resumed.fit(
                Self.rows, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.02), options: options,
                validation: Self.held)
            #expect(second.losses == history.losses && second.bestEpoch == best)
            #expect(resumed.parameters == reference.parameters)
        }
    }

    @Test func patienceNeedsValidationRows() {
        var model = Self.start
        for patience in [0, 3] {
            #expect(throws: TrainingError.self) {
                try model.fit(
                    Self.rows, loss: .meanSquaredError, options: TrainingOptions(patience: patience),
                    validation: patience == 0 ? Self.held : nil)
            }
        }
    }
}
