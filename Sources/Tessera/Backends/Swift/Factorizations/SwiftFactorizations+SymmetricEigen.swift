extension SwiftFactorizations {
    /// Jacobi rotations of the matrix from both sides (Golub and Van Loan, "Matrix Computations", §8.5).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func symmetricEigen<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool) -> Int {
        for column in 0..<a.rows {
            for row in 0..<column { a[row, column] = a[column, row] }
        }
        let unit = Self.normalize(a)
        let v = Columns<S>.identity(rows: a.rows, columns: a.rows)
        var rotations = 1
        for _ in 0..<60 where rotations > 0 {
            rotations = 0
            for first in 0..<a.rows {
                for second in (first + 1)..<max(first + 1, a.rows) where Self.rotateBoth(a, v.matrix, first, second) {
                    rotations += 1
                }
            }
        }
        Self.sortValues(a, v.matrix, values)
        for index in 0..<a.rows { values[index] *= unit }
        if vectors { a.base.update(from: v.matrix.base, count: a.rows * a.rows) }
        return rotations
    }

    /// Makes the element that two axes share 0, unless it is rounding beside the diagonal.
    @inline(__always)
    private static func rotateBoth<S: RealScalar>(
        _ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ first: Int, _ second: Int
    ) -> Bool {
        let (x, y, shared) = (a[first, first], a[second, second], a[second, first])
        let bound = S.ulpOfOne * abs(x).squareRoot() * abs(y).squareRoot()
        if abs(shared) <= bound || abs(shared) < S.leastNormalMagnitude { return false }
        let slope = (y - x) / (2 * shared)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (1 + slope * slope).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        turn(a.column(first), a.column(second), a.rows, cosine, tangent)
        for column in 0..<a.rows {
            let (p, q) = (a[first, column], a[second, column])
            a[first, column] = cosine * (p - tangent * q)
            a[second, column] = cosine * (tangent * p + q)
        }
        a[first, second] = 0
        a[second, first] = 0
        turn(v.column(first), v.column(second), v.rows, cosine, tangent)
        return true
    }

    private static func sortValues<S: RealScalar>(
        _ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ values: UnsafeMutablePointer<S>
    ) {
        for column in 0..<a.rows { values[column] = a[column, column] }
        for place in 0..<a.rows {
            var smallest = place
            for other in place..<a.rows where values[other] < values[smallest] { smallest = other }
            if smallest == place { continue }
            swap(&values[place], &values[smallest])
            exchange(v, place, smallest)
        }
    }
}
