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
        static func isSmall(rows: Int, columns: Int, depth: Int, leftColumnStride: Int, isFloat: Bool) -> Bool {
            rows * columns * depth <= (isFloat && leftColumnStride == 1 ? 1 << 24 : 1 << 21)
        }

        @inline(__always)
        static func isSmall<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            isSmall(
                rows: p.rows, columns: p.columns, depth: p.depth, leftColumnStride: p.a.columnStride,
                isFloat: S.self == Float.self)
        }

        /// Whether none of our loops computes the product.
        @inline(__always)
        static func needsBLAS<S: RealScalar>(_ p: MatrixProduct<S>) -> Bool {
            p.rows > 1 && p.columns > 1 ? !isSmall(p) : VectorRoute(p) == nil
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
            guard let route = VectorRoute(p) else { return false }
            let (matrix, vector) = route.matrixIsLeft ? (p.a.base, p.b.base) : (p.b.base, p.a.base)
            if route.isDots {
                loops.rowDots(route.count, p.depth, matrix, route.stride, vector, p.c, p.accumulates)
            } else {
                loops.weightedSum(
                    p.depth, route.count, matrix, route.stride, vector, p.c, p.accumulates, p.bytesAhead)
            }
            return true
        }
    }

    /// A product with one row or one column as one of two loops over the rows of the matrix in it.
    struct VectorRoute {
        let matrixIsLeft: Bool
        /// Inner products with the rows, each an element of the result; or else the sum of the rows with weights.
        let isDots: Bool
        /// The elements of the result.
        let count: Int
        /// From row to row.
        let stride: Int

        /// - Parameters:
        ///   - a: the strides of the left operand from row to row and from column to column.
        @inline(__always)
        init?(rows: Int, columns: Int, depth: Int, a: (row: Int, column: Int), b: (row: Int, column: Int)) {
            matrixIsLeft = columns == 1
            count = matrixIsLeft ? rows : columns
            // From one element of the result to the next, and along the sum.
            let (across, along) = matrixIsLeft ? (a.row, a.column) : (b.column, b.row)
            guard depth == 1 || (matrixIsLeft ? b.row : a.column) == 1 else { return nil }
            isDots = along == 1 || depth == 1
            guard isDots || across == 1 else { return nil }
            stride = isDots ? across : along
        }

        @inline(__always)
        init?<S: RealScalar>(_ p: MatrixProduct<S>) {
            self.init(
                rows: p.rows, columns: p.columns, depth: p.depth, a: (p.a.rowStride, p.a.columnStride),
                b: (p.b.rowStride, p.b.columnStride))
        }
    }
#endif
