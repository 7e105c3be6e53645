#if OpenBLAS
    internal import CKernels
#endif

/// The copy from one order of a matrix's elements to the other.
package protocol TransposeRoutine: Sendable {
    /// Copies the transpose of X: element (i, j) to `out[j + i * stride]`.
    ///
    /// - Returns: whether all elements are finite.
    func transpose<S: RealScalar>(_ x: ColumnMajor<S>, to out: UnsafeMutablePointer<S>, stride: Int) -> Bool
}

#if OpenBLAS
    extension LAPACK {
        /// Transposes blocks of 4 × 4 in registers.
        func transpose<S: RealScalar>(_ x: ColumnMajor<S>, to out: UnsafeMutablePointer<S>, stride: Int) -> Bool {
            S.self == Float.self
                ? kernels.c.f32.factorizations.transpose(
                    x.rows, x.columns, rebound(UnsafePointer(x.base)), x.stride, rebound(out), stride)
                : kernels.c.f64.factorizations.transpose(
                    x.rows, x.columns, rebound(UnsafePointer(x.base)), x.stride, rebound(out), stride)
        }
    }
#endif

extension SwiftFactorizations {
    /// Copies strips of 16 columns, for locality of both the reads and the writes.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func transpose<S: RealScalar>(_ x: ColumnMajor<S>, to out: UnsafeMutablePointer<S>, stride: Int) -> Bool {
        // x − x is 0 for finite x and NaN otherwise, so that one comparison after the loop checks all elements.
        var nonFinite: S = 0
        for left in Swift.stride(from: 0, to: x.columns, by: 16) {
            for row in 0..<x.rows {
                for column in left..<min(x.columns, left + 16) {
                    let element = x.base[row &+ column &* x.stride]
                    nonFinite += element - element
                    out[column &+ row &* stride] = element
                }
            }
        }
        return nonFinite == 0
    }
}
