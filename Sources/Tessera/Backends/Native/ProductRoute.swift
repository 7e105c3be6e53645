#if CKernels
    /// The kernel that computes a matrix product, chosen by its extents and strides: an eager product runs it, and the
    /// step of a plan names it to the C runtime.
    ///
    /// BLAS packs its operands whatever their size, which small products do not repay, and its gemm does not turn a
    /// product with one column into a gemv.
    enum ProductRoute {
        /// Our gemm.
        case gemm
        /// Our gemm by packed panels, for large matrices.
        case packedGemm
        /// Our gemv: the inner products of the rows of a matrix with a vector.
        case gemv(GemvLayout)
        /// Our transposed gemv: the weighted sum of the rows of a matrix.
        case gemvTransposed(GemvLayout)
        #if OpenBLAS
            case blas(CBLAS.Routine)
        #endif

        @inline(__always)
        init(
            rows: Int, columns: Int, depth: Int, a: MatrixStrides, b: MatrixStrides, isFloat: Bool, usesOpenBLAS: Bool
        ) {
            if rows == 1 || columns == 1 {
                self =
                    GemvLayout.route(rows: rows, columns: columns, depth: depth, a: a, b: b)
                    ?? Self.strided(isDot: rows == 1 && columns == 1, usesOpenBLAS: usesOpenBLAS)
            } else {
                let work = rows * columns * depth
                // The smallest products do not look at the processor: it would take a good part of their time.
                let isSmall = work <= 1 << 21 || (work <= 1 << 24 && Self.smallKernelIsFaster(rows, a, isFloat))
                self = isSmall ? .gemm : Self.large(rows: rows, columns: columns, usesOpenBLAS: usesOpenBLAS)
            }
        }

        /// Returns whether our kernel for small products was measured to be faster than packed panels and OpenBLAS, on
        /// one thread, between 128³ and 256³ multiplications; see docs/decisions. It reads the left operand in place:
        /// many contiguous columns of doubles conflict in the cache.
        private static func smallKernelIsFaster(_ rows: Int, _ a: MatrixStrides, _ isFloat: Bool) -> Bool {
            // Whether the kernel has the register tiles of AVX-512.
            CKernelTables.levels.count >= 3 ? isFloat || a.column == 1 || rows <= 256 : isFloat && a.column == 1
        }

        /// Returns the route of a product with one row or one column whose strides no kernel of ours for it takes.
        private static func strided(isDot: Bool, usesOpenBLAS: Bool) -> ProductRoute {
            #if OpenBLAS
                if usesOpenBLAS { return .blas(isDot ? .dot : .gemv) }
            #endif
            return .gemm
        }

        /// Returns the route of a product with more than a few million multiplications.
        private static func large(rows: Int, columns: Int, usesOpenBLAS: Bool) -> ProductRoute {
            #if OpenBLAS
                if usesOpenBLAS {
                    return OpenBLASCore.current.largeProduct(rows: rows, columns: columns)
                }
            #endif
            return ours(rows: rows, columns: columns)
        }

        /// Returns the kernel of ours for a large product; packing does not pay for a few rows or columns.
        static func ours(rows: Int, columns: Int) -> ProductRoute { min(rows, columns) >= 24 ? .packedGemm : .gemm }

        @inline(__always)
        init<S: RealScalar>(_ p: MatrixProduct<S>, usesOpenBLAS: Bool) {
            self.init(
                rows: p.rows, columns: p.columns, depth: p.depth, a: p.a.strides, b: p.b.strides,
                isFloat: S.self == Float.self, usesOpenBLAS: usesOpenBLAS)
        }

        init(_ p: Step.Product, isFloat: Bool, usesOpenBLAS: Bool) {
            self.init(
                rows: p.rows, columns: p.columns, depth: p.depth,
                a: MatrixStrides(row: p.a.rowStride, column: p.a.columnStride),
                b: MatrixStrides(row: p.b.rowStride, column: p.b.columnStride), isFloat: isFloat,
                usesOpenBLAS: usesOpenBLAS)
        }
    }

    /// The matrix and the vector of a product with one row or one column, as our kernels read it.
    struct GemvLayout {
        /// True if the left operand is the matrix and the right one the vector.
        let matrixIsLeft: Bool
        /// The number of elements of the result.
        let count: Int
        /// The distance in elements between the rows of the matrix as the kernel reads it.
        let stride: Int

        /// Returns the route; nil if no kernel of ours takes the strides: unless the depth is 1, that of the vector
        /// must be 1, and so must one of the matrix.
        @inline(__always)
        static func route(rows: Int, columns: Int, depth: Int, a: MatrixStrides, b: MatrixStrides) -> ProductRoute? {
            let matrixIsLeft = columns == 1
            let count = matrixIsLeft ? rows : columns
            // The strides of the matrix from one element of the result to the next, and along the summation.
            let (across, along) = matrixIsLeft ? (a.row, a.column) : (b.column, b.row)
            guard depth == 1 || (matrixIsLeft ? b.row : a.column) == 1 else { return nil }
            if along == 1 || depth == 1 {
                return .gemv(GemvLayout(matrixIsLeft: matrixIsLeft, count: count, stride: across))
            }
            guard across == 1 else { return nil }
            return .gemvTransposed(GemvLayout(matrixIsLeft: matrixIsLeft, count: count, stride: along))
        }
    }

    extension MatrixProduct.Factor {
        @inline(__always)
        var strides: MatrixStrides { MatrixStrides(row: rowStride, column: columnStride) }
    }
#endif
