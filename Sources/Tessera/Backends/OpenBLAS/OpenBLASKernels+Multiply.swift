#if OpenBLAS
    extension OpenBLASKernels {
        /// BLAS reads a matrix whose rows or whose columns are consecutive, with a leading dimension of 32 bits.
        func reads(rowStride: Int, columnStride: Int) -> Bool {
            let leading = columnStride == 1 ? rowStride : columnStride
            return (columnStride == 1 || rowStride == 1) && leading > 0 && leading <= Int(Int32.max)
        }

        func withoutThreads<Result>(_ body: () throws -> Result) rethrows -> Result {
            try SingleThreadedBLAS.run(body)
        }

        func addGram(rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>) {
            CBLAS.syrk(rows: rows, columns: columns, x, to: gram)
        }

        func multiply<S: RealScalar>(_ product: MatrixProduct<S>) {
            // Below this OpenBLAS uses one thread whatever it is told.
            if product.rows * product.columns * product.depth > 8192, SingleThreadedBLAS.isNeeded {
                SingleThreadedBLAS.run { multiplyAlone(product) }
            } else {
                multiplyAlone(product)
            }
        }

        @inline(__always)
        private func multiplyAlone<S: RealScalar>(_ product: MatrixProduct<S>) {
            if S.self == Float.self {
                route(unsafeBitCast(product, to: MatrixProduct<Float>.self), CBLAS.dot, CBLAS.gemv, CBLAS.gemm)
            } else {
                route(unsafeBitCast(product, to: MatrixProduct<Double>.self), CBLAS.dot, CBLAS.gemv, CBLAS.gemm)
            }
        }

        /// OpenBLAS does not do this by itself: a gemm with one column takes the slow way of packing.
        @inline(__always)
        private func route<S: RealScalar>(
            _ product: MatrixProduct<S>, _ dot: (MatrixProduct<S>) -> S, _ gemv: (MatrixVectorProduct<S>) -> Void,
            _ gemm: (MatrixProduct<S>) -> Void
        ) {
            if product.rows == 1, product.columns == 1 {
                product.c.pointee = dot(product) + (product.accumulates ? product.c.pointee : 0)
            } else if product.rows == 1 || product.columns == 1 {
                gemv(MatrixVectorProduct(product))
            } else {
                gemm(product)
            }
        }
    }
#endif
