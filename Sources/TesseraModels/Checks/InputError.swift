package import Tessera

/// Rows or options that no model can be trained on, fitted to or evaluated on: what `TrainingError` of training and
/// `RegressionError` of exact regressions have in common. The description says what is wrong, where, and what is expected.
package enum InputError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are no rows.
    case noRows
    /// The rows have no features.
    case noFeatures
    /// Shapes do not match, or the values or number of rows are not usable; the text says which.
    case mismatched(String)
    /// A feature or target is NaN or infinite, or so large (a magnitude of 10¹⁵⁰ or more) that sums of squares may
    /// overflow. Rows and columns count from 0; a nil column is the target.
    case nonFinite(row: Int, column: Int?, value: Double)
    /// A target of logistic regression is neither 0 nor 1; rows count from 0.
    case notBinary(row: Int, value: Double)
    /// A target is one that the distribution of a regression does not have, such as a negative count; rows count from
    /// 0.
    case invalidTarget(row: Int, value: Double, expected: String)
    /// All targets of logistic regression are the given class.
    case oneClassOnly(Double)
    /// The weight of a row is negative, NaN, infinite or at least 10¹⁵⁰; rows count from 0.
    case invalidWeight(row: Int, value: Double)
    /// Every row has weight 0.
    case weightsAllZero
    /// An option has a value out of its range.
    case invalidOption(name: String, value: String, expected: String)
    /// The rows could not be read, or have changed since the first pass over them.
    case rows(RowSourceError)
    /// The model, or the rows that are held at the same time, do not fit in memory.
    case memory(MemoryError)

    package var description: String {
        switch self {
        case .noRows: "there are no rows to train on; at least one is needed"
        case .noFeatures: "there are no features; at least one column besides the target is needed"
        case .mismatched(let reason): reason
        case .nonFinite(let row, let column, let value):
            "row \(row): \(column.map { "feature \($0)" } ?? "the target") is \(value); "
                + (value.isFinite ? "the squares of numbers must be finite too" : "only finite numbers can be used")
        case .notBinary(let row, let value): "row \(row): the target is \(value); logistic regression needs 0 or 1"
        case .invalidTarget(let row, let value, let expected): "row \(row): the target is \(value); \(expected)"
        case .oneClassOnly(let value): "every target is \(value); logistic regression needs rows of both classes"
        case .invalidWeight(let row, let value):
            "row \(row): the weight is \(value); it must be \(value < .infinity && value > 0 ? "below 1e150" : "finite and at least 0")"
        case .weightsAllZero: "every row has weight 0; at least one must count"
        case .invalidOption(let name, let value, let expected): "\(name) is \(value); it must be \(expected)"
        case .rows(let error): error.description
        case .memory(let error): error.description
        }
    }

    /// The magnitude from which on sums of squares may overflow.
    package static let magnitudeLimit = 1e150

    /// Converts an error of reading rows, of shapes or of memory; nil for any other.
    package init?(_ error: any Error) {
        switch error {
        case let error as InputError: self = error
        case let error as RowSourceError: self = .rows(error)
        case let error as ShapeError: self = .mismatched(error.description)
        case let error as MemoryError: self = .memory(error)
        default: return nil
        }
    }

    /// Runs `body` and converts its errors.
    package static func translating<Result>(_ body: () throws -> Result) throws(InputError) -> Result {
        do {
            return try body()
        } catch {
            guard let known = InputError(error) else { fatalError("rows threw an error of an unknown type: \(error)") }
            throw known
        }
    }
}
