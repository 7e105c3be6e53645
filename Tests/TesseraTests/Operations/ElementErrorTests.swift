import Testing

@testable import Tessera

/// An index or a label that names nothing is one error: thrown by `apply(checking:)` and by plans, on any worker.
@Suite struct ElementErrorTests {
    static let indices: [Int32] = [3, -1, 1000, .max, .min]

    @Test(arguments: indices)
    func checkingThrows(_ index: Int32) {
        let x = Tensor<Float>(uniform: [3, 2], seed: 1)
        let gather = ShapeError("gatherRows", [], "there is no row \(index) among 3")
        #expect(throws: gather) { try apply(checking: GatherRows<Float>(), to: x, Tensor<Int32>([0, index])) }
        #expect(throws: gather) {
            try apply(checking: GatherRows<Float>(), to: x.watched(), Tensor<Int32>([[0], [index]]))
        }
        #expect(gather.description == "gatherRows: there is no row \(index) among 3")
        #expect(throws: ShapeError("scatterAddRows", [], "there is no row \(index) among 3")) {
            try apply(checking: ScatterAddRows<Float>(rows: 3), to: x, Tensor<Int32>([0, 1, index]))
        }
        #expect(throws: Never.self) { try apply(checking: GatherRows<Float>(), to: x, Tensor<Int32>([0, 2, 2])) }
    }

    /// A result that no machine holds is refused before it is begun.
    @Test func checkingRefusesWhatMemoryDoesNotHold() {
        let column = Tensor<Double>(ones: [1, 1]).expanded(to: [1 << 22, 1])
        let row = column.transposed()
        let error = #expect(throws: ShapeError.self) { try apply(checking: Binary<Double>(.add), to: column, row) }
        #expect(error?.description.contains("not enough memory: the result [4194304, 4194304]") ?? false)
        #expect(throws: ShapeError.self) { try apply(checking: MatMul<Double>(), to: column, row) }
    }

    /// The row in question may be in any tile, and the plan works again with other rows.
    @Test(arguments: [1, 4, 1000, 5000], [0, 0.5, 0.999])
    func plansThrowForALabel(_ rows: Int, _ fraction: Double) throws {
        let model = Tensor<Float>(uniform: [3, 4], seed: 2)
        let features = Tensor<Float>(uniform: [rows, 3], seed: 3)
        var labels = (0..<rows).map { Float($0 % 4) }
        let right = try RowTable(features: features, targets: Tensor(labels, shape: [rows, 1]))
        labels[Int(Double(rows) * fraction)] = 4
        let wrong = try RowTable(features: features, targets: Tensor(labels, shape: [rows, 1]))
        let plan = try Plan(for: model, rows: wrong.rowShape) { w, batch in
            softmaxCrossEntropy(
                logits: batch.features.matmul(w), labels: Tensor<Int32>(batch.targets.squeezed(axes: [1])))
        }
        for workers in [1, 2] {
            let pool = try WorkerPool(count: workers)
            #expect(throws: ShapeError("softmaxCrossEntropy", [], "there is no class 4 among 4")) {
                try plan.valueAndGradient(at: model, over: wrong, on: pool)
            }
            let value = try plan.valueAndGradient(at: model, over: right, on: pool).value
            #expect(value.isFinite)
        }
    }

    @Test(arguments: Backend.available.indices, [2, 700])
    func plansThrowForAnIndex(_ backend: Int, _ rows: Int) throws {
        try Backend.available[backend].run {
            let table = Tensor<Double>(uniform: [5, 2], seed: 4)
            let numbers = (0..<rows).map { Double($0 == rows - 1 ? 5 : $0 % 5) }
            let rows = try RowTable(
                features: Tensor(numbers, shape: [rows, 1]), targets: Tensor<Double>(zeros: [rows, 1]))
            let plan = try Plan(for: table, rows: rows.rowShape) { table, batch in
                table.gatheringRows(Tensor<Int32>(batch.features.flattened())).squared().sum()
            }
            #expect(throws: ShapeError("gatherRows", [], "there is no row 5 among 5")) {
                try plan.valueAndGradient(at: table, over: rows)
            }
        }
    }
}
