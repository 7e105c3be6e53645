#if CKernels
    internal import CKernels

    extension NativeKernels {
        func convertToBFloat16(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
            to out: UnsafeMutablePointer<UInt16>
        ) {
            c.bfloat16.convert_rows(rows, columns, x, shifts, out)
        }

        func bfloat16Gemv(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
            _ out: UnsafeMutablePointer<Float>
        ) {
            c.bfloat16.gemv(rows, columns, x, w, out)
        }

        func addBFloat16GemvTransposed(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
            to sums: UnsafeMutablePointer<Float>
        ) {
            c.bfloat16.add_gemv_transposed(rows, columns, x, r, sums)
        }
    }
#endif
