import AllocationCounter
import Testing

@testable import Tessera

/// A step of a plan that has run before allocates nothing: no tensor, array or closure.
@Suite struct AllocationTests {
    private static let plain = [
        "linear", "linear without bias", "logistic", "weighted logistic", "penalised linear", "several targets",
        "a sum, not a mean", "network of tanh", "network of relu", "network of sigmoids",
    ]

    @Test(arguments: planCases(Float.self).filter { plain.contains($0.name) }, [4, 2000])
    func aStepAllocatesNothing(_ example: PlanCase<Float>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run {
                let table = try example.table(rows: rows)
                let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                let parameters = try plan.flatParameters(of: example.model)
                let run = try plan.run(over: table, parameters, on: SingleThread())
                let counts = try (0..<4).map { _ in
                    let before = tessera_test_allocations()
                    try run.step()
                    return tessera_test_allocations() - before
                }
                // A large product of the pure-Swift backend packs its operands into memory of its own.
                let packings = backend.name == "swift" && rows > 4 ? 4 : 0
                #expect(counts[3] <= packings, "\(example.name), \(rows) rows, \(backend.name): \(counts)")
            }
        }
    }
}
