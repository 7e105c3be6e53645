import Testing

@testable import Tessera

@Suite struct PlanTests {
    /// The eager path and the plan agree, for many losses, on both backends, in one tile and in many.
    @Test(arguments: planCases(Double.self), [1, 3, 64, 1000, 5000])
    func agreesWithTheEagerPath(_ example: PlanCase<Double>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run { try example.expectAgreement(rows: rows, tolerance: 1e-12) }
        }
    }

    @Test(arguments: planCases(Float.self), [5, 700])
    func agreesWithTheEagerPathInSinglePrecision(_ example: PlanCase<Float>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run { try example.expectAgreement(rows: rows, tolerance: 2e-5) }
        }
    }
}
