import Tessera
import Testing

@testable import TesseraTraining

/// Training from the Gram matrix against training on the rows.
@Suite struct GramTests {
    /// The options of a training.
    struct Case: Sendable {
        let optimizer: any Optimizer<Double>
        let options: TrainingOptions

        init(_ optimizer: any Optimizer<Double>, _ options: TrainingOptions) {
            (self.optimizer, self.options) = (optimizer, options)
        }
    }

    static let cases: [Case] = [
        Case(SGD(learningRate: 0.1), TrainingOptions(epochs: 60)),
        Case(Adam(learningRate: 0.05), TrainingOptions(epochs: 60)),
        Case(SGD(learningRate: 0.02, momentum: 0.9, nesterov: true), TrainingOptions(epochs: 60, l2: 7)),
        Case(SGD(learningRate: 0.2), TrainingOptions(epochs: 60, l2: 3, standardizes: true)),
        Case(
            RMSProp(learningRate: 0.05),
            TrainingOptions(epochs: 60, schedule: CosineAnnealing(), clipping: .norm(0.5))),
    ]

    @Test(arguments: cases)
    func theHistoryIsThatOfTheLongWay(_ example: Case) throws {
        let (optimizer, options) = (example.optimizer, example.options)
        for backend in Backend.available {
            try backend.run {
                let rows = try SyntheticTable<Double>(rows: 5000, features: 5, target: .linear(noise: 0.1), seed: 3)
                let data = try shifted(rows.materialized())
                var short = LinearRegression<Double>()
                let shortHistory = try short.fit(data, optimizer: optimizer, options: options)
                var long = LinearRegression<Double>()
                // Validation rows make every epoch read the rows.
                let longHistory = try long.fit(data, optimizer: optimizer, options: options, validation: data)
                #expect(longHistory.validationLosses.count == 60)
                for (a, b) in zip(shortHistory.losses, longHistory.losses) { #expect(abs(a - b) <= 1e-10 * abs(b)) }
                #expect(short.weights.isClose(to: long.weights, relativeTolerance: 1e-10, absoluteTolerance: 1e-12))
                #expect(abs(short.bias - long.bias) < 1e-10)
            }
        }
    }

    private func shifted(_ data: RowTable<Double>) throws -> RowTable<Double> {
        try RowTable(features: data.features * [1, 2, 0.5, 1, 1] + [0, 1, -1, 0, 2], targets: data.targets)
    }

    @Test func theMatrixHoldsTheSums() throws {
        let table = try RowTable<Float>(
            features: [[1, 2], [3, 4], [5, 7]], targets: [[1], [0], [2]], weights: [1, 2, 1])
        let sums = try table.fold(Gram<Float>(table.rowShape), on: SingleThread())
        // Columns x1, x2, 1, y with weights 1, 2, 1.
        let expected: [[Double]] = [[44, 61, 12, 11], [61, 85, 17, 16], [12, 17, 4, 3], [11, 16, 3, 5]]
        for row in 0..<4 { for column in 0..<4 { #expect(abs(sums[row, column] - expected[row][column]) < 1e-12) } }
    }

    /// Widths at which the loops end differently, and one that OpenBLAS gets.
    @Test(arguments: [1, 2, 3, 6, 9, 13, 17, 22, 30, 62, 63, 250])
    func theMatrixIsThatOfTheNaiveLoop(_ features: Int) throws {
        let table = try RowTable<Float>(
            features: Tensor(uniform: [150, features], in: -1..<1, seed: 1),
            targets: Tensor(uniform: [150, 1], seed: 2))
        let (x, y) = (table.features.scalars.map { Double($0) }, table.targets.scalars.map { Double($0) })
        let rows = (0..<150).map { Array(x[$0 * features..<($0 + 1) * features]) + [1, y[$0]] }
        for backend in Backend.available {
            let sums = try backend.run { try table.fold(Gram<Float>(table.rowShape), on: SingleThread()) }
            for i in 0..<features + 2 {
                for j in i..<features + 2 {
                    // Sums of 150 products below 1 round by less than 150 · 150 · 2⁻⁵³.
                    #expect(abs(sums[i, j] - rows.reduce(0) { $0 + $1[i] * $1[j] }) < 1e-11)
                }
            }
        }
    }

    @Test(arguments: [1, 2, 5])
    func theBitsDoNotDependOnTheWorkers(_ workers: Int) throws {
        let rows = try SyntheticTable<Float>(rows: 30_000, features: 6, target: .linear(noise: 0.1), seed: 3)
        func fitted(_ threads: Int) throws -> [Float] {
            var model = LinearRegression<Float>()
            try model.fit(rows, options: TrainingOptions(epochs: 20, threads: threads))
            return model.weights.scalars
        }
        #expect(try fitted(workers) == fitted(3))
    }
}
