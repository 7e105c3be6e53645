import ArgumentParser
import Tessera
import TesseraTraining

/// The size of a synthetic table, written ROWSxFEATURES.
struct SyntheticSize {
    let rows: Int
    let features: Int

    init(parsing text: String) throws {
        let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let rows = numbers[0], let features = numbers[1], rows > 0, features > 0 else {
            throw ValidationError("two whole numbers above 0 are needed, as in 1000x10")
        }
        self.rows = rows
        self.features = features
    }

    /// - Parameter noise: nil for 0.1 where numbers are predicted, 0 where classes are.
    func table<Scalar: RealScalar>(
        noise: Double?, _ task: RegressionTask, _ seed: UInt64, as type: Scalar.Type
    ) throws -> SyntheticTable<Scalar> {
        if rows.multipliedReportingOverflow(by: features).partialValue > Int.max / 16
            || rows.multipliedReportingOverflow(by: features).overflow
        {
            throw ValidationError("--synthetic \(rows)x\(features) has more numbers than can be counted")
        }
        if rows > BlockShuffle.maximumRows {
            throw ValidationError(
                "--synthetic \(rows)x\(features) has too many rows; at most \(BlockShuffle.maximumRows) can be put in order"
            )
        }
        // The names of the features and what depends on them take memory.
        try requireMemory(features, 64, for: "a row of \(features) features")
        let target: SyntheticTable<Scalar>.Target =
            switch task {
            case .linear: .linear(noise: noise ?? 0.1)
            case .logistic: .logistic(noise: noise ?? 0)
            }
        return try SyntheticTable(rows: rows, features: features, target: target, seed: seed)
    }
}
