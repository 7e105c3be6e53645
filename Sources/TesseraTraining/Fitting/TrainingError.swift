public import Tessera

/// Why a model could not be trained or evaluated: what, where, and what would be right.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The loss or a parameter left the finite numbers; `step` counts the updates of the epoch, both from 1.
    case divergedNonFinite(epoch: Int, step: Int, loss: Double)
    /// The same with columns of mean 0 and variance 1.
    case divergedStandardized(epoch: Int, step: Int, loss: Double)
    /// A checkpoint is of another run: what differs, and whether `TrainingOptions.continuesAnyway` lets this one go on from it.
    case otherTraining([String], canContinue: Bool)
    case noRows
    case noFeatures
    /// Features, targets or weights have shapes that do not belong together.
    case mismatched(String)
    /// A feature or target is NaN or infinite, or too large for its square to be a number; rows and columns count from 0, no
    /// column is the target.
    case nonFinite(row: Int, column: Int?, value: Double)
    /// A logistic target that is neither 0 nor 1.
    case notBinary(row: Int, value: Double)
    case oneClassOnly(Double)
    /// The weight of a row is negative, NaN or infinite; rows count from 0.
    case invalidWeight(row: Int, value: Double)
    case weightsAllZero
    case invalidOption(name: String, value: String, expected: String)
    /// The rows could not be read, or are no longer the same.
    case rows(RowSourceError)
    /// Model, loss and rows do not make a plan.
    case plan(PlanError)
    case tooFewRows(rows: Int, coefficients: Int)
    /// A column is a combination of others, to rounding; of none if it is constant 0.
    case collinear(column: String, with: [String])
    /// A column is not 0, but its squares hardly are numbers; no column is the target.
    case tooSmall(column: String?, largest: Double)
    case linearAlgebra(LinearAlgebraError)
    /// The model or the rows that are held at a time are larger than memory.
    case memory(MemoryError)
    /// A combination of these columns tells the classes apart, so that its coefficients grow without end.
    case separable(columns: [String])

    public var description: String {
        switch self {
        case .divergedNonFinite(let epoch, let step, let loss):
            Self.divergence(epoch, step, loss) + "choose a smaller learning rate or standardise the features"
        case .divergedStandardized(let epoch, let step, let loss):
            Self.divergence(epoch, step, loss) + "choose a smaller learning rate"
        case .otherTraining(let differences, let canContinue):
            "the checkpoint is of another training: \(differences.joined(separator: "; "))"
                + (canContinue ? "; set continuesAnyway to go on from it all the same" : "")
        case .noRows: "there are no rows to train on; at least one is needed"
        case .noFeatures: "there are no features; at least one column besides the target is needed"
        case .mismatched(let reason): reason
        case .nonFinite(let row, let column, let value):
            "row \(row): \(column.map { "feature \($0)" } ?? "the target") is \(value); "
                + (value.isFinite ? "the squares of numbers must be finite too" : "only finite numbers can be used")
        case .notBinary(let row, let value): "row \(row): the target is \(value); logistic regression needs 0 or 1"
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
    private static func divergence(_ epoch: Int, _ step: Int, _ loss: Double) -> String {
        "training diverged in epoch \(epoch), step \(step): "
            + (loss.isFinite ? "a parameter overflowed after a loss of \(loss); " : "the loss became \(loss); ")
    }

    /// Runs `body`, whose errors become training errors.
    static func translating<Result>(_ body: () throws -> Result) throws(TrainingError) -> Result {
        do {
            return try body()
        } catch let error as TrainingError {
            throw error
        } catch let error as RowSourceError {
            throw .rows(error)
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
