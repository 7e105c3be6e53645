import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// The columns of a CSV file that a call of `tessera fit` uses.
struct FitTable {
    private let file: CSVFile
    private var path: String { file.path }
    private let table: NumericTable
    private let features: [String]
    private let target: String
    private let weights: String?
    /// A column that numbers the rows and is therefore no feature, unless it is asked for by name.
    let rowNumbers: String?

    init(_ command: Fit) throws {
        file = try CSVFile(inputPath(command.data))
        (target, weights) = (command.target, command.weights)
        let chosen = command.features?.split(separator: ",").map { String($0) }
        let others = [command.target] + [command.weights].compactMap { $0 }
        if let twice = chosen?.first(where: others.contains) {
            throw Failure(.usage, "--features: \(twice.quoted) is the target or the weight of the rows already")
        }
        if command.weights == command.target {
            throw Failure(.usage, "--weights: \(command.target.quoted) is the target already")
        }
        table = try NumericTable(file, columns: chosen.map { $0 + others })
        for name in others where table.index(of: name) == nil {
            let line = CSVPlaces(file)?.headerLine
            throw CSVError(file: file.path, line: line, reason: .missingColumn(name, available: table.columns))
        }
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
            throw Failure(.badData, "\(file.path): no columns are left as features; at least one is needed")
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

    func design(_ command: Fit) throws(TrainingError) -> RegressionDesign {
        return try RegressionDesign(
            features: matrix(), names: features, target: Tensor(table.column(target) ?? []),
            weights: command.weights.flatMap(table.column).map { Tensor($0) }, intercept: !command.noIntercept,
            degree: command.polynomial)
    }

    /// The feature matrix, of shape [rows, features].
    private func matrix() -> Tensor<Double> {
        let columns = table.indices(of: features).compactMap { $0 }
        let (width, values) = (table.columns.count, table.values)
        var numbers: [Double] = []
        numbers.reserveCapacity(table.rowCount * columns.count)
        for row in 0..<table.rowCount {
            for column in columns { numbers.append(values[row * width + column]) }
        }
        return Tensor(numbers, shape: [table.rowCount, columns.count])
    }

    /// Returns the failure for an error in the data, with file, line and column.
    func located(_ error: TrainingError) -> Failure {
        let places = CSVPlaces(file)
        func location(_ row: Int?, _ column: String) -> String { places?.text(row: row, column: column) ?? path }
        switch error {
        case .nonFinite(let row, let column, _):
            let cell = location(row, column.map { features[$0] } ?? target)
            return Failure(
                .badData, "\(cell): the number is too large; its square has to be a number, so at most 1e150 is")
        case .notBinary(let row, let value):
            return Failure(
                .badData,
                "\(location(row, target)): the target is \(plain(value)); logistic regression needs 0 or 1, "
                    + "or --multinomial for other classes")
        case .oneClassOnly(let value):
            return Failure(
                .badData,
                "\(location(nil, target)): every target is \(plain(value)); logistic regression needs both classes")
        case .invalidWeight(let row, _):
            // The description begins with the row as a tensor counts it.
            let what = error.description.drop { $0 != ":" }
            return Failure(.badData, "\(location(row, weights ?? target))\(what)")
        case .memory: return Failure(error)
        default:
            return Failure(.badData, "\(path): \(error.description)")
        }
    }
}
