#if OpenBLAS
    internal import CKernels

    /// Products by C loops of our own, for shapes at which BLAS is slow.
    enum CProducts {
        typealias SmallProducts<T> = (
            Int, Int, Int, Int, UnsafePointer<T>?, Int, Int, Int, UnsafePointer<T>?, Int, Int, Int,
            UnsafeMutablePointer<T>?, Int, Bool
        ) -> Void
        typealias Vectors<T> = (Int, Int, UnsafePointer<T>?, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?, Bool) ->
            Void

        typealias WeightedSum<T> = (
            Int, Int, UnsafePointer<T>?, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?, Bool, Int
        ) -> Void

        struct Loops<T> {
            let products: SmallProducts<T>
            let rowDots: Vectors<T>
            let weightedSum: WeightedSum<T>
        }

        @inline(__always)
        static var float: Loops<Float> {
            Loops(
                products: tessera_small_products_f32, rowDots: tessera_row_dots_f32,
                weightedSum: tessera_weighted_row_sum_f32)
        }

        @inline(__always)
        static var double: Loops<Double> {
            Loops(
                products: tessera_small_products_f64, rowDots: tessera_row_dots_f64,
                weightedSum: tessera_weighted_row_sum_f64)
        }

        /// Where the loops were found faster than OpenBLAS on one thread: up to 128³ multiplications and, where the left
        /// operand is read along its rows in single precision, up to 256³. One stride of each operand is 1.
        @inline(__always)
        static func isSmall<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            let isWide = S.self == Float.self && p.a.columnStride == 1
            return p.rows * p.columns * p.depth <= (isWide ? 1 << 24 : 1 << 21)
        }

        /// Whether none of our loops computes the product.
        @inline(__always)
        static func needsBLAS<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            if p.rows > 1, p.columns > 1 { return !isSmall(p) }
            return (p.columns == 1 ? p.b.rowStride : p.a.columnStride) != 1
        }

        @inline(__always)
        static func multiply<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) {
            loops.products(
                1, p.rows, p.columns, p.depth, p.a.base, 0, p.a.rowStride, p.a.columnStride, p.b.base, 0,
                p.b.rowStride, p.b.columnStride, p.c, 0, p.accumulates)
        }

        static func multiply<S: RealScalar>(_ count: Int, _ p: MatrixProduct<S>, _ steps: BatchSteps, _ loops: Loops<S>)
        {
            loops.products(
                count, p.rows, p.columns, p.depth, p.a.base, steps.a, p.a.rowStride, p.a.columnStride, p.b.base,
                steps.b,
                p.b.rowStride, p.b.columnStride, p.c, p.rows * p.columns, p.accumulates)
        }

        /// A product with one row or one column: inner products of the rows of the other operand, or a sum of them with
        /// weights. Returns false where the vector's elements are apart.
        @inline(__always)
        static func multiplyVector<S: RealScalar>(_ p: MatrixProduct<S>, _ loops: Loops<S>) -> Bool {
            let (matrix, vector, count) =
                p.columns == 1
                ? (p.a, (p.b.base, p.b.rowStride), p.rows)
                : (
                    .init(base: p.b.base, rowStride: p.b.columnStride, columnStride: p.b.rowStride),
                    (p.a.base, p.a.columnStride), p.columns
                )
            // The strides are those of a matrix whose rows the results belong to.
            guard vector.1 == 1 || p.depth == 1 else { return false }
            if matrix.columnStride == 1 || p.depth == 1 {
                loops.rowDots(count, p.depth, matrix.base, matrix.rowStride, vector.0, p.c, p.accumulates)
            } else if matrix.rowStride == 1 {
                loops.weightedSum(
                    p.depth, count, matrix.base, matrix.columnStride, vector.0, p.c, p.accumulates, p.bytesAhead)
            } else {
                return false
            }
            return true
        }
    }
#endif
