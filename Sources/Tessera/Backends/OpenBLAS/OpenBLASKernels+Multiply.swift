#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        /// Returns whether BLAS reads this layout: rows or columns are contiguous and the leading dimension fits 32
        /// bits.
        func reads(rowStride: Int, columnStride: Int) -> Bool {
            let leading = MatrixStrides(row: rowStride, column: columnStride).leadingDimension
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
            let route = ProductRoute(product)
            // OpenBLAS runs products of at most this size on one thread whatever its thread count.
            if route.usesBLAS, product.rows * product.columns * product.depth > 8192 {
                SingleThreadedBLAS.run { multiplyOnOneThread(product, route) }
            } else {
                multiplyOnOneThread(product, route)
            }
        }

        /// Computes a product, for which the caller has set OpenBLAS to one thread if it is needed.
        @inline(__always)
        private func multiplyOnOneThread<S: RealScalar>(_ product: MatrixProduct<S>, _ route: ProductRoute) {
            if S.self == Float.self {
                multiply(
                    unsafeBitCast(product, to: MatrixProduct<Float>.self), route, CProducts.float, CBLAS.dot,
                    CBLAS.gemv, CBLAS.gemm)
            } else {
                multiply(
                    unsafeBitCast(product, to: MatrixProduct<Double>.self), route, CProducts.double, CBLAS.dot,
                    CBLAS.gemv, CBLAS.gemm)
            }
        }

        @inline(__always)
        private func multiply<S: RealScalar>(
            _ product: MatrixProduct<S>, _ route: ProductRoute, _ loops: CProducts.Loops<S>,
            _ dot: (MatrixProduct<S>) -> S, _ gemv: (MatrixVectorProduct<S>) -> Void, _ gemm: (MatrixProduct<S>) -> Void
        ) {
            switch route {
            case .gemm: CProducts.multiply(product, loops)
            case .packedGemm: CProducts.multiplyPacked(product, loops)
            case .gemv(let layout): CProducts.gemv(product, layout, loops)
            case .gemvTransposed(let layout): CProducts.gemvTransposed(product, layout, loops)
            case .blasDot: product.c.pointee = dot(product) + (product.accumulates ? product.c.pointee : 0)
            case .blasGemv: gemv(MatrixVectorProduct(product))
            case .blasGemm: gemm(product)
            }
        }

        func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides) {
            guard case .gemm = ProductRoute(product) else {
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
