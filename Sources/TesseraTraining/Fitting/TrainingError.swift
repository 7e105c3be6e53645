public import Tessera

/// The reason why a model could not be trained or evaluated. The description says what is wrong, where, and what is
/// expected.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The loss or a parameter became NaN or infinite. `epoch` and the `step` (update) within it count from 1;
    /// `isStandardized` tells whether the columns were standardised.
    case diverged(epoch: Int, step: Int, loss: Double, isStandardized: Bool)
    /// The checkpoint belongs to another run: the differences, and whether
    /// `TrainingOptions.continuesDespiteDifferences` would allow to continue from it.
    case otherTraining([String], canContinue: Bool)
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
    /// The model and the loss cannot be compiled to a plan for the rows.
    case plan(PlanError)
    /// There are fewer rows than coefficients, so that these are not determined.
    case tooFewRows(rows: Int, coefficients: Int)
    /// A column is a linear combination of others, up to rounding; `with` is empty if the column is 0 throughout.
    case collinear(column: String, with: [String])
    /// A column is not 0 but so small (below 10⁻¹⁴⁰ throughout) that sums of its squares lose digits; a nil column is
    /// the target.
    case tooSmall(column: String?, largest: Double)
    /// A factorisation or a solver failed.
    case linearAlgebra(LinearAlgebraError)
    /// The model, or the rows that are held at the same time, do not fit in memory.
    case memory(MemoryError)
    /// A linear combination of these columns separates the classes perfectly, so that the likelihood has no maximum:
    /// the coefficients grow without bound.
    case separable(columns: [String])

    public var description: String {
        switch self {
        case .diverged(let epoch, let step, let loss, let isStandardized):
            Self.divergence(epoch, step, loss) + "choose a smaller learning rate"
                + (isStandardized ? "" : " or standardise the features")
        case .otherTraining(let differences, let canContinue):
            "the checkpoint is of another training: \(differences.joined(separator: "; "))"
                + (canContinue ? "; set continuesDespiteDifferences to go on from it all the same" : "")
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
        case .rows(let error): error.description
        case .plan(let error): error.description
        case .tooFewRows(let rows, let coefficients):
            "\(counted(rows, "row")) \(rows == 1 ? "does" : "do") not determine "
                + "\(counted(coefficients, "coefficient")); there must be at least as many rows"
        case .collinear(let column, let others):
            others.isEmpty
                ? "column \(column) is 0 throughout; leave it out"
                : "column \(column) is a linear combination of \(others.joined(separator: ", ")); leave one of them out"
        case .tooSmall(let column, let largest):
            "no number of \(column.map { "column \($0)" } ?? "the target") is above \(largest) in magnitude; choose a smaller "
                + "unit, so that there are squares"
        case .linearAlgebra(let error): error.description
        case .memory(let error): error.description
        case .separable(let columns):
            "\(columns.joined(separator: ", ")) \(columns.count == 1 ? "separates" : "separate") the classes perfectly, so "
                + "that no coefficients are the most likely ones; leave a column out or penalise with l2"
        case .invalidOption(let name, let value, let expected): "\(name) is \(value); it must be \(expected)"
        }
    }
}

extension TrainingError {
    /// The magnitude from which on sums of squares may overflow.
    package static let magnitudeLimit = 1e150

    private static func divergence(_ epoch: Int, _ step: Int, _ loss: Double) -> String {
        "training diverged in epoch \(epoch), step \(step): "
            + (loss.isFinite ? "a parameter overflowed after a loss of \(loss); " : "the loss became \(loss); ")
    }

    /// Runs `body` and converts its errors to training errors.
    package static func translating<Result>(_ body: () throws -> Result) throws(TrainingError) -> Result {
        do {
            return try body()
        } catch let error as TrainingError {
            throw error
        } catch let error as RowSourceError {
            throw .rows(error)
        } catch let error as ShapeError {
            throw .mismatched(error.description)
        } catch let error as PlanError {
            throw .plan(error)
        } catch let error as LinearAlgebraError {
            throw .linearAlgebra(error)
        } catch let error as MemoryError {
            throw .memory(error)
        } catch {
            fatalError("training threw an error of an unknown type: \(error)")
        }
    }
}
