#if CKernels
    internal import CKernels
#endif

/// Factorisations of many small matrices in one call. By default none is factorised, which leaves all to the other
/// routines, one by one.
package protocol SmallMatrixRoutines: Sendable {
    /// Computes the Cholesky factors L of `count` small matrices that are consecutive in memory, in row-major order,
    /// with zeros above the diagonal.
    ///
    /// - Returns: the number of leading matrices that were factorised; the caller passes the others to `cholesky`, one
    ///   by one.
    func batchedCholesky<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int

    /// Solves A·X = B for `count` small systems that are consecutive in memory, in row-major order.
    ///
    /// - Returns: the number of leading systems that were solved; the caller passes the others to `lu`, one by one.
    func batchedSolve<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int
}

extension SmallMatrixRoutines {
    package func batchedCholesky<S: RealScalar>(
        _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }

    package func batchedSolve<S: RealScalar>(
        _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<S>
    ) -> Int { 0 }
}

#if CKernels
    /// Factorisations of many small matrices at a time by C kernels that keep one matrix in each vector lane: a call of
    /// LAPACK would take longer than the arithmetic.
    extension NativeKernels {
        fileprivate func batchedCholesky<S: RealScalar>(
            _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) -> Int {
            guard order <= SmallMatrices.largestOrder else { return 0 }
            return S.self == Float.self
                ? c.f32.small_matrices.cholesky(count, order, rebound(a), rebound(out))
                : c.f64.small_matrices.cholesky(count, order, rebound(a), rebound(out))
        }

        fileprivate func batchedSolve<S: RealScalar>(
            _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
            _ out: UnsafeMutablePointer<S>
        ) -> Int {
            guard order <= SmallMatrices.largestOrder, columns <= SmallMatrices.largestOrder else { return 0 }
            return S.self == Float.self
                ? c.f32.small_matrices.solve(count, order, columns, rebound(a), rebound(b), rebound(out))
                : c.f64.small_matrices.solve(count, order, columns, rebound(a), rebound(b), rebound(out))
        }
    }
#endif

#if CKernels
    extension SwiftFactorizations {
        func batchedCholesky<S: RealScalar>(
            _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) -> Int { kernels?.batchedCholesky(count, order: order, a, out) ?? 0 }

        func batchedSolve<S: RealScalar>(
            _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
            _ out: UnsafeMutablePointer<S>
        ) -> Int { kernels?.batchedSolve(count, order: order, columns: columns, a, b, out) ?? 0 }
    }
#endif

#if OpenBLAS
    extension LAPACK {
        func batchedCholesky<S: RealScalar>(
            _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) -> Int { kernels.batchedCholesky(count, order: order, a, out) }

        func batchedSolve<S: RealScalar>(
            _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
            _ out: UnsafeMutablePointer<S>
        ) -> Int { kernels.batchedSolve(count, order: order, columns: columns, a, b, out) }
    }
#endif

/// The limits of batched factorisations of small matrices.
enum SmallMatrices {
    static let largestOrder = 32

    /// The number of matrices that are best factorised in one call: the lane count of the widest vector registers.
    static func together(_ order: Int) -> Int { order <= largestOrder ? 16 : 1 }
}
