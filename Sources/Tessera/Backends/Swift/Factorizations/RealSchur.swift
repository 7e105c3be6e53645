/// The eigenvalues and eigenvectors of a real matrix: balancing, reduction to Hessenberg's form by Householder's reflections, Francis'
/// steps with two shifts until the form is a triangle of blocks of 1 and 2, then back-substitution (Golub and Van Loan,
/// "Matrix Computations", §7.4–7.6; EISPACK's orthes and hqr2).
struct RealSchur<Scalar: RealScalar>: ~Copyable {
    /// The matrix, which becomes its Schur form.
    let h: ColumnMajor<Scalar>
    /// The product of all that has been applied from the right.
    private let q: Columns<Scalar>
    let real: UnsafeMutablePointer<Scalar>
    let imaginary: UnsafeMutablePointer<Scalar>
    /// What the rows of the eigenvectors are to be multiplied by.
    let scales: [Scalar]

    var order: Int { h.rows }
    var vectors: ColumnMajor<Scalar> { q.matrix }

    init(
        _ a: ColumnMajor<Scalar>, real: UnsafeMutablePointer<Scalar>, imaginary: UnsafeMutablePointer<Scalar>
    ) {
        h = a
        scales = Self.balance(a)
        q = .identity(rows: a.rows, columns: a.rows)
        self.real = real
        self.imaginary = imaginary
    }

    /// H ← QᵀHQ with zeros below the first subdiagonal.
    func reduceToHessenberg() {
        for step in 0..<max(0, order - 2) {
            let (column, count) = (h.column(step) + step + 1, order - step - 1)
            let v = Columns<Scalar>(rows: count, columns: 1)
            v.matrix.base.update(from: column, count: count)
            let (factor, diagonal) = SwiftFactorizations.reflection(v.matrix.base, count)
            v.matrix.base[0] = 1
            column[0] = diagonal
            for row in 1..<count { column[row] = 0 }
            for other in (step + 1)..<order {
                SwiftFactorizations.reflect(h.column(other) + step + 1, by: v.matrix.base, factor, count)
            }
            Self.reflectRows(h, from: step + 1, v.matrix, factor)
            Self.reflectRows(q.matrix, from: step + 1, v.matrix, factor)
        }
    }

    /// M ← M·(1 − factor·v·vᵀ) in the columns from one on.
    private static func reflectRows(
        _ m: ColumnMajor<Scalar>, from first: Int, _ v: ColumnMajor<Scalar>, _ factor: Scalar
    ) {
        if factor == 0 { return }
        for row in 0..<m.rows {
            var sum: Scalar = 0
            for index in 0..<v.rows { sum += m[row, first + index] * v.base[index] }
            for index in 0..<v.rows { m[row, first + index] -= factor * sum * v.base[index] }
        }
    }

    /// Splits values off the end until none is left.
    ///
    /// - Returns: how many are left where the iteration does not converge.
    func iterate() -> Int {
        let size = (0..<order).reduce(Scalar(0)) { sum, column in
            (0..<min(order, column + 2)).reduce(sum) { $0 + abs(h[$1, column]) }
        }
        var (last, rounds) = (order - 1, 0)
        while last >= 0 {
            let first = startOfBlock(last, size)
            if first == last {
                (real[last], imaginary[last]) = (h[last, last], 0)
                (last, rounds) = (last - 1, 0)
            } else if first == last - 1 {
                splitPair(first)
                (last, rounds) = (last - 2, 0)
            } else {
                rounds += 1
                if rounds > 60 { return last + 1 }
                francisStep(first, last, isExceptional: rounds % 10 == 0)
            }
        }
        return 0
    }

    /// The row from which on no subdiagonal element is negligible up to a last one; that before it becomes 0.
    private func startOfBlock(_ last: Int, _ size: Scalar) -> Int {
        var first = last
        while first > 0 {
            let neighbours = abs(h[first - 1, first - 1]) + abs(h[first, first])
            let bound = Scalar.ulpOfOne * (neighbours == 0 ? size : neighbours)
            if abs(h[first, first - 1]) <= bound {
                h[first, first - 1] = 0
                break
            }
            first -= 1
        }
        return first
    }

