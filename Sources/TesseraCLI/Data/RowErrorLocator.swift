import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// Turns errors in the rows of a file into failures that name file, line and column.
///
/// Training counts rows and features from 0 and knows no file; nowhere else do they become a source location.
struct RowErrorLocator {
    /// A column by its role in training.
    enum Column {
        case feature(Int), target, weights
    }

    private let path: String
    private let locate: (_ row: Int?, _ column: Column?) -> FileLocation
    private let explainNumber: (_ value: Double) -> String
    /// The advice for targets other than 0 and 1, and for targets of one class.
    private let otherTargets: String
    private let missingClass: String

    /// Locates errors in columns of a table.
    ///
    /// - Parameters:
    ///   - unusable: The sentence about a number that cannot be used.
    ///   - otherTargets: The advice for targets other than 0 and 1, after the sentence that says what they must be.
    ///   - missingClass: The advice for targets that are all of one class.
    init(
        _ table: NumericTable, path: String, features: [String], target: String?, weights: String? = nil,
        unusable: String, otherTargets: String = "", missingClass: String = "rows of both classes"
    ) {
        self.path = path
        locate = { row, column in
            let name: String? =
                switch column {
                case .feature(let index): features[index]
                case .target: target
                case .weights: weights ?? target
                case nil: nil
                }
            return table.location(row: row, column: name) ?? FileLocation(file: path)
        }
        explainNumber = { _ in unusable }
        (self.otherTargets, self.missingClass) = (otherTargets, missingClass)
    }

    /// Locates errors in rows that are read on demand.
    init<Scalar: RealScalar>(_ rows: any FileRows<Scalar>) {
        path = rows.path
        locate = { row, column in
            switch column {
            case .feature(let index): rows.location(row: row, column: index)
            case .target: rows.location(row: row, column: rows.rowShape.features)
            case .weights, nil: rows.location(row: row, column: nil)
            }
        }
        explainNumber = { value in
            value.isNaN
                ? "the number is nan; only finite numbers can be used"
                : "the number is infinite or too large for \(Scalar.scalarType.rawValue) precision"
        }
        (otherTargets, missingClass) = ("", "rows of both classes")
    }

    /// Returns the location of a row, which counts from 0.
    func location(row: Int) -> FileLocation { locate(row, nil) }

    /// Returns the failure for an error that belongs to a row, to a column or to the file; nil for any other.
    func failure(_ error: any Error) -> Failure? {
        switch error {
        case let error as InputError: failure(of: error)
        case let error as TrainingError: error.input.flatMap(failure(of:))
        case let error as RegressionError: error.input.flatMap(failure(of:))
        default: nil
        }
    }

    private func failure(of error: InputError) -> Failure? {
        switch error {
        case .nonFinite(let row, let column, let value):
            failure(row, column.map(Column.feature) ?? .target, explainNumber(value))
        case .notBinary(let row, let value):
            failure(row, .target, "the target is \(plain(value)); logistic regression needs 0 or 1\(otherTargets)")
        case .invalidTarget(let row, let value, let expected):
            failure(row, .target, "the target is \(plain(value)); \(expected)")
        case .oneClassOnly(let value):
            failure(nil, .target, "every target is \(plain(value)); logistic regression needs \(missingClass)")
        case .invalidWeight(let row, _):
            // The description begins with the row as a tensor counts it.
            failure(row, .weights, String(error.description.drop { $0 != ":" }.dropFirst(2)))
        case .noRows: Failure(.badData, "\(path): \(error.description)")
        default: nil
        }
    }

    private func failure(_ row: Int?, _ column: Column, _ what: String) -> Failure {
        Failure(.badData, "\(locate(row, column)): \(what)")
    }

    /// Runs `body` and rethrows its errors with their locations.
    func locating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw failure(error) ?? Failure(error)
        }
    }
}
