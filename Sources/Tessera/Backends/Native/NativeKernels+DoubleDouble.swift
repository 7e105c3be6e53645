#if CKernels
    internal import CKernels

    extension NativeKernels {
        func residuals(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
            _ w: Pairs<UnsafePointer<Double>>, _ out: Pairs<UnsafeMutablePointer<Double>>
        ) {
            c.double_double.residuals(rows, columns, x, y, w.high, w.low, out.high, out.low)
        }

        func addDoubleDoubleGemvTransposed(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
            to sums: Pairs<UnsafeMutablePointer<Double>>
        ) {
            c.double_double.add_gemv_transposed(rows, columns, x, r.high, r.low, sums.high, sums.low)
        }
    }
#endif
