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

        /// The C kernels of one precision.
        struct Loops<T> {
            /// Small matrix products, many in one call.
            let gemm: BatchedGemm<T>
            /// The inner product of each row of a matrix with a vector (gemv).
            let gemv: Gemv<T>
            /// The sum of the rows of a matrix with weights (gemvᵀ).
            let gemvTransposed: GemvTransposed<T>
        }

        @inline(__always)
        static var float: Loops<Float> {
            Loops(
                gemm: tessera_batched_gemm_f32, gemv: tessera_gemv_f32,
                gemvTransposed: tessera_gemv_transposed_f32)
        }

        @inline(__always)
        static var double: Loops<Double> {
            Loops(
                gemm: tessera_batched_gemm_f64, gemv: tessera_gemv_f64,
                gemvTransposed: tessera_gemv_transposed_f64)
        }

        /// Returns whether our kernels were measured to be faster than OpenBLAS on one thread: up to 128³
        /// multiplications or, if the rows of the left operand are contiguous and in single precision, up to 256³. One
        /// stride of each operand must be 1.
        @inline(__always)
        static func isSmall(rows: Int, columns: Int, depth: Int, leftColumnStride: Int, isFloat: Bool) -> Bool {
            rows * columns * depth <= (isFloat && leftColumnStride == 1 ? 1 << 24 : 1 << 21)
        }

        @inline(__always)
        static func isSmall<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            isSmall(
                rows: p.rows, columns: p.columns, depth: p.depth, leftColumnStride: p.a.columnStride,
                isFloat: S.self == Float.self)
        }

        /// Returns whether none of our kernels computes the product.
        @inline(__always)
        static func needsBLAS<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            p.rows > 1 && p.columns > 1 ? !isSmall(p) : GemvDispatch(p) == nil
        }

        /// Computes one small product.
        @inline(__always)
        static func multiply<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) {
            loops.gemm(
                1, p.rows, p.columns, p.depth, p.a.base, 0, p.a.rowStride, p.a.columnStride, p.b.base, 0,
                p.b.rowStride, p.b.columnStride, p.c, 0, p.accumulates)
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

        /// Computes a product with one row or one column, as inner products with the rows of the matrix (gemv) or as
        /// the weighted sum of its rows (gemvᵀ).
        ///
        /// - Returns: false, with nothing computed, if neither kernel takes the strides of the operands.
        @inline(__always)
        static func multiplyVector<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) -> Bool {
            guard let route = GemvDispatch(p) else { return false }
            let (matrix, vector) = route.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            if route.isGemv {
                loops.gemv(route.count, p.depth, matrix, route.stride, vector, p.c, p.accumulates)
            } else {
                loops.gemvTransposed(
                    p.depth, route.count, matrix, route.stride, vector, p.c, p.accumulates, p.prefetchDistance)
            }
            return true
        }
    }

    /// The kernel for a product with one row or one column, and how it reads the matrix; nil if no kernel of ours takes
    /// the strides: unless the depth is 1, that of the vector must be 1, and so must one of the matrix.
    struct GemvDispatch {
        /// Whether the matrix is the left operand and the vector the right one.
        let matrixIsLeft: Bool
        /// Whether the result consists of inner products with the rows of the matrix (gemv); otherwise it is the
        /// weighted sum of the rows (gemvᵀ).
        let isGemv: Bool
        /// The number of elements of the result.
        let count: Int
        /// The distance in elements between the rows of the matrix as the kernel reads it.
        let stride: Int

        /// - Parameters:
        ///   - a: the row and column strides of the left operand in elements.
        ///   - b: the row and column strides of the right operand in elements.
        @inline(__always)
        init?(rows: Int, columns: Int, depth: Int, a: (row: Int, column: Int), b: (row: Int, column: Int)) {
            matrixIsLeft = columns == 1
            count = matrixIsLeft ? rows : columns
            // The strides of the matrix from one element of the result to the next, and along the summation.
            let (across, along) = matrixIsLeft ? (a.row, a.column) : (b.column, b.row)
            guard depth == 1 || (matrixIsLeft ? b.row : a.column) == 1 else { return nil }
            isGemv = along == 1 || depth == 1
            guard isGemv || across == 1 else { return nil }
            stride = isGemv ? across : along
        }

        @inline(__always)
        init?<S: RealScalar>(_ p: MatrixProduct<S>) {
            self.init(
                rows: p.rows, columns: p.columns, depth: p.depth, a: (p.a.rowStride, p.a.columnStride),
                b: (p.b.rowStride, p.b.columnStride))
        }
    }
#endif