    /// One step with the two eigenvalues of the last block as shifts, whether they are real or a pair.
    private func francisStep(_ first: Int, _ last: Int, isExceptional: Bool) {
        var (sum, product) = (
            h[last - 1, last - 1] + h[last, last],
            h[last - 1, last - 1] * h[last, last] - h[last - 1, last] * h[last, last - 1]
        )
        if isExceptional {
            let size = abs(h[last, last - 1]) + abs(h[last - 1, last - 2])
            (sum, product) = (1.5 * size, size * size)
        }
        var x = h[first, first] * (h[first, first] - sum) + h[first, first + 1] * h[first + 1, first] + product
        var y = h[first + 1, first] * (h[first, first] + h[first + 1, first + 1] - sum)
        var z = first + 2 <= last ? h[first + 1, first] * h[first + 2, first + 1] : 0
        for step in first..<last {
            reflectThree(step, min(3, last - step + 1), (x, y, z), first, last)
            x = h[step + 1, step]
            y = step + 2 <= last ? h[step + 2, step] : 0
            z = step + 3 <= last ? h[step + 3, step] : 0
        }
    }

    /// The reflection of two or three rows that sends (x, y, z) to the first axis, from both sides.
    private func reflectThree(
        _ step: Int, _ count: Int, _ bulge: (Scalar, Scalar, Scalar), _ first: Int, _ last: Int
    ) {
        let v = Columns<Scalar>(rows: 3, columns: 1)
        (v.matrix.base[0], v.matrix.base[1], v.matrix.base[2]) = bulge
        let (factor, diagonal) = SwiftFactorizations.reflection(v.matrix.base, count)
        v.matrix.base[0] = 1
        let vector = ColumnMajor(v.matrix.base, rows: count, columns: 1)
        if step > first {
            h[step, step - 1] = diagonal
            for row in 1..<count { h[step + row, step - 1] = 0 }
        }
        for column in step..<order {
            SwiftFactorizations.reflect(h.column(column) + step, by: v.matrix.base, factor, count)
        }
        let top = ColumnMajor(h.base, rows: min(last, step + 3) + 1, columns: order, stride: h.stride)
        Self.reflectRows(top, from: step, vector, factor)
        Self.reflectRows(q.matrix, from: step, vector, factor)
    }

    /// The two values of a block; where they are real it becomes a triangle.
    private func splitPair(_ first: Int) {
        let (a, b, c, d) = (h[first, first], h[first, first + 1], h[first + 1, first], h[first + 1, first + 1])
        let (half, cross) = ((a - d) / 2, b * c)
        let discriminant = half * half + cross
        if discriminant < 0 {
            let root = (-discriminant).squareRoot()
            (real[first], imaginary[first]) = (d + half, root)
            (real[first + 1], imaginary[first + 1]) = (d + half, -root)
            return
        }
        let step = half + (half < 0 ? -1 : 1) * discriminant.squareRoot()
        rotate(first, step, c)
        for index in first...first + 1 { (real[index], imaginary[index]) = (h[index, index], 0) }
        h[first + 1, first] = 0
    }

    /// Turns two axes so that (x, y) becomes the first.
    private func rotate(_ first: Int, _ x: Scalar, _ y: Scalar) {
        let length = Scalar.hypot(x, y)
        let (cosine, sine) = length == 0 ? (1, 0) : (x / length, y / length)
        for column in first..<order {
            let (p, q) = (h[first, column], h[first + 1, column])
            h[first, column] = cosine * p + sine * q
            h[first + 1, column] = cosine * q - sine * p
        }
        for matrix in [ColumnMajor(h.base, rows: first + 2, columns: order, stride: h.stride), q.matrix] {
            for row in 0..<matrix.rows {
                let (p, q) = (matrix[row, first], matrix[row, first + 1])
                matrix[row, first] = cosine * p + sine * q
                matrix[row, first + 1] = cosine * q - sine * p
            }
        }
    }
}
