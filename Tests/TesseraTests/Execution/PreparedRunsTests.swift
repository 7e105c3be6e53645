import Testing

@testable import Tessera

/// What a plan keeps from one call to the next changes no result.
@Suite struct PreparedRunsTests {
    @Test(arguments: planCases(Double.self), [1, 64, isOptimised ? 3000 : 700])
    func laterCallsHaveTheBitsOfTheFirst(_ example: PlanCase<Double>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run {
                let table = try example.table(rows: rows)
                let other = example.model.map { $0 * 0.5 }
                func make() throws -> Plan<[Tensor<Double>]> {
                    try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                }
                let plan = try make()
                for model in [example.model, other, example.model] {
                    let kept = try plan.valueAndGradient(at: model, over: table, on: SingleThread())
                    let fresh = try make().valueAndGradient(at: model, over: table, on: SingleThread())
                    #expect(kept.value.bitPattern == fresh.value.bitPattern && kept.gradient == fresh.gradient)
                }
            }
        }
    }

    /// Each of several concurrent callers has a run of its own.
    @Test func concurrentCallers() async throws {
        let example = planCases(Double.self)[0]
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let table = try example.table(rows: 500)
        let models = (0..<8).map { number in example.model.map { $0 + Double(number) } }
        let expected = try models.map { try plan.valueAndGradient(at: $0, over: table) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for round in 0..<50 {
                        let index = (caller + round) % 8
                        let found = try plan.valueAndGradient(at: models[index], over: table)
                        #expect(found.value == expected[index].value)
                        #expect(found.gradient == expected[index].gradient)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The runs of a plan are released with it; a pool that a call has used is not kept.
    @Test func whatIsKeptIsReleased() throws {
        let example = planCases(Double.self)[0]
        let table = try example.table(rows: 100)
        var plan: Plan<[Tensor<Double>]>? = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let identifier = ObjectIdentifier(plan!)
        weak var pool: WorkerPool?
        do {
            let made = try WorkerPool(count: 2)
            pool = made
            _ = try plan?.valueAndGradient(at: example.model, over: table, on: made)
        }
        #expect(pool == nil)
        _ = try plan?.valueAndGradient(at: example.model, over: table, on: SingleThread())
        // Other tests that need memory may release the runs at any time, but never keep more.
        #expect(PreparedRuns.count(of: identifier) <= 2)
        plan = nil
        #expect(PreparedRuns.count(of: identifier) == 0)
    }

    @Test func parametersOfOtherShapesAreRejectedByALaterCall() throws {
        let example = planCases(Double.self)[0]
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let table = try example.table(rows: 10)
        let first = try plan.valueAndGradient(at: example.model, over: table)
        for wrong in [[], [example.model[0]], example.model + example.model, example.model.map { $0.flattened() * 2 }] {
            if wrong.map(\.shape) == example.parameters { continue }
            #expect(throws: PlanError.self) { try plan.valueAndGradient(at: wrong, over: table) }
        }
        let features = Tensor<Double>(zeros: [10, 2])
        let narrow = try RowTable(features: features, targets: table.targets)
        #expect(throws: PlanError.self) { try plan.valueAndGradient(at: example.model, over: narrow) }
        #expect(try plan.valueAndGradient(at: example.model, over: table).value == first.value)
    }

    /// The rows of an earlier call, and its source, are not read again.
    @Test func callsOnOtherRows() throws {
        let example = planCases(Double.self)[0]
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let values = try (1...3).map { scale in
            let table = try example.table(rows: 50)
            let scaled = try RowTable(features: table.features * Double(scale), targets: table.targets)
            let inMemory = try plan.valueAndGradient(at: example.model, over: scaled)
            let read = try plan.valueAndGradient(at: example.model, over: RowSelection(scaled, [0..<50]))
            #expect(inMemory.value == read.value && inMemory.gradient == read.gradient)
            return inMemory.value
        }
        #expect(Set(values).count == 3)
    }
}
