#if OpenBLAS
    internal import COpenBLAS
    import Synchronization

    /// The only calls into cblas: products of single and double precision.
    ///
    /// Extents and leading dimensions have been checked to fit 32 bits and to be at least what BLAS asks for; BLAS
    /// itself would print a line and leave the result as it was.
    enum CBLAS {
        /// One operand as BLAS reads it: row-major, or the transpose of a row-major matrix.
        struct Matrix<Scalar: RealScalar> {
            let base: UnsafePointer<Scalar>
            let transpose: CBLAS_TRANSPOSE
            let leadingDimension: Int32

            init(_ factor: MatrixProduct<Scalar>.Factor, transposed: Bool = false) {
                let isRowMajor = factor.columnStride == 1
                base = factor.base
                transpose = isRowMajor != transposed ? CblasNoTrans : CblasTrans
                leadingDimension = Int32(isRowMajor ? factor.rowStride : factor.columnStride)
            }
        }

        static func dot(_ p: MatrixProduct<Float>) -> Float {
            cblas_sdot(Int32(p.depth), p.a.base, Int32(p.a.columnStride), p.b.base, Int32(p.b.rowStride))
        }

        static func dot(_ p: MatrixProduct<Double>) -> Double {
            cblas_ddot(Int32(p.depth), p.a.base, Int32(p.a.columnStride), p.b.base, Int32(p.b.rowStride))
        }

        /// The upper triangle of xᵀx, added.
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

    /// OpenBLAS has one number of threads for the whole process. While products of ours run side by side it is 1; when
    /// the last of them is done it becomes again what the host program had set, before or meanwhile.
    ///
    /// Threads of OpenBLAS would compete with ours, and the bits of a product would depend on their number. Two things
    /// cannot be promised: a host that sets 1 meanwhile gets the number from before, which looks the same from here; and a
    /// call of OpenBLAS that has begun when the host sets another number may use that.
    enum SingleThreadedBLAS {
        private static let state = Mutex<(users: Int, hostThreads: Int32)>((0, 1))

        static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
            state.withLock { state in
                if state.users == 0 { state.hostThreads = 1 }
                takeThreads(&state.hostThreads)
                state.users += 1
            }
            defer {
                state.withLock { state in
                    takeThreads(&state.hostThreads)
                    state.users -= 1
                    if state.users == 0, state.hostThreads != 1 { openblas_set_num_threads(state.hostThreads) }
                }
            }
            return try body()
        }

        /// What the host has set since somebody last looked is kept, and set back to 1.
        private static func takeThreads(_ hostThreads: inout Int32) {
            let threads = openblas_get_num_threads()
            if threads == 1 { return }
            hostThreads = threads
            openblas_set_num_threads(1)
        }
    }

    /// A product with one row or one column as a matrix times a vector.
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
                // aᵀb for a row a is bᵀ·a.
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
