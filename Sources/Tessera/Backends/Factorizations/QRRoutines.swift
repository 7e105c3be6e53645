#if OpenBLAS
    internal import COpenBLAS
#endif

/// The QR factorisations of a backend.
package protocol QRRoutines: Sendable {
    /// Factorises A = Q·R by Householder reflections. R replaces the upper triangle, the reflectors replace the
    /// elements below it, and `tau` receives their scalar factors. geqrf.
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>)

    /// Factorises A = Q·R as `qr` does and stores the first columns of Q. geqrf and orgqr.
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>, q: ColumnMajor<S>)

    /// Factorises A·P = Q·R with column pivoting: each step takes the remaining column of the largest norm. Column i of
    /// A·P is column `permutation[i]` of A (LAPACK's jpvt, counted from 0). geqp3.
    func pivotedQR<S: RealScalar>(
        _ a: ColumnMajor<S>, permutation: UnsafeMutablePointer<Int32>, tau: UnsafeMutablePointer<S>)

    /// Overwrites C with Q·C, or with Qᵀ·C where `transposed`, from the reflectors and their scalar factors `tau` that
    /// `qr` has stored. ormqr.
    func applyQ<S: RealScalar>(
        _ a: ColumnMajor<S>, tau: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>)
}

extension QRRoutines {
    package func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>, q: ColumnMajor<S>) {
        formQ(a, tau: tau, q: q)
    }

    /// Factorises A, then multiplies the identity by Q.
    func formQ<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>, q: ColumnMajor<S>) {
        qr(a, tau: tau)
        q.setIdentity()
        applyQ(a, tau: tau, transposed: false, to: q)
    }
}

#if OpenBLAS
    extension LAPACK {
        func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>, q: ColumnMajor<S>) {
            guard BlockedQR<S>.takes(rows: a.rows, columns: a.columns) else { return formQ(a, tau: tau, q: q) }
            let blocked = BlockedQR(factorizing: a, tau: tau)
            blocked.formQ(q)
        }

        /// Computes the Householder QR factorisation. LAPACK's geqrf.
        func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>) {
            if BlockedQR<S>.takes(rows: a.rows, columns: a.columns) {
                _ = BlockedQR(factorizing: a, tau: tau)
                return
            }
            let (rows, columns, stride) = Self.extents(a)
            if S.self == Float.self {
                let (x, scalars) = (rebound(a.base, to: Float.self), rebound(tau, to: Float.self))
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sgeqrf_work(LAPACK_COL_MAJOR, rows, columns, x, stride, scalars, work, size)
                }
            } else {
                let (x, scalars) = (rebound(a.base, to: Double.self), rebound(tau, to: Double.self))
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, rows, columns, x, stride, scalars, work, size)
                }
            }
        }

        /// Computes the QR factorisation with column pivoting; `permutation` receives jpvt, counted from 0. LAPACK's
        /// geqp3.
        func pivotedQR<S: RealScalar>(
            _ a: ColumnMajor<S>, permutation: UnsafeMutablePointer<Int32>, tau: UnsafeMutablePointer<S>
        ) {
            let (rows, columns, stride) = Self.extents(a)
            // An entry of jpvt that is not 0 would fix its column at the front.
            permutation.update(repeating: 0, count: a.columns)
            if S.self == Float.self {
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sgeqp3_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, permutation, rebound(tau), work, size)
                }
            } else {
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dgeqp3_work(
                        LAPACK_COL_MAJOR, rows, columns, rebound(a.base), stride, permutation, rebound(tau), work, size)
                }
            }
            for column in 0..<a.columns {
                permutation[column] = min(a.rows, a.columns) == 0 ? Int32(column) : permutation[column] - 1
            }
        }

        /// Multiplies by Q or Qᵀ from the left. LAPACK's ormqr.
        func applyQ<S: RealScalar>(
            _ a: ColumnMajor<S>, tau: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>
        ) {
            if BlockedQR<S>.takes(rows: a.rows, columns: a.columns), c.columns >= 32 {
                let blocked = BlockedQR(factors: a, tau: tau)
                return blocked.applyQ(transposed: transposed, to: c)
            }
            let side = CChar(UInt8(ascii: "L")), trans = CChar(UInt8(ascii: transposed ? "T" : "N"))
            let (rows, columns, stride) = Self.extents(c)
            let count = Int32(min(a.rows, a.columns))
            if S.self == Float.self {
                let (x, scalars) = (rebound(a.base, to: Float.self), rebound(tau, to: Float.self))
                let y = rebound(c.base, to: Float.self)
                Self.withWorkspace { (work: UnsafeMutablePointer<Float>, size) in
                    LAPACKE_sormqr_work(
                        LAPACK_COL_MAJOR, side, trans, rows, columns, count, x, Int32(a.stride), scalars, y, stride,
                        work,
                        size)
                }
            } else {
                let (x, scalars) = (rebound(a.base, to: Double.self), rebound(tau, to: Double.self))
                let y = rebound(c.base, to: Double.self)
                Self.withWorkspace { (work: UnsafeMutablePointer<Double>, size) in
                    LAPACKE_dormqr_work(
                        LAPACK_COL_MAJOR, side, trans, rows, columns, count, x, Int32(a.stride), scalars, y, stride,
                        work,
                        size)
                }
            }
        }
    }
