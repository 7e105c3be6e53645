import AllocationCounter
import Tessera
import Testing

@testable import TesseraTraining

/// A step of training that has run before allocates nothing, with any update rule.
@Suite struct EngineAllocationTests {
    @Test(arguments: OptimizerCase.all, [nil, .norm(0.1), .value(0.1)] as [GradientClipping?])
    func aStepAllocatesNothing(_ example: OptimizerCase, _ clipping: GradientClipping?) throws {
        let model = Sequential<Float>(widths: [3, 4, 1], activation: .tanh)
        let table = try RowTable<Float>(
            features: Tensor(uniform: [32, 3], seed: 1), targets: Tensor(uniform: [32, 1], seed: 2))
        for backend in Backend.available {
            try backend.run {
                let plan = try Plan(for: model, rows: table.rowShape) { model, batch in
                    meanSquaredError(predicted: model(batch.features), expected: batch.targets)
                }
                let state = TrainingState(
                    try plan.flatParameters(of: model), like: model, example.make(Float.self), clipping, SingleThread())
                let engine = try plan.engine(over: table, batchSize: 32, state)
                let counts = try (1..<5).map { number in
                    let before = tessera_test_allocations()
                    try engine.startEpoch(seed: 0, stream: 0, after: 0)
                    _ = try engine.step()
                    engine.update(number: number, learningRate: 0.01)
                    return tessera_test_allocations() - before
                }
                // A product of the pure-Swift backend packs its operands into memory of its own.
                let packings = backend.name == "swift" ? 1 : 0
                #expect(counts[3] <= packings, "\(backend.name): \(counts)")
            }
        }
    }
}
