#if OpenBLAS
    internal import COpenBLAS
#endif

/// The singular value decomposition.
package protocol SVDRoutine: Sendable {
    /// Decomposes A = U·diag(σ)·Vᵀ with singular values in descending order. The extents of `u` and `vTransposed`
    /// choose the full or the thin decomposition: U has m or min(m, n) columns, Vᵀ has n or min(m, n) rows. Both are
    /// nil where only the values are wanted. A is overwritten. gesdd.
    ///
    /// - Returns: the number of values that have not converged.
    func svd<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int
}

#if OpenBLAS
    extension LAPACK {
        /// Computes the singular values and, if both are given, `u` and `vTransposed` by divide and conquer. LAPACK's
        /// gesdd.
        func svd<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
        ) -> Int {
            if let u, let vTransposed, BlockedSVD.takes(a) {
                return BlockedSVD.decompose(a, values: values, u: u, vTransposed: vTransposed)
            }
            let (rows, columns, stride) = Self.extents(a)
            let isFull = u.map { $0.columns == a.rows } ?? false && vTransposed.map { $0.rows == a.columns } ?? false
            let job = CChar(UInt8(ascii: u == nil ? "N" : isFull ? "A" : "S"))
            // With job N, LAPACK does not access these.
            let (u, v) = (u ?? a, vTransposed ?? a)
            let inner = min(a.rows, a.columns)
            let least = 4 * inner * inner + 7 * inner + max(a.rows, a.columns)
            let info = Self.withIntegers(8 * min(a.rows, a.columns)) { integers, _ in
                if S.self == Float.self {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_sgesdd_work(
                            LAPACK_COL_MAJOR, job, rows, columns, rebound(a.base), stride, rebound(values),
                            rebound(u.base), Int32(u.stride), rebound(v.base), Int32(v.stride), work, size, integers)
                    }
                } else {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dgesdd_work(
                            LAPACK_COL_MAJOR, job, rows, columns, rebound(a.base), stride, rebound(values),
                            rebound(u.base), Int32(u.stride), rebound(v.base), Int32(v.stride), work, size, integers)
                    }
                }
            }
            return Int(info)
        }
    }
#endif

