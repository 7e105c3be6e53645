import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// The columns of a CSV file that a call of `tessera fit` uses.
struct FitTable {
    private let path: String
    private let table: NumericTable
    private let features: [String]
    private let target: String
    private let weights: String?
    /// A column that numbers the rows and is therefore no feature, unless it is asked for by name.
    let rowNumbers: String?

    init(_ command: FitCommand) throws {
        path = inputPath(command.data)
        (target, weights) = (command.target, command.weights)
        let chosen = command.features?.split(separator: ",").map { String($0) }
        let others = [command.target] + [command.weights].compactMap { $0 }
        if let twice = chosen?.first(where: others.contains) {
            throw Failure(.usage, "--features: \(twice.quoted) is the target or the weight of the rows already")
        }
        if command.weights == command.target {
            throw Failure(.usage, "--weights: \(command.target.quoted) is the target already")
        }
        table = try NumericTable(path: path, columns: chosen.map { $0 + others })
        for name in others { try table.require(name) }
        let table = table
        rowNumbers = chosen == nil ? table.columns.first.flatMap { Self.numbersRows($0, table) ? $0 : nil } : nil
        let left = others + [rowNumbers].compactMap { $0 }
        features = chosen ?? table.columns.filter { !left.contains($0) }
        if features.isEmpty, let rowNumbers {
            throw Failure(
                .badData,
                "\(path): column \(rowNumbers.quoted) numbers the rows and is left out, and no other is left as a feature; "
                    + "name it in --features to use it")
        }
        if features.isEmpty {
            throw Failure(.badData, "\(path): no columns are left as features; at least one is needed")
        }
    }

    /// Whether a column is called like a row number and counts the rows from 0 or 1.
    private static func numbersRows(_ name: String, _ table: NumericTable) -> Bool {
        let usual = ["obs", "id", "index", "row", "rownames", "no", "nr", "#"]
        guard usual.contains(name.lowercased()), let values = table.column(name), let first = values.first,
            first == 0 || first == 1
        else { return false }
        return values.indices.allSatisfy { values[$0] == first + Double($0) }
    }

    func design(_ command: FitCommand) throws(RegressionError) -> RegressionDesign {
        return try RegressionDesign(
            features: table.matrix(of: features), names: features, target: Tensor(table.column(target) ?? []),
            weights: command.weights.flatMap(table.column).map { Tensor($0) }, intercept: !command.noIntercept,
            degree: command.polynomial)
    }

    /// Returns the failure for an error in the data, with file, line and column.
    func located(_ error: RegressionError) -> Failure {
        let locator = RowErrorLocator(
            table, path: path, features: features, target: target, weights: weights,
            unusable: "the number is too large; its square has to be a number, so at most 1e150 is",
            otherTargets: ", or --multinomial for other classes", missingClass: "both classes")
        if let failure = locator.failure(error) { return failure }
        if case .memory = error.input { return Failure(error) }
        return Failure(.badData, "\(path): \(error.description)")
    }
}
