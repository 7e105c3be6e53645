import Benchmark
import Tessera

/// Every benchmark runs on each backend of the build. It is called "GROUP: NAME, BACKEND", which the report takes apart.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.throughput, .wallClock], warmupIterations: 3, maxDuration: .milliseconds(500), maxIterations: 1000)
    products()
    elementwise()
    losses()
    optimizers()
    steps()
}

/// Registers a benchmark for each backend. `prepare` makes the operands once and returns what is measured.
func onEachBackend(_ group: String, _ name: String, _ prepare: @escaping @Sendable () -> () -> Void) {
    for backend in Backend.available {
        Benchmark("\(group): \(name), \(backend.name)") { benchmark in
            backend.run {
                let work = prepare()
                // The first call allocates what later ones reuse, such as the velocity of an optimizer.
                work()
                benchmark.startMeasurement()
                for _ in benchmark.scaledIterations { work() }
                benchmark.stopMeasurement()
            }
        }
    }
}
