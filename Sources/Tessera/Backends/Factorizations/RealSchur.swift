/// The eigenvalues and eigenvectors of a real matrix by the QR algorithm: balancing, reduction to Hessenberg form by
/// Householder reflections, Francis double-shift QR steps to the real Schur form, which is block triangular with
/// diagonal blocks of order 1 and 2, then back substitution (Golub and Van Loan, "Matrix Computations", §7.4–7.6;
/// EISPACK's orthes and hqr2).
struct RealSchur<Scalar: RealScalar>: ~Copyable {
    /// The balanced matrix, which is reduced in place to its real Schur form.
    let h: ColumnMajor<Scalar>
    /// The orthogonal matrix Q of all transformations applied from the right.
    private let q: Columns<Scalar>
    /// The real parts of the eigenvalues.
    let real: UnsafeMutablePointer<Scalar>
    /// The imaginary parts of the eigenvalues.
    let imaginary: UnsafeMutablePointer<Scalar>
    /// The diagonal of D from balancing, which the rows of the eigenvectors are multiplied by.
    let scales: [Scalar]

    var order: Int { h.rows }
    var vectors: ColumnMajor<Scalar> { q.matrix }

    /// Balances `a` in place; the other methods reduce it further. Without balancing, all transformations are orthogonal.
    init(
        _ a: ColumnMajor<Scalar>, real: UnsafeMutablePointer<Scalar>, imaginary: UnsafeMutablePointer<Scalar>,
        isBalanced: Bool = true
    ) {
        h = a
        scales = isBalanced ? Self.balance(a) : [Scalar](repeating: 1, count: a.rows)
        q = .identity(rows: a.rows, columns: a.rows)
        self.real = real
        self.imaginary = imaginary
    }

    /// Reduces to Hessenberg form by Householder reflections: H ← QᵀHQ with zeros below the first subdiagonal.
    func reduceToHessenberg() {
        for step in 0..<max(0, order - 2) {
            let (column, count) = (h.column(step) + step + 1, order - step - 1)
            let v = Columns<Scalar>(rows: count, columns: 1)
            v.matrix.base.update(from: column, count: count)
            let (tau, diagonal) = SwiftFactorizations.reflection(v.matrix.base, count)
            v.matrix.base[0] = 1
            column[0] = diagonal
            for row in 1..<count { column[row] = 0 }
            for other in (step + 1)..<order {
                SwiftFactorizations.reflect(h.column(other) + step + 1, by: v.matrix.base, tau, count)
            }
            Self.reflectRows(h, from: step + 1, v.matrix, tau)
            Self.reflectRows(q.matrix, from: step + 1, v.matrix, tau)
        }
    }

    /// Applies a Householder reflection from the right to the columns from `first` on: M ← M·(I − τ·v·vᵀ).
    private static func reflectRows(
        _ m: ColumnMajor<Scalar>, from first: Int, _ v: ColumnMajor<Scalar>, _ tau: Scalar
    ) {
        if tau == 0 { return }
        for row in 0..<m.rows {
            var sum: Scalar = 0
            for index in 0..<v.rows { sum += m[row, first + index] * v.base[index] }
            for index in 0..<v.rows { m[row, first + index] -= tau * sum * v.base[index] }
        }
    }

    /// Runs the QR iteration and deflates eigenvalues at the end until none is left. Every tenth step on a block uses
    /// exceptional shifts.
    ///
    /// - Returns: the number of eigenvalues left if a block does not converge in 30 steps for each row, at least 300; 0 on
    ///   success.
    func iterate() -> Int {
        let norm = (0..<order).reduce(Scalar(0)) { sum, column in
            (0..<min(order, column + 2)).reduce(sum) { $0 + abs(h[$1, column]) }
        }
        // LAPACK's lahqr allows as many. Eigenvalues that are equal to several others take some hundred.
        let limit = 30 * max(10, order)
        var (last, steps) = (order - 1, 0)
        while last >= 0 {
            let first = startOfBlock(last, norm)
            if first == last {
                (real[last], imaginary[last]) = (h[last, last], 0)
                (last, steps) = (last - 1, 0)
            } else if first == last - 1 {
                splitPair(first)
                (last, steps) = (last - 2, 0)
            } else {
                steps += 1
                if steps > limit { return last + 1 }
                francisStep(first, last, isExceptional: steps % 10 == 0)
            }
        }
        return 0
    }

    /// Returns the first row of the unreduced block that ends at row `last`, and sets the negligible subdiagonal
    /// element before it to 0.
    private func startOfBlock(_ last: Int, _ norm: Scalar) -> Int {
        var first = last
        while first > 0 {
            let neighbours = abs(h[first - 1, first - 1]) + abs(h[first, first])
            let bound = Scalar.ulpOfOne * (neighbours == 0 ? norm : neighbours)
            if abs(h[first, first - 1]) <= bound {
                h[first, first - 1] = 0
                break
            }
            first -= 1
        }
        return first
    }

    /// Applies one Francis double-shift QR step to an unreduced block. The shifts are the two eigenvalues of its last
    /// 2×2 block, whether real or a conjugate pair; only their sum and product occur.
    private func francisStep(_ first: Int, _ last: Int, isExceptional: Bool) {
        var (sum, product) = (
            h[last - 1, last - 1] + h[last, last],
            h[last - 1, last - 1] * h[last, last] - h[last - 1, last] * h[last, last - 1]
        )
        if isExceptional {
            let scale = abs(h[last, last - 1]) + abs(h[last - 1, last - 2])
            (sum, product) = (1.5 * scale, scale * scale)
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

    /// Moves the bulge down by one row: applies, from both sides, the reflection of two or three rows that maps (x, y,
    /// z) to the first axis.
    private func reflectThree(
        _ step: Int, _ count: Int, _ bulge: (Scalar, Scalar, Scalar), _ first: Int, _ last: Int
    ) {
        let v = Columns<Scalar>(rows: 3, columns: 1)
        (v.matrix.base[0], v.matrix.base[1], v.matrix.base[2]) = bulge
        let (tau, diagonal) = SwiftFactorizations.reflection(v.matrix.base, count)
        v.matrix.base[0] = 1
        let vector = ColumnMajor(v.matrix.base, rows: count, columns: 1)
        if step > first {
            h[step, step - 1] = diagonal
            for row in 1..<count { h[step + row, step - 1] = 0 }
        }
        for column in step..<order {
            SwiftFactorizations.reflect(h.column(column) + step, by: v.matrix.base, tau, count)
        }
        let top = ColumnMajor(h.base, rows: min(last, step + 3) + 1, columns: order, stride: h.stride)
        Self.reflectRows(top, from: step, vector, tau)
        Self.reflectRows(q.matrix, from: step, vector, tau)
    }

    /// Stores the two eigenvalues of a 2×2 block; if they are real, a rotation makes the block upper triangular.
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

    /// Applies, from both sides, the Givens rotation of axes `first` and `first + 1` that maps the direction (x, y) to
    /// the first.
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
