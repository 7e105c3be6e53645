/// Factorisations in plain Swift: simple, and correct for every finite matrix.
struct SwiftFactorizations: Factorizations {
    @specialized(where S == Float)
    @specialized(where S == Double)
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, factors: UnsafeMutablePointer<S>) {
        for index in 0..<min(a.rows, a.columns) {
            let column = a.column(index) + index
            let (factor, diagonal) = Self.reflection(column, a.rows - index)
            factors[index] = factor
            column[0] = diagonal
            for other in (index + 1)..<max(index + 1, a.columns) {
                Self.reflect(a.column(other) + index, by: column, factor, a.rows - index)
            }
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func applyQ<S: RealScalar>(
        _ a: ColumnMajor<S>, factors: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>
    ) {
        let count = min(a.rows, a.columns)
        for step in 0..<count {
            let index = transposed ? step : count - 1 - step
            for column in 0..<c.columns {
                Self.reflect(c.column(column) + index, by: a.column(index) + index, factors[index], a.rows - index)
            }
        }
    }

    /// Makes H = 1 − factor·v·vᵀ with H·x = (diagonal, 0, …): v, whose first element counts as 1, replaces x. LAPACK's
    /// larfg.
    @inline(__always)
    private static func reflection<S: RealScalar>(_ x: UnsafeMutablePointer<S>, _ count: Int) -> (
        factor: S, diagonal: S
    ) {
        let tail = norm(x + 1, count - 1)
        if tail == 0 { return (0, x[0]) }
        let length = norm(x, count)
        let diagonal = x[0] > 0 ? -length : length
        let pivot = x[0] - diagonal
        for index in 1..<count { x[index] /= pivot }
        return (-pivot / diagonal, diagonal)
    }

    /// x ← (1 − factor·v·vᵀ)·x.
    @inline(__always)
    private static func reflect<S: RealScalar>(
        _ x: UnsafeMutablePointer<S>, by v: UnsafePointer<S>, _ factor: S, _ count: Int
    ) {
        if factor == 0 { return }
        var sum = x[0]
        for index in 1..<max(1, count) { sum += v[index] * x[index] }
        let share = factor * sum
        x[0] -= share
        for index in 1..<max(1, count) { x[index] -= share * v[index] }
    }

    /// The length of a vector, in units of its largest element: neither large nor small numbers overflow.
    @inline(__always)
    private static func norm<S: RealScalar>(_ x: UnsafePointer<S>, _ count: Int) -> S {
        var largest: S = 0
        for index in 0..<count { largest = max(largest, abs(x[index])) }
        if largest == 0 { return 0 }
        var sum: S = 0
        for index in 0..<count {
            let share = x[index] / largest
            sum += share * share
        }
        return largest * sum.squareRoot()
    }
}
