#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func residuals(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
            _ w: Pairs<UnsafePointer<Double>>, _ out: Pairs<UnsafeMutablePointer<Double>>
        ) {
            tessera_double_double_residuals(rows, columns, x, y, w.high, w.low, out.high, out.low)
        }

        func addDoubleDoubleGemvTransposed(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
            to sums: Pairs<UnsafeMutablePointer<Double>>
        ) {
            tessera_add_double_double_gemv_transposed(rows, columns, x, r.high, r.low, sums.high, sums.low)
        }
    }
#endif
