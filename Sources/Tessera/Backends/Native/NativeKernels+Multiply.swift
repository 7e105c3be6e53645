#if CKernels
    internal import CKernels

    extension NativeKernels {
        /// Returns whether the kernels, BLAS among them, read this layout: rows or columns are contiguous and the leading
        /// dimension fits 32 bits.
        func reads(rowStride: Int, columnStride: Int) -> Bool {
            let leading = MatrixStrides(row: rowStride, column: columnStride).leadingDimension
            return (columnStride == 1 || rowStride == 1) && leading > 0 && leading <= Int(Int32.max)
        }

        func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result {
            #if OpenBLAS
                if usesOpenBLAS { return try SingleThreadedBLAS.run(body) }
            #endif
            return try body()
        }

        func addGram(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
            prefetching next: UnsafeRawBufferPointer
        ) {
            // Our kernel needs a multiple of 4 columns. Larger matrices would be evicted from cache between two
            // additions to an element; OpenBLAS and the product by packed panels block them further.
            if columns <= 240, columns % 4 == 0 {
                return c.add_gram(rows, columns, x, gram, next.baseAddress, next.count)
            }
            #if OpenBLAS
                if usesOpenBLAS {
                    return SingleThreadedBLAS.run { CBLAS.syrk(rows: rows, columns: columns, x, to: gram) }
                }
            #endif
            multiply(
                MatrixProduct(
                    rows: columns, columns: columns, depth: rows,
                    a: .init(base: x, rowStride: 1, columnStride: columns),
                    b: .init(base: x, rowStride: columns, columnStride: 1), c: gram, accumulates: true))
        }

        func widen<S: RealScalar>(
            rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?,
            scales: UnsafePointer<Double>?, to out: UnsafeMutablePointer<Double>, stride: Int
        ) {
            if S.self == Float.self {
                c.f32.widen_rows(rows, columns, rebound(x), shifts, scales, out, stride)
            } else {
                c.f64.widen_rows(rows, columns, rebound(x), shifts, scales, out, stride)
            }
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func multiply<S: RealScalar>(_ product: MatrixProduct<S>) {
            switch ProductRoute(product, usesOpenBLAS: usesOpenBLAS) {
            case .gemm: gemm(1, product, BatchStrides(a: 0, b: 0))
            case .packedGemm: packedGemm(product)
            case .gemv(let layout): gemv(product, layout)
            case .gemvTransposed(let layout): gemvTransposed(product, layout)
            #if OpenBLAS
                case .blas(let routine):
                    // OpenBLAS runs products of at most this size on one thread whatever its thread count.
                    if product.rows * product.columns * product.depth > 8192 {
                        SingleThreadedBLAS.run { CBLAS.multiply(product, routine) }
                    } else {
                        CBLAS.multiply(product, routine)
                    }
            #endif
            }
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func multiply<S: RealScalar>(
            _ product: MatrixProduct<S>, isSymmetric: Bool, on executor: any TileExecutor
        ) -> Bool {
            // Two workers are faster with a few hundred rows each if they pack the panels just before they read them.
            let isLarge = product.rows > (S.self == Float.self ? 576 : 288) || executor.width > 2
            guard isSymmetric || (isLarge && executor.width > 1),
                case .packedGemm = ProductRoute(product, usesOpenBLAS: usesOpenBLAS)
            else { return false }
            SharedPanelProduct(
                product, resultStride: product.columns, isSymmetric: isSymmetric,
                level: tables.pointee.packedGemmLevel, executor
            ).run()
            return true
        }

        func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides) {
            if case .gemm = ProductRoute(product, usesOpenBLAS: usesOpenBLAS) {
                gemm(count, product, strides)
            } else {
                for index in 0..<count { multiply(product.batchElement(index, strides)) }
            }
        }

        func gemv<S: RealScalar>(
            rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) {
            if S.self == Float.self {
                c.f32.gemv(rows, columns, rebound(x), columns, rebound(w), rebound(out), false)
            } else {
                c.f64.gemv(rows, columns, rebound(x), columns, rebound(w), rebound(out), false)
            }
        }
    }
#endif
