#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        /// Returns whether BLAS reads this layout: rows or columns are contiguous and the leading dimension fits 32
        /// bits.
        func reads(rowStride: Int, columnStride: Int) -> Bool {
            let leading = columnStride == 1 ? rowStride : columnStride
            return (columnStride == 1 || rowStride == 1) && leading > 0 && leading <= Int(Int32.max)
        }

        func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result {
            try SingleThreadedBLAS.run(body)
        }

        func addGram(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
            prefetching next: UnsafeRawBufferPointer
        ) {
            // Our kernel needs a multiple of 4 columns. Larger matrices would be evicted from cache between two
            // additions to an element; OpenBLAS blocks them further.
            if columns <= 240, columns % 4 == 0 {
                tessera_add_gram_f64(rows, columns, x, gram, next.baseAddress, next.count)
            } else {
                SingleThreadedBLAS.run { CBLAS.syrk(rows: rows, columns: columns, x, to: gram) }
            }
        }

        func widen<S: RealScalar>(
            rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?,
            scales: UnsafePointer<Double>?, to out: UnsafeMutablePointer<Double>, stride: Int
        ) {
            if S.self == Float.self {
                tessera_widen_rows_f32(rows, columns, rebound(x), shifts, scales, out, stride)
            } else {
                tessera_widen_rows_f64(rows, columns, rebound(x), shifts, scales, out, stride)
            }
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func multiply<S: RealScalar>(_ product: MatrixProduct<S>) {
            // OpenBLAS runs products of at most this size on one thread whatever its thread count.
            if product.rows * product.columns * product.depth > 8192, CProducts.needsBLAS(product) {
                SingleThreadedBLAS.run { multiplyOnOneThread(product) }
            } else {
                multiplyOnOneThread(product)
            }
        }

        /// Computes a product, for which the caller has set OpenBLAS to one thread if it is needed.
        @inline(__always)
        private func multiplyOnOneThread<S: RealScalar>(_ product: MatrixProduct<S>) {
            if S.self == Float.self {
                route(
                    unsafeBitCast(product, to: MatrixProduct<Float>.self), CProducts.float, CBLAS.dot, CBLAS.gemv,
                    CBLAS.gemm)
            } else {
                route(
                    unsafeBitCast(product, to: MatrixProduct<Double>.self), CProducts.double, CBLAS.dot, CBLAS.gemv,
                    CBLAS.gemm)
            }
        }

        /// Dispatches small products and products with vectors to our own kernels, the rest to BLAS: BLAS packs its
        /// operands whatever their size, and its gemm does not turn a product with one column into a gemv.
        @inline(__always)
        private func route<S: RealScalar>(
            _ product: MatrixProduct<S>, _ loops: CProducts.Loops<S>, _ dot: (MatrixProduct<S>) -> S,
            _ gemv: (MatrixVectorProduct<S>) -> Void, _ gemm: (MatrixProduct<S>) -> Void
        ) {
            if product.rows == 1 || product.columns == 1 {
                if CProducts.multiplyVector(product, loops) { return }
                if product.rows == 1, product.columns == 1 {
                    product.c.pointee = dot(product) + (product.accumulates ? product.c.pointee : 0)
                } else {
                    gemv(MatrixVectorProduct(product))
                }
            } else if CProducts.isSmall(product) {
                CProducts.multiply(product, loops)
            } else {
                gemm(product)
            }
        }

        func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides) {
            guard product.rows > 1, product.columns > 1, CProducts.isSmall(product) else {
                for index in 0..<count { multiply(product.batchElement(index, strides)) }
                return
            }
            if S.self == Float.self {
                CProducts.multiply(
                    count, unsafeBitCast(product, to: MatrixProduct<Float>.self), strides, CProducts.float)
            } else {
                CProducts.multiply(
                    count, unsafeBitCast(product, to: MatrixProduct<Double>.self), strides, CProducts.double)
            }
        }

        func gemv<S: RealScalar>(
            rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) {
            if S.self == Float.self {
                CProducts.float.gemv(rows, columns, rebound(x), columns, rebound(w), rebound(out), false)
            } else {
                CProducts.double.gemv(rows, columns, rebound(x), columns, rebound(w), rebound(out), false)
            }
        }
    }
#endif