extension SwiftFactorizations {
    /// The one-sided Jacobi method, preconditioned by a QR factorisation with column pivoting (Drmač and Veselić, "New
    /// fast and accurate Jacobi SVD algorithm", 2008): A·P = Q·R, then rotations of the columns of Rᵀ give Rᵀ·W =
    /// V·diag(σ), so that A = Q·W·diag(σ)·(P·V)ᵀ. If A has fewer rows than columns, its transpose is factorised.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func svd<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int {
        if a.rows < a.columns { return svdOfTranspose(a, values: values, u: u, vTransposed: vTransposed) }
        let scale = Self.normalize(a)
        var permutation = [Int32](repeating: 0, count: a.columns)
        let tau = Columns<S>(rows: a.columns, columns: 1)
        permutation.withUnsafeMutableBufferPointer { permutation in
            permutation.baseAddress.map { pivotedQR(a, permutation: $0, tau: tau.matrix.base) }
        }
        let rTransposed = Columns<S>.zeros(rows: a.columns, columns: a.columns)
        for column in 0..<a.columns {
            for row in 0...column { rTransposed.matrix[column, row] = a[row, column] }
        }
        let w = Columns<S>.identity(rows: a.columns, columns: a.columns)
        let unconverged = Self.orthogonalize(rTransposed.matrix, w.matrix)
        Self.sort(rTransposed.matrix, w.matrix, values)
        for index in 0..<a.columns { values[index] *= scale }
        if let u {
            u.setIdentity()
            for column in 0..<a.columns { u.column(column).update(from: w.matrix.column(column), count: a.columns) }
            applyQ(a, tau: tau.matrix.base, transposed: false, to: u)
        }
        if let vTransposed { storeRightVectors(rTransposed.matrix, permutation, to: vTransposed) }
        return unconverged
    }

    /// Computes A = U·diag(σ)·Vᵀ from the decomposition Aᵀ = V·diag(σ)·Uᵀ.
    private func svdOfTranspose<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int {
        let transposed = Columns<S>(rows: a.columns, columns: a.rows)
        Self.transpose(a, to: transposed.matrix)
        guard let u, let vTransposed else { return svd(transposed.matrix, values: values, u: nil, vTransposed: nil) }
        let left = Columns<S>(rows: vTransposed.columns, columns: vTransposed.rows)
        let right = Columns<S>(rows: u.columns, columns: u.rows)
        let unconverged = svd(transposed.matrix, values: values, u: left.matrix, vTransposed: right.matrix)
        Self.transpose(left.matrix, to: vTransposed)
        Self.transpose(right.matrix, to: u)
        return unconverged
    }

    /// Stores (P·V)ᵀ, where V has the orthogonal columns of `z` divided by their norms. V comes from a QR
    /// factorisation, so that columns of norm 0 become orthonormal too.
    private func storeRightVectors<S: RealScalar>(
        _ z: ColumnMajor<S>, _ permutation: [Int32], to out: ColumnMajor<S>
    ) {
        let v = Columns<S>.identity(rows: z.rows, columns: z.columns)
        withTau(z.columns) { tau in
            qr(z, tau: tau)
            applyQ(z, tau: tau, transposed: false, to: v.matrix)
        }
        for index in 0..<z.columns {
            let sign: S = z[index, index] < 0 ? -1 : 1
            for row in 0..<z.rows { out[index, Int(permutation[row])] = sign * v.matrix[row, index] }
        }
    }

    /// Divides a matrix by the power of 2 at or below its largest magnitude, but at least the smallest normal number,
    /// and returns that power; 1 for a matrix of zeros.
    static func normalize<S: RealScalar>(_ a: ColumnMajor<S>) -> S {
        var maxAbs: S = 0
        for column in 0..<a.columns {
            for row in 0..<a.rows { maxAbs = max(maxAbs, abs(a[row, column])) }
        }
        if maxAbs == 0 { return 1 }
        let scale = S(sign: .plus, exponent: max(maxAbs.exponent, S.leastNormalMagnitude.exponent), significand: 1)
        for column in 0..<a.columns {
            for row in 0..<a.rows { a[row, column] /= scale }
        }
        return scale
    }

    /// Rotates pairs of columns of `a`, and those of `v` alike, until all columns of `a` are orthogonal or 60 sweeps
    /// are done; returns the number of pairs that still had to be rotated in the last sweep, 0 on convergence.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private static func orthogonalize<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>) -> Int {
        var rotations = 0
        for _ in 0..<60 {
            rotations = 0
            for first in 0..<a.columns {
                for second in (first + 1)..<max(first + 1, a.columns) where rotate(a, v, first, second) {
                    rotations += 1
                }
            }
            if rotations == 0 { break }
        }
        return rotations
    }

    /// Applies the Jacobi rotation that makes two columns of `a` orthogonal, unless they already are to rounding error.
    ///
    /// - Returns: whether it rotated the columns.
    @inline(__always)
    private static func rotate<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ first: Int, _ second: Int)
        -> Bool
    {
        let (x, y) = (a.column(first), a.column(second))
        var (xx, yy, xy): (S, S, S) = (0, 0, 0)
        for row in 0..<a.rows {
            xx += x[row] * x[row]
            yy += y[row] * y[row]
            xy += x[row] * y[row]
        }
        // Squares lose digits to underflow only in columns that are negligible beside the largest, whose norm is 1
        // or more after scaling.
        let bound = S.ulpOfOne * S(a.rows) * xx.squareRoot() * yy.squareRoot()
        if abs(xy) <= max(bound, S.leastNormalMagnitude / S.ulpOfOne) { return false }
        // cot 2θ of the rotation angle θ; its tangent is that of the smaller of the two possible angles.
        let cotangent = (yy - xx) / (2 * xy)
        let tangent = (cotangent < 0 ? -1 : 1) / (abs(cotangent) + (1 + cotangent * cotangent).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        rotate(x, y, a.rows, cosine, tangent)
        rotate(v.column(first), v.column(second), v.rows, cosine, tangent)
        return true
    }

    /// Applies a plane rotation to two vectors: BLAS's rot, with the tangent in place of the sine.
    @inline(__always)
    static func rotate<S: RealScalar>(
        _ x: UnsafeMutablePointer<S>, _ y: UnsafeMutablePointer<S>, _ count: Int, _ cosine: S, _ tangent: S
    ) {
        for row in 0..<count {
            let (a, b) = (x[row], y[row])
            x[row] = cosine * (a - tangent * b)
            y[row] = cosine * (tangent * a + b)
        }
    }

    /// Stores the norms of the columns of `a`, which are the singular values, in descending order, and permutes the
    /// columns of `a` and `v` alike (selection sort).
    private static func sort<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ values: UnsafeMutablePointer<S>)
    {
        for column in 0..<a.columns { values[column] = norm(a.column(column), a.rows) }
        for index in 0..<a.columns {
            var largest = index
            for other in index..<a.columns where values[other] > values[largest] { largest = other }
            if largest == index { continue }
            swap(&values[index], &values[largest])
            exchange(a, index, largest)
            exchange(v, index, largest)
        }
    }

    /// Swaps two columns.
    static func exchange<S: RealScalar>(_ a: ColumnMajor<S>, _ first: Int, _ second: Int) {
        for row in 0..<a.rows {
            let element = a[row, first]
            a[row, first] = a[row, second]
            a[row, second] = element
        }
    }

    /// Copies the transpose of `a` to `out`.
    static func transpose<S: RealScalar>(_ a: ColumnMajor<S>, to out: ColumnMajor<S>) {
        for column in 0..<a.columns {
            for row in 0..<a.rows { out[column, row] = a[row, column] }
        }
    }
}
