#if CKernels
    internal import CKernels

    /// Matrix products by the kernels in C.
    extension NativeKernels {
        /// Computes a batch of small products.
        @inline(__always)
        func gemm<S: RealScalar>(_ count: Int, _ p: MatrixProduct<S>, _ strides: BatchStrides) {
            if S.self == Float.self {
                c.f32.batched_gemm(
                    count, p.rows, p.columns, p.depth, rebound(p.a.base), strides.a, p.a.rowStride, p.a.columnStride,
                    rebound(p.b.base), strides.b, p.b.rowStride, p.b.columnStride, rebound(p.c), p.rows * p.columns,
                    p.accumulates)
            } else {
                c.f64.batched_gemm(
                    count, p.rows, p.columns, p.depth, rebound(p.a.base), strides.a, p.a.rowStride, p.a.columnStride,
                    rebound(p.b.base), strides.b, p.b.rowStride, p.b.columnStride, rebound(p.c), p.rows * p.columns,
                    p.accumulates)
            }
        }

        /// Computes one large product, in memory that is kept for the next one.
        func packedGemm<S: RealScalar>(_ p: MatrixProduct<S>) {
            Self.packedGemm(tables.pointee.packedGemmLevel, p, resultStride: p.columns) { $0 }
        }

        /// Computes a large product whose result may be a part of a larger matrix.
        ///
        /// - Parameters:
        ///   - level: the instruction set.
        ///   - resultStride: the distance in elements between the rows of the result.
        ///   - scratchCount: returns the number of elements to allocate for packing, at least the given one.
        @inline(__always)
        static func packedGemm<S: RealScalar>(
            _ level: Int32, _ p: MatrixProduct<S>, resultStride: Int, scratchCount: (Int) -> Int
        ) {
            if S.self == Float.self {
                let scratch = Storage<Float>(count: scratchCount(tessera_packed_gemm_scratch_f32(p.rows, p.columns)))
                tessera_packed_gemm_f32(
                    level, p.rows, p.columns, p.depth, rebound(p.a.base), p.a.rowStride, p.a.columnStride,
                    rebound(p.b.base), p.b.rowStride, p.b.columnStride, rebound(p.c), resultStride, p.accumulates,
                    scratch.base)
                withExtendedLifetime(scratch) {}
            } else {
                let scratch = Storage<Double>(count: scratchCount(tessera_packed_gemm_scratch_f64(p.rows, p.columns)))
                tessera_packed_gemm_f64(
                    level, p.rows, p.columns, p.depth, rebound(p.a.base), p.a.rowStride, p.a.columnStride,
                    rebound(p.b.base), p.b.rowStride, p.b.columnStride, rebound(p.c), resultStride, p.accumulates,
                    scratch.base)
                withExtendedLifetime(scratch) {}
            }
        }

        /// Computes inner products with the rows of a matrix.
        @inline(__always)
        func gemv<S: RealScalar>(_ p: MatrixProduct<S>, _ layout: GemvLayout) {
            let (matrix, vector) = layout.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            if S.self == Float.self {
                c.f32.gemv(
                    layout.count, p.depth, rebound(matrix), layout.stride, rebound(vector), rebound(p.c), p.accumulates)
            } else {
                c.f64.gemv(
                    layout.count, p.depth, rebound(matrix), layout.stride, rebound(vector), rebound(p.c), p.accumulates)
            }
        }

        /// Computes the weighted sum of the rows of a matrix.
        @inline(__always)
        func gemvTransposed<S: RealScalar>(_ p: MatrixProduct<S>, _ layout: GemvLayout) {
            let (matrix, vector) = layout.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            if S.self == Float.self {
                c.f32.gemv_transposed(
                    p.depth, layout.count, rebound(matrix), layout.stride, rebound(vector), rebound(p.c),
                    p.accumulates, p.prefetchDistance)
            } else {
                c.f64.gemv_transposed(
                    p.depth, layout.count, rebound(matrix), layout.stride, rebound(vector), rebound(p.c),
                    p.accumulates, p.prefetchDistance)
            }
        }
    }
#endif
