#if CKernels
    internal import CKernels

    /// The C kernels of blocked factorisations, in both precisions; see `CKernels/Factorizations.h`.
    enum PanelKernels {
        /// The kernels for the best instruction set of the processor.
        private static var c: tessera_kernels {
            @inline(__always)
            unsafeAddress { CKernelTables.best.kernels }
        }

        /// The largest order of the triangles that `choleskyBlock` and `solveTriangularBlock` take.
        static let largestTriangle = Int(TESSERA_TRIANGLE_BLOCK)
        /// The largest number of columns that `luPanel` and `qrPanel` take.
        static let mostColumns = Int(TESSERA_PANEL_COLUMNS)

        /// Factorises a panel; see `LURoutines.lu`.
        static func luPanel<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
            let singular =
                S.self == Float.self
                ? c.f32.factorizations.lu_panel(a.rows, a.columns, rebound(a.base), a.stride, pivots)
                : c.f64.factorizations.lu_panel(a.rows, a.columns, rebound(a.base), a.stride, pivots)
            return singular < a.columns ? singular : nil
        }

        /// Exchanges the rows of A by the pivots, one after another or, if `reversed`, in reverse order.
        static func exchangeRows<S: RealScalar>(
            _ a: ColumnMajor<S>, _ rows: Range<Int>, _ pivots: UnsafePointer<Int32>, reversed: Bool = false
        ) {
            if S.self == Float.self {
                c.f32.factorizations.exchange_rows(
                    a.columns, rebound(a.base), a.stride, rows.lowerBound, rows.upperBound, pivots, reversed)
            } else {
                c.f64.factorizations.exchange_rows(
                    a.columns, rebound(a.base), a.stride, rows.lowerBound, rows.upperBound, pivots, reversed)
            }
        }

        /// Factorises a diagonal block; see `LURoutines.cholesky`.
        static func choleskyBlock<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
            let order =
                S.self == Float.self
                ? c.f32.factorizations.cholesky_block(a.rows, rebound(a.base), a.stride)
                : c.f64.factorizations.cholesky_block(a.rows, rebound(a.base), a.stride)
            return order == 0 ? nil : order
        }

        /// Overwrites B with T⁻¹·B.
        static func solveTriangularBlock<S: RealScalar>(
            _ t: StridedMatrix<S>, isUpper: Bool, hasUnitDiagonal: Bool, _ b: StridedMatrix<S>
        ) {
            if S.self == Float.self {
                c.f32.factorizations.solve_triangular_block(
                    t.rows, rebound(UnsafePointer(t.base)), t.rowStride, t.columnStride, isUpper, hasUnitDiagonal,
                    b.columns,
                    rebound(b.base), b.rowStride, b.columnStride)
            } else {
                c.f64.factorizations.solve_triangular_block(
                    t.rows, rebound(UnsafePointer(t.base)), t.rowStride, t.columnStride, isUpper, hasUnitDiagonal,
                    b.columns,
                    rebound(b.base), b.rowStride, b.columnStride)
            }
        }

        /// Factorises a panel A = Q·R and stores the triangle T of Q = I − V·T·Vᵀ at and above the diagonal of `t`.
        static func qrPanel<S: RealScalar>(
            _ a: ColumnMajor<S>, tau: UnsafeMutablePointer<S>, _ t: ColumnMajor<S>, scratch: UnsafeMutablePointer<S>
        ) {
            if S.self == Float.self {
                c.f32.factorizations.qr_panel(
                    a.rows, a.columns, rebound(a.base), a.stride, rebound(tau), rebound(t.base), t.stride,
                    rebound(scratch))
            } else {
                c.f64.factorizations.qr_panel(
                    a.rows, a.columns, rebound(a.base), a.stride, rebound(tau), rebound(t.base), t.stride,
                    rebound(scratch))
            }
        }

        /// Stores −X, whose columns are contiguous, at `out`.
        static func negate<S: RealScalar>(_ x: StridedMatrix<S>, to out: UnsafeMutablePointer<S>) {
            if S.self == Float.self {
                c.f32.factorizations.negate_columns(
                    x.rows, x.columns, rebound(UnsafePointer(x.base)), x.columnStride, rebound(out), x.rows)
            } else {
                c.f64.factorizations.negate_columns(
                    x.rows, x.columns, rebound(UnsafePointer(x.base)), x.columnStride, rebound(out), x.rows)
            }
        }
    }
#endif
