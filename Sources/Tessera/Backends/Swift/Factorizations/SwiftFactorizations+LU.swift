extension SwiftFactorizations {
    /// Gaussian elimination with partial pivoting, in the right-looking form: each step subtracts an outer product from
    /// the rest (Golub and Van Loan, "Matrix Computations", §3.4).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func lu<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
        var singular: Int?
        for step in 0..<min(a.rows, a.columns) {
            let column = a.column(step)
            var largest = step
            for row in step..<a.rows where abs(column[row]) > abs(column[largest]) { largest = row }
            pivots[step] = Int32(largest)
            if column[largest] == 0 {
                singular = singular ?? step
                continue
            }
            if largest != step { Self.exchangeRows(a, step, largest) }
            for row in (step + 1)..<max(step + 1, a.rows) { column[row] /= column[step] }
            for other in (step + 1)..<max(step + 1, a.columns) {
                let target = a.column(other)
                let factor = target[step]
                for row in (step + 1)..<max(step + 1, a.rows) { target[row] -= factor * column[row] }
            }
        }
        return singular
    }

    @inline(__always)
    private static func exchangeRows<S: RealScalar>(_ a: ColumnMajor<S>, _ first: Int, _ second: Int) {
        for column in 0..<a.columns {
            let element = a[first, column]
            a[first, column] = a[second, column]
            a[second, column] = element
        }
    }

    /// The Cholesky factorisation in the outer-product form (Golub and Van Loan, "Matrix Computations", §4.2).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func cholesky<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
        for step in 0..<a.rows {
            let column = a.column(step)
            guard column[step] > 0 else { return step + 1 }
            let pivot = column[step].squareRoot()
            for row in step..<a.rows { column[row] /= pivot }
            for other in (step + 1)..<max(step + 1, a.rows) {
                let (target, factor) = (a.column(other), column[other])
                for row in other..<a.rows { target[row] -= factor * column[row] }
            }
        }
        return nil
    }

    /// Forward or back substitution, which reads the triangle by columns (Golub and Van Loan, "Matrix Computations",
    /// §3.1).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func solveTriangular<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>) {
        let isBackward = triangle.isUpper != triangle.isTransposed
        for right in 0..<b.columns {
            let x = b.column(right)
            for index in 0..<a.rows {
                let step = isBackward ? a.rows - 1 - index : index
                let column = a.column(step)
                let others = triangle.isUpper ? 0..<step : (step + 1)..<max(step + 1, a.rows)
                if triangle.isTransposed {
                    for row in others { x[step] -= column[row] * x[row] }
                    if !triangle.hasUnitDiagonal { x[step] /= column[step] }
                } else {
                    if !triangle.hasUnitDiagonal { x[step] /= column[step] }
                    let factor = x[step]
                    for row in others { x[row] -= factor * column[row] }
                }
            }
        }
    }
}
