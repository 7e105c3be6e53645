/// Why a matrix cannot be factorised or a system cannot be solved.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The factor U of an LU factorisation has a zero on its diagonal; pivots count from 0.
    case singular(pivot: Int)
    /// The leading block of this many rows is the first that is not positive definite.
    case notPositiveDefinite(order: Int)
    /// An iteration has not converged; so many values are still missing.
    case notConverged(missing: Int)
    /// So many columns are independent of each other, to rounding.
    case rankDeficient(rank: Int)
    /// An element is NaN or infinite; rows and columns count from 0.
    case nonFinite(row: Int, column: Int)
    /// The result has elements that the precision has no numbers for.
    case overflow
    /// Extents do not fit what the routine counts with.
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
        case .tooLarge(let rows, let columns):
            "a matrix of \(rows) × \(columns) is too large: the routine counts its elements in 32 bits"
        }
    }
}
