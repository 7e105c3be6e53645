import Testing

@testable import Tessera

/// The reduction of `docs/adding-an-operation.md`: one file, with its lowering beside its gradient and its row rule.
struct AbsoluteSum<Scalar: RealScalar>: TensorOperation {
    var name: String { "absoluteSum" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { [] }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.assign((inputs[0] as Tensor<Scalar>).abs().sum())
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        upstream.binary(.signed, inputs[0]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { axes[0] == nil ? .noRows : .sumsRows }
}

extension AbsoluteSum: LoweredOperation {
    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if operands[0].count == 0 { return false }
        let (x, isCopy) = builder.rowMajor(operands[0])
        let values = builder.allocate(x.shape, Scalar.scalarType)
        builder.append(.unary(.abs, x.count, x.reference, values.reference))
        builder.append(
            .reduce(.sum, x.count, values.reference, result.reference, divisor: 1, accumulates: accumulates))
        builder.release(values)
        if isCopy { builder.release(x) }
        return true
    }
}

@Suite struct LoweredReductionTests {
    static let parameter = Tensor<Double>(uniform: [3, 2], in: -1..<1, seed: 1)

    static func plan() throws -> Plan<Tensor<Double>> {
        try Plan(for: parameter, rows: RowShape(features: 3, targets: 2)) { w, batch in
            apply(AbsoluteSum<Double>(), to: batch.features.matmul(w) - batch.targets)
        }
    }

    @Test(arguments: Backend.available.indices)
    func aPlanRunsTheStepsAndCallsNothing(_ backend: Int) throws {
        try Backend.available[backend].run {
            let plan = try Self.plan()
            let programs = try plan.compiled(rows: 1000).compiler.tilePrograms(rows: 64).programs
            #expect(programs.allSatisfy { $0.calls.isEmpty && !$0.steps.isEmpty })
            let table = try RowTable<Double>(
                features: Tensor(uniform: [1000, 3], in: -1..<1, seed: 2),
                targets: Tensor(uniform: [1000, 2], in: -1..<1, seed: 3))
            try plan.check(at: Self.parameter, over: table)
            let (value, gradient) = try plan.valueAndGradient(at: Self.parameter, over: table)
            let residuals = table.features.naive.matmul(Self.parameter.naive).zip(table.targets.naive) { $0 - $1 }
                .values
            #expect(abs(value - residuals.reduce(0) { $0 + abs($1) }) < 1e-9)
            #expect(gradient.shape == Self.parameter.shape)
        }
    }

    @Test func matchesTheComposedExpression() {
        let x = Tensor<Double>([[1, -2], [0, 0.5]])
        #expect(apply(AbsoluteSum<Double>(), to: x).item == 3.5)
        #expect(gradient(at: x) { apply(AbsoluteSum<Double>(), to: $0) } == [[1, -1], [0, 1]])
    }
}
