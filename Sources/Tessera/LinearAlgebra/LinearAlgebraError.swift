/// The reason why a matrix cannot be factorised or a system cannot be solved.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The factor U of an LU factorisation, or a triangular matrix, has a zero on its diagonal. Pivots count from 0.
    case singular(pivot: Int)
    /// The leading block with this number of rows is the first that is not positive definite.
    case notPositiveDefinite(order: Int)
    /// An iteration has not converged. `missing` is the number of values that were not found.
    case notConverged(missing: Int)
    /// The columns are linearly dependent, to rounding: `rank` of them are independent.
    case rankDeficient(rank: Int)
    /// An element is NaN or infinite. Rows and columns count from 0.
    case nonFinite(row: Int, column: Int)
    /// The result has elements that overflow the precision.
    case overflow
    /// A real eigenvalue is negative, or 0, where the function of the matrix is not real or does not exist.
    case negativeEigenvalue(Double)
    /// The matrix is so close to a singular one that rounding errors may be larger than the solution: the reciprocal of
    /// its condition number in the 1-norm, estimated, is below what was asked for.
    case illConditioned(reciprocal: Double)
    /// The extents exceed the 32-bit integers with which the routine counts.
    case tooLarge(rows: Int, columns: Int)

    public var description: String {
        switch self {
        case .singular(let pivot): "the matrix is singular: pivot \(pivot) is 0"
        case .notPositiveDefinite(let order):
            "the matrix is not positive definite: its leading \(order) × \(order) block is not"
        case .notConverged(let missing): "the iteration did not converge; \(missing) values are missing"
        case .rankDeficient(let rank): "the columns are linearly dependent: the rank is \(rank)"
        case .nonFinite(let row, let column): "element (\(row), \(column)) is not finite"
        case .overflow: "the result is too large for the precision of its elements"
        case .negativeEigenvalue(let value):
            "the matrix has the eigenvalue \(value), for which the function is not real or does not exist"
        case .illConditioned(let reciprocal):
            "the matrix is ill-conditioned: the reciprocal of its condition number is about \(reciprocal)"
        case .tooLarge(let rows, let columns):
            "a matrix of \(rows) × \(columns) is too large: the routine counts its elements in 32 bits"
        }
    }
}
