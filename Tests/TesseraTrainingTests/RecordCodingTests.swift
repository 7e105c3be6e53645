import Foundation
import Tessera
import TesseraTraining
import Testing

/// What a training, a minimisation and an evaluation report is the same after it was written as JSON and read.
@Suite struct RecordCodingTests {
    private let x = Tensor<Double>(normal: [60, 3], seed: 7)

    private func expectRoundTrip<Value: Codable & Equatable>(_ value: Value) throws {
        let read = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
        #expect(read == value)
    }

    @Test func histories() throws {
        let rows = try RowTable(features: x, targets: x.sum(axis: 1) + 1)
        var model = LinearRegression<Double>()
        let history = try model.fit(rows, options: TrainingOptions(epochs: 30), validation: rows)
        #expect(history.losses.count == 30 && history.checkpoint != nil)
        try expectRoundTrip(history)
        try expectRoundTrip(RegressionEvaluation(of: model, task: .linear, on: rows))
    }

    @Test func minima() throws {
        let rows = try RowTable(features: x, targets: x.sum(axis: 1) + 1)
        var weight = Tensor<Double>(zeros: [3, 1])
        let minimum = try weight.minimize(over: rows) { weight, batch in
            meanSquaredError(predicted: batch.features.matmul(weight), expected: batch.targets)
        }
        #expect(minimum.hasConverged)
        try expectRoundTrip(minimum)
    }
}
