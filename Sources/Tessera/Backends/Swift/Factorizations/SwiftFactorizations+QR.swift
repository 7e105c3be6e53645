/// Factorisations in plain Swift: simple, and correct for every finite matrix.
struct SwiftFactorizations: Factorizations {
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, factors: UnsafeMutablePointer<S>) {
        for step in 0..<min(a.rows, a.columns) { reduce(a, step, factors) }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func pivotedQR<S: RealScalar>(
        _ a: ColumnMajor<S>, order: UnsafeMutablePointer<Int32>, factors: UnsafeMutablePointer<S>
    ) {
        for column in 0..<a.columns { order[column] = Int32(column) }
        for step in 0..<min(a.rows, a.columns) {
            let lengths = (step..<a.columns).map { Self.norm(a.column($0) + step, a.rows - step) }
            var largest = step
            for column in step..<a.columns where lengths[column - step] > lengths[largest - step] { largest = column }
            if largest != step {
                Self.exchange(a, step, largest)
                swap(&order[step], &order[largest])
            }
            reduce(a, step, factors)
        }
    }

    /// Makes a column 0 below the diagonal, and turns those after it.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private func reduce<S: RealScalar>(_ a: ColumnMajor<S>, _ step: Int, _ factors: UnsafeMutablePointer<S>) {
        let column = a.column(step) + step
        let (factor, diagonal) = Self.reflection(column, a.rows - step)
        factors[step] = factor
        column[0] = diagonal
        for other in (step + 1)..<max(step + 1, a.columns) {
            Self.reflect(a.column(other) + step, by: column, factor, a.rows - step)
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
    static func reflection<S: RealScalar>(_ x: UnsafeMutablePointer<S>, _ count: Int) -> (
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
    static func reflect<S: RealScalar>(
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
    static func norm<S: RealScalar>(_ x: UnsafePointer<S>, _ count: Int) -> S {
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
