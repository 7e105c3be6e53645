package import Tessera
package import TesseraModels

/// The reason why a regression could not be fitted or evaluated. The description says what is wrong, where, and what is
/// expected.
public struct RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Reason: Equatable, Sendable {
        /// There are fewer rows than coefficients, so that these are not determined.
        case tooFewRows(rows: Int, coefficients: Int)
        /// A column is a linear combination of others, up to rounding; `with` is empty if the column is 0 throughout.
        case collinear(column: String, with: [String])
        /// A linear combination of these columns separates the classes perfectly, so that the likelihood has no maximum:
        /// the coefficients grow without bound.
        case separable(columns: [String])
        /// A linear combination of these columns sets rows apart whose counts are all 0, so that the likelihood has no
        /// maximum: their means go to 0 as the coefficients grow without bound.
        case zeroCounts(columns: [String])
        /// A column is not 0 but so small (below 10⁻¹⁴⁰ throughout) that sums of its squares lose digits; a nil column
        /// is the target.
        case tooSmall(column: String?, largest: Double)
        /// A factorisation or a solver failed.
        case linearAlgebra(LinearAlgebraError)
        /// The rows or the options cannot be used.
        case input(InputError)
    }

    /// The kind of error.
    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }
    package init(_ input: InputError) { reason = .input(input) }

    /// What is wrong with the rows or the options; nil for an error of another kind.
    package var input: InputError? { if case .input(let input) = reason { input } else { nil } }

    /// The names of the columns without which the regression could be fitted: one that is a linear combination of
    /// others, or those along which the likelihood has no maximum (separation). Empty for any other error.
    public var columns: [String] {
        switch reason {
        case .collinear(let column, _): [column]
        case .separable(let columns), .zeroCounts(let columns): columns
        case .tooFewRows, .tooSmall, .linearAlgebra, .input: []
        }
    }

    public var description: String {
        switch reason {
        case .tooFewRows(let rows, let coefficients):
            "\(counted(rows, "row")) \(rows == 1 ? "does" : "do") not determine "
                + "\(counted(coefficients, "coefficient")); there must be at least as many rows"
        case .collinear(let column, let others):
            others.isEmpty
                ? "column \(column) is 0 throughout; leave it out"
                : "column \(column) is a linear combination of \(others.joined(separator: ", ")); leave one of them out"
        case .separable(let columns):
            "\(columns.joined(separator: ", ")) \(columns.count == 1 ? "separates" : "separate") the classes perfectly, so "
                + "that no coefficients are the most likely ones; leave a column out or penalise with l2"
        case .zeroCounts(let columns):
            "\(columns.joined(separator: ", ")) \(columns.count == 1 ? "sets" : "set") rows apart whose targets are all 0, so "
                + "that no coefficients are the most likely ones; leave a column or these rows out, or penalise with l2"
        case .tooSmall(let column, let largest):
            "no number of \(column.map { "column \($0)" } ?? "the target") is above \(largest) in magnitude; choose a smaller "
                + "unit, so that there are squares"
        case .linearAlgebra(let error): error.description
        case .input(let error): error.description
        }
    }

    /// Runs `body` and converts its errors to regression errors.
    static func translating<Result>(_ body: () throws -> Result) throws(RegressionError) -> Result {
        do {
            return try body()
        } catch let error as RegressionError {
            throw error
        } catch let error as LinearAlgebraError {
            throw RegressionError(.linearAlgebra(error))
        } catch {
            guard let input = InputError(error) else {
                fatalError("a regression threw an error of an unknown type: \(error)")
            }
            throw RegressionError(input)
        }
    }
}

extension RegressionError: StoppableError {
    /// Whether a pass over the rows was ended early.
    package var isStop: Bool { if case .input(.rows(let error)) = reason { error.isStop } else { false } }
}
