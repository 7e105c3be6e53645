import Foundation
import Synchronization
import Tessera
import TesseraTraining
import Testing

/// The code of `docs/guides/training-in-a-program.md`, compiled as it stands there, does what the page says.
@Suite struct ProgramGuideTests {
    private let x = Tensor<Float>(normal: [200, 3], seed: 1)

    private func table(_ targets: Tensor<Float>) throws -> RowTable<Float> {
        try RowTable(features: x, targets: targets)
    }

    /// Every line of the page's code is in this file, block by block.
    @Test func thePageShowsThisCode() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/guides/training-in-a-program.md")
            .standardized
        let blocks = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        #expect(blocks.count == 7)
        func words(_ text: String) -> String {
            text.components(separatedBy: .whitespacesAndNewlines).filter { !$0.isEmpty }.joined(separator: " ")
        }
        let source = words(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8))
        for block in blocks {
            let code = block.components(separatedBy: "\n").filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
            #expect(source.contains(words(code)), "\(code)")
        }
    }

    @Test func anActorAnswersAndLearns() async throws {
        let forecast = Forecast()
        #expect(await forecast.probabilities(of: x) == nil)
        let rows = try table(Tensor<Float>(x[.full, 0] .> 0))
        try await forecast.train(on: rows)
        let probabilities = try #require(await forecast.probabilities(of: x))
        #expect(Metrics.accuracy(predicted: Tensor<Float>(probabilities .> 0.5), expected: rows.targets) > 0.9)
    }

    @Test func progressAndMetrics() async throws {
        let rows = try table(x[.full, 0] * 2)
        var model = Sequential<Float>(widths: [3, 4, 1], seed: 1)
        let before = meanSquaredError(predicted: model(x), expected: rows.targets).item
        try await train(&model, on: rows, testedOn: rows)
        #expect(meanSquaredError(predicted: model(x), expected: rows.targets).item < before)
        let csv = try await trainWithMetrics(
            on: try table(Tensor<Float>(x[.full, 0] .> 0)), testedOn: table(Tensor<Float>(x[.full, 0] .> 0)))
        #expect(csv.hasPrefix("epoch,loss,validation_loss,auc\n1,"))
    }

    @Test func cancellationLoopsAndFunctions() async throws {
        let rows = try table(x[.full, 0] * 2)
        _ = try await trainUntilCancelled(on: rows)
        let model = Sequential<Float>(widths: [3, 4, 1], seed: 1)
        let trained = try trainByHand(model, on: rows)
        #expect(meanSquaredError(predicted: trained(x), expected: rows.targets).item < 1)
        let heights = try shortestCurve()
        let line = Tensor<Double>((1...8).map { Double($0) / 9 })
        #expect((heights - line).abs().max().item < 1e-5)
        var logistic = LogisticRegression<Float>()
        try logistic.fit(try table(Tensor<Float>(x[.full, 0] .> 0)))
        #expect(try await predictions(of: logistic, for: rows).shape == [200])
    }
}

actor Forecast {
    private var model = LogisticRegression<Float>()
    private var isTrained = false

    func train(on rows: RowTable<Float>) async throws {
        let options = TrainingOptions(epochs: 20, standardizes: true)
        let (trained, _) = try await model.fitted(rows, options: options)
        (model, isTrained) = (trained, true)
    }

    func probabilities(of features: Tensor<Float>) -> Tensor<Float>? {
        isTrained ? model.predictProbability(features) : nil
    }
}

func train(_ model: inout Sequential<Float>, on rows: RowTable<Float>, testedOn held: RowTable<Float>) async throws {
    let options = TrainingOptions(epochs: 200, batchSize: 64, patience: 10)
    for try await epoch in model.training(
        rows, loss: .meanSquaredError, optimizer: Adam(), options: options, validation: held)
    {
        print(epoch.number, epoch.loss, epoch.validationLoss ?? .nan)
        model = epoch.model
    }
}

func trainWithMetrics(on rows: RowTable<Float>, testedOn held: RowTable<Float>) async throws -> String {
    let start = Sequential<Float>(widths: [rows.rowShape.features, 8, 1], seed: 1)
    let fitted = try await start.fitted(
        rows, loss: .binaryCrossEntropy, options: TrainingOptions(epochs: 30, batchSize: 32), validation: held,
        onEpoch: { epoch in
            let logits = epoch.model(held.features).flattened()
            let area = Metrics.areaUnderROC(scores: logits, expected: held.targets.flattened())
            epoch[metric: "auc"] = area
            if let area, area > 0.999 { epoch.stop() }
        })
    return fitted.history.csv
}

func trainUntilCancelled(on rows: RowTable<Float>) async throws -> TrainingCheckpoint? {
    let task = Task {
        try await Linear<Float>(zeroInputs: rows.rowShape.features).fitted(
            rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 1_000_000, batchSize: 32))
    }
    task.cancel()
    do {
        let (_, history) = try await task.value
        return history.wasCancelled ? history.checkpoint : nil
    } catch is CancellationError {
        return nil  // cancelled before the training had begun
    }
}

func predictions(of model: LogisticRegression<Float>, for rows: some RowSource<Float>) async throws -> Tensor<Float> {
    try await withDedicatedThread { try model.linearPredictor(over: rows).sigmoid() }
}

func trainByHand(_ model: Sequential<Float>, on table: RowTable<Float>) throws -> Sequential<Float> {
    let session = try TrainingSession(model, rows: table.rowShape, optimizer: Adam(learningRate: 0.01)) {
        model, batch in
        meanSquaredError(predicted: model(batch.features), expected: batch.targets)
    }
    for epoch in 1...20 {
        session.learningRate = epoch < 10 ? 0.01 : 0.001
        for batch in table.batches(of: 64, shuffledBy: 7, epoch: epoch) {
            let loss = try session.computeGradient(batch)
            guard loss.isFinite else { return session.model }
            session.forEachParameter { _, parameter, gradient in
                for index in gradient.indices { gradient[index] += 1e-4 * parameter[index] }
            }
            session.update()
        }
    }
    return session.model
}

func shortestCurve() throws -> Tensor<Double> {
    var heights = Tensor<Double>(uniform: [8], seed: 1)
    try heights.minimize { heights in
        let curve = Tensor(concatenating: [Tensor<Double>([0]), heights, Tensor<Double>([1])], axis: 0)
        let rises = curve.sliced(axis: 0, 1..<10) - curve.sliced(axis: 0, 0..<9)
        return (1 + rises.squared()).sqrt().sum()
    }
    return heights
}
