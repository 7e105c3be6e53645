import Testing

@testable import Tessera

@Suite struct PlanErrorTests {
    static let shape = RowShape(features: 2)

    @Test func theLossMustBeOneNumberThatDependsOnSomething() throws {
        let table = try RowTable<Float>(features: [[1, 2], [3, 4], [5, 6]], targets: [[1], [2], [3]])
        let w = Tensor<Float>(zeros: [2, 1])
        #expect(throws: PlanError(.lossNotSingle("[3, 1]"))) {
            try Plan(for: w, rows: Self.shape) { w, batch in batch.features.matmul(w) }
                .valueAndGradient(at: w, over: table)
        }
        #expect(throws: PlanError(.lossIsConstant)) {
            try Plan(for: w, rows: Self.shape) { _, _ in Tensor(1) }.valueAndGradient(at: w, over: table)
        }
        #expect(throws: PlanError.self) {
            try Plan(for: w, rows: RowShape(features: -1)) { w, batch in batch.features.matmul(w).sum() }
        }
    }

    @Test func modelAndRowsMustBeThoseOfThePlan() throws {
        let plan = try Plan(for: Tensor<Float>(zeros: [2, 1]), rows: Self.shape) { w, batch in
            meanSquaredError(predicted: batch.features.matmul(w), expected: batch.targets)
        }
        let table = try RowTable<Float>(features: [[1, 2], [3, 4]], targets: [[1], [2]])
        expectError("the plan was made for parameters of shapes [[2, 1]], not for parameters of shapes [[3, 1]]") {
            _ = try plan.valueAndGradient(at: Tensor<Float>(zeros: [3, 1]), over: table)
        }
        let wide = try RowTable<Float>(features: [[1, 2, 3]], targets: [[1]])
        expectError("the plan was made for rows of 2 features and 1 targets, not for rows of 3 features and 1 targets")
        {
            _ = try plan.valueAndGradient(at: Tensor<Float>(zeros: [2, 1]), over: wide)
        }
        let none = try RowTable<Float>(features: Tensor(zeros: [0, 2]), targets: Tensor(zeros: [0, 1]))
        expectError("there are no rows to run the plan on; at least one is needed") {
            _ = try plan.valueAndGradient(at: Tensor<Float>(zeros: [2, 1]), over: none)
        }
        expectError("RowTable of [2, 2] and [3, 1]: the targets must have the shape [2] or [2, m]") {
            _ = try RowTable<Float>(features: [[1, 2], [3, 4]], targets: [[1], [2], [3]])
        }
    }

    @Test func theElementsOfATracedTensorCannotBeRead() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let w = Tensor<Float>(zeros: [2, 1])
            let table = try RowTable<Float>(features: [[1, 2], [3, 4]], targets: [[1], [2]])
            let plan = try Plan(for: w, rows: RowShape(features: 2)) { w, batch in
                batch.features.scalars.count > 3 ? w.sum() : w.mean()
            }
            _ = try plan.valueAndGradient(at: w, over: table)
        }
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains("were read while its function was traced for a plan"))
    }

    @Test func workersAreCounted() {
        for count in [0, -1, 1025] {
            #expect(throws: WorkerPoolError(.invalidCount(count))) { try WorkerPool(count: count) }
        }
        #expect(
            WorkerPoolError(.invalidCount(0)).description
                == "there cannot be 0 workers; a number from 1 to 1024 is needed")
    }

    /// The first failure by row is reported, however many workers there are, and the next step works again.
    @Test(arguments: [1, 3])
    func aSourceThatFailsIsReported(_ workers: Int) throws {
        let table = try RowTable<Float>(
            features: Tensor(uniform: [5000, 2], seed: 1), targets: Tensor(uniform: [5000, 1], seed: 2))
        let plan = try Plan(for: Tensor<Float>(zeros: [2, 1]), rows: Self.shape) { w, batch in
            meanSquaredError(predicted: batch.features.matmul(w), expected: batch.targets)
        }
        let pool = try WorkerPool(count: workers)
        let failure = RowSourceError.ended(source: "rows", row: 3000, expected: 5000)
        #expect(throws: failure) {
            try plan.valueAndGradient(
                at: Tensor<Float>(zeros: [2, 1]), over: FailingSource(rows: table, firstMissing: 3000), on: pool)
        }
        #expect(throws: failure) {
            try FailingSource(rows: table, firstMissing: 3000).fold(Moments<Float>(Self.shape), on: pool)
        }
        #expect(failure.description == "rows: ends before row 3001, though it announced 5000 rows")
    }

    @Test func aWrongRowRuleIsFound() throws {
        let model = Tensor<Double>(normal: [2, 1], seed: 1)
        let table = try RowTable<Double>(
            features: Tensor(normal: [300, 2], seed: 2), targets: Tensor(normal: [300, 1], seed: 3))
        let wrong = try Plan(for: model, rows: Self.shape) { w, batch in
            apply(CentredWrongly(), to: batch.features.matmul(w)).squared().mean()
        }
        let error = #expect(throws: PlanError.self) { try wrong.check(at: model, over: table) }
        #expect(error?.description.contains("the row rule of an operation does not hold") ?? false)
        let right = try Plan(for: model, rows: Self.shape) { w, batch in
            let z = batch.features.matmul(w)
            return (z - z.mean(axis: 0)).squared().mean()
        }
        try right.check(at: model, over: table)
    }

    /// The number of rows that a rule is wrong for need not be the number of rows of the table.
    @Test(arguments: [2, 3, 11])
    func aRuleThatIsWrongForFewRowsIsFound(_ rows: Int) throws {
        let model = Tensor<Double>(normal: [2, 1], seed: 1)
        let table = try RowTable<Double>(
            features: Tensor(normal: [12, 2], seed: 2), targets: Tensor(normal: [12, 1], seed: 3))
        let wrong = try Plan(for: model, rows: Self.shape) { w, batch in
            let z = batch.features.matmul(w)
            return (batch.features.shape[0] == rows ? apply(CentredWrongly(), to: z) : z).squared().mean()
        }
        let error = #expect(throws: PlanError.self) { try wrong.check(at: model, over: table) }
        #expect(error?.description.hasPrefix("over \(rows) rows the loss begins with") ?? false)
    }

    /// A NaN in tiles and at once is no difference.
    @Test func numbersThatAreNoneAgree() throws {
        let model = Tensor<Double>(normal: [2], seed: 1)
        let table = try RowTable<Double>(
            features: Tensor(normal: [30, 2], seed: 2), targets: Tensor(normal: [30, 1], seed: 3))
        let plan = try Plan(for: model, rows: Self.shape) { w, batch in
            (batch.features * w).variance(axis: 0, correction: 1).sum()
        }
        try plan.check(at: model, over: table)
    }

    private func expectError(_ message: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("nothing was thrown; expected: \(message)")
        } catch {
            #expect("\(error)" == message)
        }
    }
}

/// Rows that end too early.
private struct FailingSource: RowSource {
    let rows: RowTable<Float>
    let firstMissing: Int
    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }

    func read(_ range: Range<Int>, into block: inout RowBlock<Float>) throws(RowSourceError) {
        if range.upperBound > firstMissing {
            throw .ended(source: "rows", row: max(firstMissing, range.lowerBound), expected: rowCount)
        }
        try rows.read(range, into: &block)
    }
}

/// Subtracts the mean of the rows, and claims to need each row only.
private struct CentredWrongly: TensorOperation {
    typealias Scalar = Double
    var name: String { "centred" }
    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
    func forward(_ inputs: Inputs, into result: borrowing Destination<Double>) {
        let x: Tensor<Double> = inputs[0]
        result.assign(x - x.mean(axis: 0))
    }
    func gradient(_ upstream: Tensor<Double>, at input: Int, inputs: Inputs, result: Tensor<Double>) -> AnyTensor? {
        (upstream - upstream.mean(axis: 0)).erased
    }
    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { axes[0].map { .perRow(axis: $0) } ?? .noRows }
}
