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

    /// Numbers of rows that are also extents of columns, parameters or layers mislead nobody; nor do one row, primes
    /// and pairs.
    @Test(arguments: planCases(Double.self) + rowPairCases(), [2, 5, 6, 7, 8, 18, 24, 97])
    func agreesWhereTheRowCountIsAlsoAnotherExtent(_ example: PlanCase<Double>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run { try example.expectAgreement(rows: rows, tolerance: 1e-12) }
        }
    }

    /// One plan runs on one number of rows after the other, as over batches and the short last one.
    @Test(arguments: planCases(Double.self))
    func onePlanServesEveryRowCount(_ example: PlanCase<Double>) throws {
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        for rows in [4, 101, 7, 1, 4, 64, 101] {
            try example.expectAgreement(of: plan, rows: rows, tolerance: 1e-12)
        }
    }

    @Test(arguments: planCases(Float.self), [5, 700])
    func agreesWithTheEagerPathInSinglePrecision(_ example: PlanCase<Float>, _ rows: Int) throws {
        for backend in Backend.available {
            try backend.run { try example.expectAgreement(rows: rows, tolerance: 2e-5) }
        }
    }
}

extension PlanTests {
    /// A source may make a table whenever it is asked for one.
    @Test func aTableThatNobodyElseHoldsIsKept() throws {
        let example = planCases(Double.self)[0]
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let table = try example.table(rows: 1000)
        let made = try plan.valueAndGradient(at: example.model, over: FreshTable(rows: table), on: SingleThread())
        let held = try plan.valueAndGradient(at: example.model, over: table, on: SingleThread())
        #expect(made.value == held.value && made.gradient == held.gradient)
    }

    #if OpenBLAS
        /// The whole step of a small model is one call.
        @Test(arguments: planCases(Float.self).filter { ["linear", "logistic"].contains($0.name) })
        func smallStepsAreOneCall(_ example: PlanCase<Float>) throws {
            let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss).compiled(rows: 4)
            #expect(LoadedPrograms(plan, plan.tiling).wholeStep != nil)
        }
    #endif

    /// A loss may differentiate itself: a penalty on the gradient along the features.
    @Test func gradientsInsideALoss() throws {
        let table = try planCases(Double.self)[0].table(rows: 300)
        let start = Tensor<Double>(uniform: [5, 1], seed: 6)
        @Sendable func loss(_ w: Tensor<Double>, _ features: Tensor<Double>) -> Tensor<Double> {
            gradient(at: features) { x in x.matmul(w).tanh().sum() }.squared().sum()
        }
        let plan = try Plan(for: start, rows: table.rowShape) { w, batch in loss(w, batch.features) }
        let found = try plan.valueAndGradient(at: start, over: table, on: SingleThread())
        let expected = valueAndGradient(at: start) { w in loss(w, table.features) }
        #expect(abs(found.value - expected.value.item) < 1e-12 * expected.value.item)
        #expect(found.gradient.isClose(to: expected.gradient, relativeTolerance: 1e-11))
    }

    /// A loss may take a step by a gradient with respect to a variable of its own.
    @Test(arguments: [false, true])
    func aStepInsideALoss(_ recording: Bool) throws {
        let table = try planCases(Double.self)[0].table(rows: 300)
        let start = Tensor<Double>(uniform: [5, 1], seed: 6)
        @Sendable func loss(_ w: Tensor<Double>, _ batch: RowBatch<Double>) -> Tensor<Double> {
            let inner = w.watched()
            let error = meanSquaredError(predicted: batch.features.matmul(inner), expected: batch.targets)
            let derivative = error.gradients(of: [inner], recording: recording)[0]
            return meanSquaredError(predicted: batch.features.matmul(w - 0.3 * derivative), expected: batch.targets)
        }
        let plan = try Plan(for: start, rows: table.rowShape, loss: loss)
        let found = try plan.valueAndGradient(at: start, over: table, on: SingleThread())
        let batch = RowBatch(features: table.features, targets: table.targets)
        let expected = valueAndGradient(at: start) { w in loss(w, batch) }
        #expect(abs(found.value - expected.value.item) < 1e-12 * expected.value.item)
        #expect(found.gradient.isClose(to: expected.gradient, relativeTolerance: 1e-11))
    }

    /// More rows than the extents of a matrix may be are multiplied tile by tile.
    @Test func moreRowsThanAMatrixHas() throws {
        let plan = try Plan(for: Tensor<Float>(zeros: [2, 1]), rows: RowShape(features: 2)) { w, batch in
            meanSquaredError(predicted: batch.features.matmul(w), expected: batch.targets)
        }
        #expect(plan.explanation(rows: 3_000_000_000).contains("3000000000 rows in"))
        #expect(!plan.explanation(rows: 3_000_000_000).contains("are one tile"))
    }

    /// A captured variable is a constant of the loss, also where the caller differentiates with respect to it.
    @Test func capturedVariablesAreConstants() throws {
        let example = planCases(Double.self)[0]
        let table = try example.table(rows: 300)
        func derivative(_ factor: Tensor<Double>) throws -> Tensor<Double> {
            let plan = try Plan(for: Tensor<Double>(ones: [1]), rows: table.rowShape) { w, batch in
                ((batch.targets * w).squared() * factor.squared().exp()).sum()
            }
            return try plan.valueAndGradient(at: [3], over: table, on: SingleThread()).gradient
        }
        var watched: Result<Tensor<Double>, any Error>?
        _ = gradient(at: Tensor<Double>([0.5])) { factor in
            watched = Result { try derivative(factor) }
            return factor.sum()
        }
        let found = try #require(watched).get()
        #expect(try found == derivative([0.5]))
        #expect(found.item != 0)
    }

    /// Sums in another precision than the loss's are computed at once.
    @Test func sumsInAnotherPrecision() throws {
        let model = Tensor<Float>(uniform: [3, 1], seed: 1)
        let table = try RowTable<Float>(
            features: Tensor(uniform: [2000, 3], seed: 2), targets: Tensor(uniform: [2000, 1], seed: 3))
        let plan = try Plan(for: model, rows: table.rowShape) { w, batch in
            Tensor<Float>(Tensor<Double>((batch.features.matmul(w) - batch.targets).squared()).sum())
        }
        let expected = gradient(at: model) { w in
            Tensor<Float>(Tensor<Double>((table.features.matmul(w) - table.targets).squared()).sum())
        }
        let found = try plan.valueAndGradient(at: model, over: table).gradient
        #expect(found.isClose(to: expected, relativeTolerance: 1e-4))
    }
}

/// Makes its table anew each time.
private struct FreshTable: RowSource {
    let rows: RowTable<Double>
    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }
    var table: RowTable<Double>? {
        RowTable(checkedFeatures: rows.features.copied(), targets: rows.targets.copied(), weights: nil)
    }
    func read(_ range: Range<Int>, into block: inout RowBlock<Double>) throws(RowSourceError) {
        try rows.read(range, into: &block)
    }
}
