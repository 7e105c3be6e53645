#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func residuals(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
            _ w: Pairs<UnsafePointer<Double>>, _ out: Pairs<UnsafeMutablePointer<Double>>
        ) {
            tessera_residuals(rows, columns, x, y, w.high, w.low, out.high, out.low)
        }

        func addResidualProducts(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
            to sums: Pairs<UnsafeMutablePointer<Double>>
        ) {
            tessera_add_residual_products(rows, columns, x, r.high, r.low, sums.high, sums.low)
        }
    }
#endif
