#if OpenBLAS
    internal import CKernels

    /// Factorisations of many small matrices at a time by C kernels that keep one matrix in each vector lane: a call of
    /// LAPACK would take longer than the arithmetic.
    extension LAPACK {
        func batchedCholesky<S: RealScalar>(
            _ count: Int, order: Int, _ a: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) -> Int {
            guard order <= SmallMatrices.largestOrder else { return 0 }
            return S.self == Float.self
                ? tessera_small_cholesky_f32(count, order, rebound(a), rebound(out))
                : tessera_small_cholesky_f64(count, order, rebound(a), rebound(out))
        }

        func batchedSolve<S: RealScalar>(
            _ count: Int, order: Int, columns: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
            _ out: UnsafeMutablePointer<S>
        ) -> Int {
            guard order <= SmallMatrices.largestOrder, columns <= SmallMatrices.largestOrder else { return 0 }
            return S.self == Float.self
                ? tessera_small_solve_f32(count, order, columns, rebound(a), rebound(b), rebound(out))
                : tessera_small_solve_f64(count, order, columns, rebound(a), rebound(b), rebound(out))
        }
    }
#endif
