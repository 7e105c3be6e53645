import AllocationCounter
import Benchmark
import Tessera
import TesseraTraining

private let allocations = BenchmarkMetric.custom("allocations", polarity: .prefersSmaller, useScalingFactor: false)

/// How often memory is allocated by what runs again and again. The thresholds are in `Thresholds`.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(metrics: [allocations], warmupIterations: 1, maxIterations: 3)
    steps("full-batch-step-4x1", rows: 4, widths: [1, 1])
    steps("full-batch-step-20000x8", rows: 20_000, widths: [8, 1])
    steps("epoch-of-batches-256x64", rows: 2048, widths: [64, 1], batch: 256)
    steps("network-step-16-16-1-on-64-rows", rows: 64, widths: [16, 16, 1])
    onEachBackend("recorded-addition") {
        let (a, b) = (Tensor<Float>([1]).watched(), Tensor<Float>([2]))
        return count { blackHole(a + b) }
    }
}

private func onEachBackend(_ name: String, _ measure: @escaping @Sendable () -> Int) {
    for backend in Backend.available {
        Benchmark("\(name)-\(backend.name)") { benchmark in
            benchmark.measurement(allocations, backend.run { measure() })
        }
    }
}

/// Allocations of one epoch of training that has been running for a while: what 200 more of them cost, divided.
private func steps(_ name: String, rows: Int, widths: [Int], batch: Int? = nil) {
    onEachBackend(name) {
        let x = Tensor<Float>(normal: [rows, widths[0]], seed: 1)
        let y = Tensor<Float>(normal: [rows, 1], seed: 2)
        func allocations(epochs: Int) -> Int {
            var model = Sequential<Float>(widths: widths)
            let options = TrainingOptions(epochs: epochs, batchSize: batch, threads: 1)
            return count {
                do {
                    blackHole(
                        try model.fit(
                            RowTable(features: x, targets: y), loss: .meanSquaredError,
                            optimizer: SGD(learningRate: 0.01), options: options))
                } catch {
                    fatalError("\(error)")
                }
            }
        }
        return (allocations(epochs: 250) - allocations(epochs: 50)) / 200
    }
}

private func count(_ body: () -> Void) -> Int {
    let before = tessera_test_allocations()
    body()
    return Int(tessera_test_allocations() - before)
}
