import Tessera
import TesseraTraining
import Testing

/// Sizes that a user can choose are refused with an error, never with the end of the process.
@Suite struct SizeTests {
    @Test(
        arguments: [
            [.max], [.max - 1], [.max / 2, 2], [3_037_000_500, 3_037_000_500], [1, .max], [1 << 40],
            [1 << 31, 1 << 31],
            [1_000_000, 1_000_000],
        ] as [[Int]])
    func networksLargerThanMemory(hidden: [Int]) throws {
        let rows = try RowTable<Float>(features: Tensor([[1], [2]]), targets: Tensor([1, 2]))
        var model = NetworkRegression<Float>(.linear, hidden: hidden)
        let error = #expect(throws: TrainingError.self) { try model.fit(rows) }
        guard case .memory(let memory)? = error?.input else {
            Issue.record("\(error.map { "\($0)" } ?? "nothing was thrown")")
            return
        }
        #expect(memory.purpose == "a network of hidden layers \(hidden.map(String.init).joined(separator: ","))")
    }

    @Test(arguments: [(1, 1 << 60), (1 << 60, 1), (.max, .max), (1 << 32, 1 << 32), (3, 1 << 50)])
    func madeUpTablesLargerThanCanBe(rows: Int, features: Int) {
        #expect(throws: TrainingError.self) {
            let table = try SyntheticTable<Float>(rows: rows, features: features, target: .linear(noise: 0), seed: 1)
            var model = LinearRegression<Float>()
            try model.fit(table)
        }
    }

    /// Batches of so many rows do not fit in memory.
    @Test func batchesLargerThanMemory() throws {
        let table = try SyntheticTable<Float>(rows: 1 << 36, features: 4, target: .linear(noise: 0), seed: 1)
        var model = LinearRegression<Float>()
        var options = TrainingOptions()
        options.batchSize = 1 << 35
        let error = #expect(throws: TrainingError.self) { try model.fit(table, options: options) }
        guard case .memory? = error?.input else {
            Issue.record("\(error.map { "\($0)" } ?? "nothing was thrown")")
            return
        }
    }

    /// The number of blocks held out of so many rows is in the thousands, not in the thousands of millions.
    @Test func aTableOfAnySizeIsSplit() throws {
        let table = try SyntheticTable<Float>(rows: 1 << 36, features: 1, target: .linear(noise: 0), seed: 1)
        let parts = try #require(table.splitInBlocks(validation: 0.25, seed: 1))
        #expect(parts.training.rowCount + parts.validation.rowCount == 1 << 36)
        #expect(abs(parts.validation.rowCount - (1 << 34)) <= 1 << 17)
    }
}
