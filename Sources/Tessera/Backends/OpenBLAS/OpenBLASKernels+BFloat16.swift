#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func convertToBFloat16(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
            to out: UnsafeMutablePointer<UInt16>
        ) {
            tessera_convert_rows_to_bfloat16(rows, columns, x, shifts, out)
        }

        func bfloat16Gemv(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
            _ out: UnsafeMutablePointer<Float>
        ) {
            tessera_bfloat16_gemv(rows, columns, x, w, out)
        }

        func addBFloat16GemvTransposed(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
            to sums: UnsafeMutablePointer<Float>
        ) {
            tessera_add_bfloat16_gemv_transposed(rows, columns, x, r, sums)
        }
    }
#endif
