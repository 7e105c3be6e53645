#if OpenBLAS
    internal import COpenBLAS
#endif

/// The eigenvalues and eigenvectors of symmetric matrices.
package protocol SymmetricEigenRoutine: Sendable {
    /// Decomposes A = V·diag(λ)·Vᵀ from the lower triangle, with eigenvalues in ascending order. The eigenvectors
    /// replace A if `vectors` is set. syevd.
    ///
    /// - Returns: the number of values that have not converged.
    func symmetricEigen<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool) -> Int
}

#if OpenBLAS
    extension LAPACK {
        /// Computes the eigenvalues and, on request, the eigenvectors of a symmetric matrix by divide and conquer.
        /// LAPACK's syevd.
        func symmetricEigen<S: RealScalar>(
            _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool
        ) -> Int {
            if vectors, BlockedSymmetricEigen.takes(a) { return BlockedSymmetricEigen.decompose(a, values: values) }
            let (rows, _, stride) = Self.extents(a)
            let (job, lower) = (CChar(UInt8(ascii: vectors ? "V" : "N")), CChar(UInt8(ascii: "L")))
            let least = vectors ? 1 + 6 * a.rows + 2 * a.rows * a.rows : 2 * a.rows + 1
            let info = Self.withIntegers(vectors ? 3 + 5 * a.rows : 1) { integers, count in
                if S.self == Float.self {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Float>, size) in
                        LAPACKE_ssyevd_work(
                            LAPACK_COL_MAJOR, job, lower, rows, rebound(a.base), stride, rebound(values), work, size,
                            integers, count)
                    }
                } else {
                    Self.withWorkspace(least: least) { (work: UnsafeMutablePointer<Double>, size) in
                        LAPACKE_dsyevd_work(
                            LAPACK_COL_MAJOR, job, lower, rows, rebound(a.base), stride, rebound(values), work, size,
                            integers, count)
                    }
                }
            }
            return Int(info)
        }
    }
#endif

extension SwiftFactorizations {
    /// The cyclic Jacobi method: rotations of the matrix from both sides, in at most 60 sweeps (Golub and Van Loan,
    /// "Matrix Computations", §8.5).
    @specialized(where S == Float)
    @specialized(where S == Double)
    func symmetricEigen<S: RealScalar>(_ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, vectors: Bool) -> Int {
        for column in 0..<a.rows {
            for row in 0..<column { a[row, column] = a[column, row] }
        }
        let scale = Self.normalize(a)
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
        for index in 0..<a.rows { values[index] *= scale }
        if vectors { a.base.update(from: v.matrix.base, count: a.rows * a.rows) }
        return rotations
    }

    /// Applies the Jacobi rotation that zeroes the off-diagonal element of two axes, unless the element is rounding
    /// error beside the diagonal.
    ///
    /// - Returns: whether it rotated the matrix.
    @inline(__always)
    private static func rotateBoth<S: RealScalar>(
        _ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ first: Int, _ second: Int
    ) -> Bool {
        let (x, y, offDiagonal) = (a[first, first], a[second, second], a[second, first])
        let bound = S.ulpOfOne * abs(x).squareRoot() * abs(y).squareRoot()
        if abs(offDiagonal) <= bound || abs(offDiagonal) < S.leastNormalMagnitude { return false }
        // cot 2θ of the rotation angle θ; its tangent is that of the smaller of the two possible angles.
        let cotangent = (y - x) / (2 * offDiagonal)
        let tangent = (cotangent < 0 ? -1 : 1) / (abs(cotangent) + (1 + cotangent * cotangent).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        rotate(a.column(first), a.column(second), a.rows, cosine, tangent)
        for column in 0..<a.rows {
            let (p, q) = (a[first, column], a[second, column])
            a[first, column] = cosine * (p - tangent * q)
            a[second, column] = cosine * (tangent * p + q)
        }
        a[first, second] = 0
        a[second, first] = 0
        rotate(v.column(first), v.column(second), v.rows, cosine, tangent)
        return true
    }

    /// Stores the diagonal, which holds the eigenvalues, in ascending order, and permutes the eigenvectors alike
    /// (selection sort).
    private static func sortValues<S: RealScalar>(
        _ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ values: UnsafeMutablePointer<S>
    ) {
        for column in 0..<a.rows { values[column] = a[column, column] }
        for index in 0..<a.rows {
            var smallest = index
            for other in index..<a.rows where values[other] < values[smallest] { smallest = other }
            if smallest == index { continue }
            swap(&values[index], &values[smallest])
            exchange(v, index, smallest)
        }
    }
}
