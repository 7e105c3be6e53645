#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func pack(
            rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
            to out: UnsafeMutablePointer<UInt16>
        ) {
            tessera_pack_rows(rows, columns, x, shifts, out)
        }

        func bfloat16Gemv(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
            _ out: UnsafeMutablePointer<Float>
        ) {
            tessera_packed_row_dots(rows, columns, x, w, out)
        }

        func addBFloat16GemvTransposed(
            rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
            to sums: UnsafeMutablePointer<Float>
        ) {
            tessera_add_packed_products(rows, columns, x, r, sums)
        }
    }
#endif
