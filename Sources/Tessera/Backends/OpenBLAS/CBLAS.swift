#if OpenBLAS
    internal import COpenBLAS
    import Synchronization

    /// The calls of cblas for products, in single and double precision; `LAPACK.solveTriangular` calls cblas too, for
    /// trsm.
    ///
    /// Callers have checked that extents and leading dimensions fit 32 bits and are at least what BLAS requires; BLAS
    /// itself would print a message and leave the result unchanged.
    enum CBLAS {
        /// A matrix operand as BLAS reads it: a row-major matrix or the transpose of one.
        struct Matrix<Scalar: RealScalar> {
            let base: UnsafePointer<Scalar>
            let transpose: CBLAS_TRANSPOSE
            let leadingDimension: Int32

            init(_ factor: MatrixProduct<Scalar>.Factor, transposed: Bool = false) {
                base = factor.base
                transpose = factor.strides.isTransposed == transposed ? CblasNoTrans : CblasTrans
                leadingDimension = Int32(factor.strides.leadingDimension)
            }
        }

        /// The routine that computes a product.
        enum Routine {
            case dot, gemv, gemm
        }

        /// Computes a product, for which the caller has set OpenBLAS to one thread if it is needed.
        @inline(__always)
        static func multiply<S: RealScalar>(_ product: MatrixProduct<S>, _ routine: Routine) {
            if S.self == Float.self {
                let product = unsafeBitCast(product, to: MatrixProduct<Float>.self)
                switch routine {
                case .dot: store(dot(product), of: product)
                case .gemv: gemv(MatrixVectorProduct(product))
                case .gemm: gemm(product)
                }
            } else {
                let product = unsafeBitCast(product, to: MatrixProduct<Double>.self)
                switch routine {
                case .dot: store(dot(product), of: product)
                case .gemv: gemv(MatrixVectorProduct(product))
                case .gemm: gemm(product)
                }
            }
        }

        private static func store<S: RealScalar>(_ value: S, of product: MatrixProduct<S>) {
            product.c.pointee = value + (product.accumulates ? product.c.pointee : 0)
        }

        /// Returns the inner product of a row and a column.
        static func dot(_ p: MatrixProduct<Float>) -> Float {
            cblas_sdot(Int32(p.depth), p.a.base, Int32(p.a.columnStride), p.b.base, Int32(p.b.rowStride))
        }

        /// Returns the inner product of a row and a column.
        static func dot(_ p: MatrixProduct<Double>) -> Double {
            cblas_ddot(Int32(p.depth), p.a.base, Int32(p.a.columnStride), p.b.base, Int32(p.b.rowStride))
        }

        /// Adds xᵀx to the upper triangle of `c`.
        static func syrk(rows: Int, columns: Int, _ x: UnsafePointer<Double>, to c: UnsafeMutablePointer<Double>) {
            cblas_dsyrk(
                CblasRowMajor, CblasUpper, CblasTrans, Int32(columns), Int32(rows), 1, x, Int32(columns), 1, c,
                Int32(columns))
        }

        static func gemv(_ v: MatrixVectorProduct<Float>) {
            cblas_sgemv(
                CblasRowMajor, v.matrix.transpose, v.storedRows, v.storedColumns, 1, v.matrix.base,
                v.matrix.leadingDimension, v.vector, v.step, v.accumulates ? 1 : 0, v.out, 1)
        }

        static func gemv(_ v: MatrixVectorProduct<Double>) {
            cblas_dgemv(
                CblasRowMajor, v.matrix.transpose, v.storedRows, v.storedColumns, 1, v.matrix.base,
                v.matrix.leadingDimension, v.vector, v.step, v.accumulates ? 1 : 0, v.out, 1)
        }

        static func gemm(_ p: MatrixProduct<Float>) {
            let (a, b) = (Matrix(p.a), Matrix(p.b))
            cblas_sgemm(
                CblasRowMajor, a.transpose, b.transpose, Int32(p.rows), Int32(p.columns), Int32(p.depth), 1, a.base,
                a.leadingDimension, b.base, b.leadingDimension, p.accumulates ? 1 : 0, p.c, Int32(p.columns))
        }

        static func gemm(_ p: MatrixProduct<Double>) {
            let (a, b) = (Matrix(p.a), Matrix(p.b))
            cblas_dgemm(
                CblasRowMajor, a.transpose, b.transpose, Int32(p.rows), Int32(p.columns), Int32(p.depth), 1, a.base,
                a.leadingDimension, b.base, b.leadingDimension, p.accumulates ? 1 : 0, p.c, Int32(p.columns))
        }
    }

    /// Sets the thread count of OpenBLAS, which is global to the process, to 1 while our calls run, and restores the
    /// host program's count when the last of the concurrent calls returns.
    ///
    /// Threads of OpenBLAS would compete with ours, and the bits of a product would depend on their number. A count
    /// that the host sets meanwhile is what is restored, with two exceptions: if the host sets 1 meanwhile, it gets its
    /// earlier count back, because its 1 cannot be told from ours; and a call of OpenBLAS that is running when the host
    /// sets another count may use that.
    enum SingleThreadedBLAS {
        private static let state = Mutex<(users: Int, hostThreads: Int32)>((0, 1))

        /// Runs `body` while OpenBLAS uses one thread.
        static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
            state.withLock { state in
                if state.users == 0 { state.hostThreads = 1 }
                saveHostThreads(&state.hostThreads)
                state.users += 1
            }
            defer {
                state.withLock { state in
                    saveHostThreads(&state.hostThreads)
                    state.users -= 1
                    if state.users == 0, state.hostThreads != 1 { openblas_set_num_threads(state.hostThreads) }
                }
            }
            return try body()
        }

        /// Saves the thread count that the host has set since the last check, if it has, and sets OpenBLAS back to 1.
        private static func saveHostThreads(_ hostThreads: inout Int32) {
            let threads = openblas_get_num_threads()
            if threads == 1 { return }
            hostThreads = threads
            openblas_set_num_threads(1)
        }
    }

    /// A product with one row or one column as a matrix-vector product (gemv).
    struct MatrixVectorProduct<Scalar: RealScalar> {
        let matrix: CBLAS.Matrix<Scalar>
        let (storedRows, storedColumns): (Int32, Int32)
        let vector: UnsafePointer<Scalar>
        let step: Int32
        let accumulates: Bool
        let out: UnsafeMutablePointer<Scalar>

        init(_ p: MatrixProduct<Scalar>) {
            let (rows, columns): (Int, Int)
            if p.columns == 1 {
                matrix = CBLAS.Matrix(p.a)
                (vector, step) = (p.b.base, Int32(p.b.rowStride))
                (rows, columns) = (p.rows, p.depth)
            } else {
                // A row times a matrix is the transposed matrix times the vector: (a·B)ᵀ = Bᵀ·aᵀ.
                matrix = CBLAS.Matrix(p.b, transposed: true)
                (vector, step) = (p.a.base, Int32(p.a.columnStride))
                (rows, columns) = (p.columns, p.depth)
            }
            let isPlain = matrix.transpose == CblasNoTrans
            (storedRows, storedColumns) = isPlain ? (Int32(rows), Int32(columns)) : (Int32(columns), Int32(rows))
            accumulates = p.accumulates
            out = p.c
        }
    }
#endif
