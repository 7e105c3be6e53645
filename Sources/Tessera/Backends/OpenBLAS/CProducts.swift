#if OpenBLAS
    internal import CKernels

    /// Matrix products by our own C kernels, for shapes at which BLAS is slow.
    enum CProducts {
        typealias BatchedGemm<T> = (
            Int, Int, Int, Int, UnsafePointer<T>?, Int, Int, Int, UnsafePointer<T>?, Int, Int, Int,
            UnsafeMutablePointer<T>?, Int, Bool
        ) -> Void
        typealias Gemv<T> = (Int, Int, UnsafePointer<T>?, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?, Bool) ->
            Void

        typealias GemvTransposed<T> = (
            Int, Int, UnsafePointer<T>?, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?, Bool, Int
        ) -> Void

        typealias PackedGemm<T> = (
            Int32, Int, Int, Int, UnsafePointer<T>?, Int, Int, UnsafePointer<T>?, Int, Int, UnsafeMutablePointer<T>?,
            Int, Bool, UnsafeMutablePointer<T>?
        ) -> Void

        /// The C kernels of one precision.
        struct Loops<T> {
            /// Small matrix products, many in one call.
            let gemm: BatchedGemm<T>
            /// A large matrix product, by packed panels.
            let packedGemm: PackedGemm<T>
            /// The number of elements of memory that `packedGemm` packs into, for so many rows and columns.
            let packedGemmScratch: (Int, Int) -> Int
            /// The inner product of each row of a matrix with a vector (gemv).
            let gemv: Gemv<T>
            /// The sum of the rows of a matrix with weights (gemvᵀ).
            let gemvTransposed: GemvTransposed<T>
        }

        @inline(__always)
        static var float: Loops<Float> {
            Loops(
                gemm: tessera_batched_gemm_f32, packedGemm: tessera_packed_gemm_f32,
                packedGemmScratch: tessera_packed_gemm_scratch_f32, gemv: tessera_gemv_f32,
                gemvTransposed: tessera_gemv_transposed_f32)
        }

        @inline(__always)
        static var double: Loops<Double> {
            Loops(
                gemm: tessera_batched_gemm_f64, packedGemm: tessera_packed_gemm_f64,
                packedGemmScratch: tessera_packed_gemm_scratch_f64, gemv: tessera_gemv_f64,
                gemvTransposed: tessera_gemv_transposed_f64)
        }

        /// Computes one small product.
        @inline(__always)
        static func multiply<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) {
            loops.gemm(
                1, p.rows, p.columns, p.depth, p.a.base, 0, p.a.rowStride, p.a.columnStride, p.b.base, 0,
                p.b.rowStride, p.b.columnStride, p.c, 0, p.accumulates)
        }

        /// The instruction set that large products use.
        static let level = tessera_gemm_best_level()

        /// True if the kernel for small products has the register tiles of AVX-512.
        static let hasWideTiles = tessera_gemm_levels() >= 3

        /// Computes one large product, in memory that is kept for the next one.
        static func multiplyPacked<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) {
            let scratch = Storage<S>(count: loops.packedGemmScratch(p.rows, p.columns))
            loops.packedGemm(
                level, p.rows, p.columns, p.depth, p.a.base, p.a.rowStride, p.a.columnStride, p.b.base,
                p.b.rowStride, p.b.columnStride, p.c, p.columns, p.accumulates, scratch.base)
            withExtendedLifetime(scratch) {}
        }

        /// Computes a batch of small products.
        static func multiply<S: RealScalar>(
            _ count: Int, _ p: MatrixProduct<S>, _ strides: BatchStrides, _ loops: Loops<S>
        ) {
            loops.gemm(
                count, p.rows, p.columns, p.depth, p.a.base, strides.a, p.a.rowStride, p.a.columnStride, p.b.base,
                strides.b,
                p.b.rowStride, p.b.columnStride, p.c, p.rows * p.columns, p.accumulates)
        }

        /// Computes inner products with the rows of a matrix.
        @inline(__always)
        static func gemv<S: RealScalar>(_ p: MatrixProduct<S>, _ layout: GemvLayout, _ loops: Loops<S>) {
            let (matrix, vector) = layout.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            loops.gemv(layout.count, p.depth, matrix, layout.stride, vector, p.c, p.accumulates)
        }

        /// Computes the weighted sum of the rows of a matrix.
        @inline(__always)
        static func gemvTransposed<S: RealScalar>(_ p: MatrixProduct<S>, _ layout: GemvLayout, _ loops: Loops<S>) {
            let (matrix, vector) = layout.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            loops.gemvTransposed(
                p.depth, layout.count, matrix, layout.stride, vector, p.c, p.accumulates, p.prefetchDistance)
        }
    }
#endif
