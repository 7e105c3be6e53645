/// Returns the number of columns of bfloat16 rows, padded to a multiple of 16.
package func bfloat16Width(_ columns: Int) -> Int { (columns + 15) / 16 * 16 }

/// The reference implementation of the bfloat16 kernels.
extension Kernels {
    package func convertToBFloat16(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
        to out: UnsafeMutablePointer<UInt16>
    ) {
        let width = bfloat16Width(columns)
        for row in 0..<rows {
            for column in 0..<width {
                let element = column < columns ? Float(x[row * columns + column] - shifts[column]) : 0
                out[row * width + column] = HalfPrecision.bfloat16(element)
            }
        }
    }

    package func bfloat16Gemv(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
        _ out: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            out[row] = (0..<columns).reduce(0) { $0 + HalfPrecision.float(bfloat16: x[row * columns + $1]) * w[$1] }
        }
    }

    package func addBFloat16GemvTransposed(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
        to sums: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            for column in 0..<columns {
                sums[column] += HalfPrecision.float(bfloat16: x[row * columns + column]) * r[row]
            }
        }
    }
}