#endif

extension SwiftFactorizations {
    /// The Householder QR factorisation (Golub and Van Loan, "Matrix Computations", §5.2).
    func qr<S: RealScalar>(_ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>) {
        #if CKernels
            if kernels != nil, BlockedQR<S>.takes(rows: a.rows, columns: a.columns) {
                _ = BlockedQR(factorizing: a, tau: tau)
                return
            }
        #endif
        for step in 0..<min(a.rows, a.columns) { reduce(a, step, tau) }
    }

    /// The QR factorisation with column pivoting (Businger and Golub, "Linear least squares solutions by Householder
    /// transformations", 1965). The norms of the remaining columns are computed anew at each step, not downdated.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func pivotedQR<S: RealScalar>(
        _ a: ColumnMajor<S>, permutation: UnsafeMutablePointer<Int32>, tau: UnsafeMutablePointer<S>
    ) {
        for column in 0..<a.columns { permutation[column] = Int32(column) }
        for step in 0..<min(a.rows, a.columns) {
            let norms = (step..<a.columns).map { Self.norm(a.column($0) + step, a.rows - step) }
            var largest = step
            for column in step..<a.columns where norms[column - step] > norms[largest - step] { largest = column }
            if largest != step {
                Self.exchange(a, step, largest)
                swap(&permutation[step], &permutation[largest])
            }
            reduce(a, step, tau)
        }
    }

    /// Applies the Householder reflection that zeroes a column below the diagonal, to it and to the columns after it.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private func reduce<S: RealScalar>(_ a: ColumnMajor<S>, _ step: Int, _ tau: UnsafeMutablePointer<S>) {
        let column = a.column(step) + step
        let reflection = Self.reflection(column, a.rows - step)
        tau[step] = reflection.tau
        column[0] = reflection.diagonal
        for other in (step + 1)..<max(step + 1, a.columns) {
            Self.reflect(a.column(other) + step, by: column, reflection.tau, a.rows - step)
        }
    }

    /// Multiplies by Q or Qᵀ by applying the reflections one by one.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func applyQ<S: RealScalar>(
        _ a: ColumnMajor<S>, tau: UnsafePointer<S>, transposed: Bool, to c: ColumnMajor<S>
    ) {
        #if CKernels
            if kernels != nil, BlockedQR<S>.takes(rows: a.rows, columns: a.columns), c.columns >= 32 {
                return BlockedQR(factors: a, tau: tau).applyQ(transposed: transposed, to: c)
            }
        #endif
        let count = min(a.rows, a.columns)
        for step in 0..<count {
            let index = transposed ? step : count - 1 - step
            for column in 0..<c.columns {
                Self.reflect(c.column(column) + index, by: a.column(index) + index, tau[index], a.rows - index)
            }
        }
    }

    /// Creates the Householder reflection H = I − τ·v·vᵀ with H·x = (diagonal, 0, …). v replaces x; its first element
    /// is implicitly 1 and not stored. LAPACK's larfg.
    ///
    /// - Returns: τ, which is 0 if x is already of that form, and the diagonal element.
    @inline(__always)
    static func reflection<S: RealScalar>(_ x: UnsafeMutablePointer<S>, _ count: Int) -> (
        tau: S, diagonal: S
    ) {
        let tailNorm = norm(x + 1, count - 1)
        if tailNorm == 0 { return (0, x[0]) }
        let length = norm(x, count)
        let diagonal = x[0] > 0 ? -length : length
        let pivot = x[0] - diagonal
        for index in 1..<count { x[index] /= pivot }
        return (-pivot / diagonal, diagonal)
    }

    /// Applies a Householder reflection to a vector: x ← (I − τ·v·vᵀ)·x. LAPACK's larf.
    @inline(__always)
    static func reflect<S: RealScalar>(
        _ x: UnsafeMutablePointer<S>, by v: UnsafePointer<S>, _ tau: S, _ count: Int
    ) {
        if tau == 0 { return }
        var sum = x[0]
        for index in 1..<max(1, count) { sum += v[index] * x[index] }
        let weight = tau * sum
        x[0] -= weight
        for index in 1..<max(1, count) { x[index] -= weight * v[index] }
    }

    /// Returns the Euclidean norm of a vector. Elements are divided by the largest magnitude before they are squared,
    /// so that the squares neither overflow nor underflow. BLAS's nrm2.
    @inline(__always)
    static func norm<S: RealScalar>(_ x: UnsafePointer<S>, _ count: Int) -> S {
        var maxAbs: S = 0
        for index in 0..<count { maxAbs = max(maxAbs, abs(x[index])) }
        if maxAbs == 0 { return 0 }
        var sum: S = 0
        for index in 0..<count {
            let scaled = x[index] / maxAbs
            sum += scaled * scaled
        }
        return maxAbs * sum.squareRoot()
    }
}
