#if CKernels
    import CKernels
    import Testing

    @testable import Tessera

    /// The products of small matrices, in every instruction set of this processor.
    @Suite struct BatchedGemmTests {
        struct Shape: CustomTestStringConvertible {
            let rows: Int, columns: Int, depth: Int, batch: Int
            var testDescription: String { "\(batch) times \(rows)x\(depth) by \(depth)x\(columns)" }
        }

        /// Shapes of every width of tile, around their edges and those of blocks of the sum (256), with groups of
        /// matrices that fit the cache together and matrices that do not.
        static let shapes: [Shape] = widths + squares + edges

        private static let widths: [Shape] = (2...35).map { (columns: Int) -> Shape in
            Shape(rows: 2 + columns * 5 % 11, columns: columns, depth: 1 + columns % 7, batch: 3)
        }

        private static let squares: [Shape] = [4, 8, 16, 32, 64].map { (order: Int) -> Shape in
            Shape(rows: order, columns: order, depth: order, batch: order < 32 ? 5 : 2)
        }

        private static let edges = [
            Shape(rows: 9, columns: 33, depth: 257, batch: 1), Shape(rows: 33, columns: 128, depth: 66, batch: 2),
            Shape(rows: 3, columns: 65, depth: 520, batch: 2), Shape(rows: 33, columns: 50, depth: 64, batch: 2),
            Shape(rows: 5, columns: 6, depth: 0, batch: 2),
        ]

        /// Each element is a chain of fused multiply-adds over blocks of 256 terms, with the bits of plain Swift in
        /// every instruction set that has fused multiply-adds; the baseline may differ by one rounding a term.
        @Test(arguments: shapes, [false, true])
        func agreesWithChainsInOrder(_ shape: Shape, _ accumulates: Bool) {
            check(shape, accumulates) { tessera_kernels_at($0).pointee.f32.batched_gemm }
            check(shape, accumulates) { tessera_kernels_at($0).pointee.f64.batched_gemm }
        }

        /// Strides of a matrix from row to row and from column to column.
        private typealias Layout = @Sendable (_ rows: Int, _ columns: Int) -> (Int, Int)
        private static let contiguous: Layout = { ($1, 1) }
        private static let transposed: Layout = { rows, _ in (1, rows) }
        private static let padded: Layout = { ($1 + 3, 1) }
        private static let everySecond: Layout = { (2 * $1 + 1, 2) }
        private static let layouts: [(Layout, Layout)] = [
            (contiguous, contiguous), (transposed, contiguous), (contiguous, transposed), (transposed, transposed),
            (padded, padded), (everySecond, everySecond),
        ]

        private typealias Gemm<S> = (
            Int, Int, Int, Int, UnsafePointer<S>, Int, Int, Int, UnsafePointer<S>, Int, Int, Int,
            UnsafeMutablePointer<S>, Int, Bool
        ) -> Void

        private func check<S: RealScalar>(_ shape: Shape, _ accumulates: Bool, _ gemm: (Int32) -> Gemm<S>) {
            let (m, n, k, count) = (shape.rows, shape.columns, shape.depth, shape.batch)
            let (aStep, bStep) = (m * (2 * k + 4) + 5, k * (2 * n + 4) + 5)
            let a = Tensor<S>(uniform: [aStep * count], seed: 1).scalars.map { $0 - 0.5 }
            let b = Tensor<S>(uniform: [bStep * count], seed: 2).scalars.map { $0 - 0.5 }
            let old = Tensor<S>(uniform: [m * n * count], seed: 3).scalars
            for (left, right) in Self.layouts {
                let ((aRow, aColumn), (bRow, bColumn)) = (left(m, k), right(k, n))
                var expected = accumulates ? old : [S](repeating: 0, count: old.count)
                for index in expected.indices {
                    let (matrix, i, j) = (index / (m * n), index / n % m, index % n)
                    for start in stride(from: 0, to: k, by: 256) {
                        var sum: S = 0
                        for p in start..<Swift.min(start + 256, k) {
                            sum = sum.addingProduct(
                                a[matrix * aStep + i * aRow + p * aColumn],
                                b[matrix * bStep + p * bRow + j * bColumn])
                        }
                        expected[index] += sum
                    }
                }
                for level in 1...tessera_levels() {
                    var c = old
                    gemm(level)(
                        count, m, n, k, a, aStep, aRow, aColumn, b, bStep, bRow, bColumn, &c, m * n,
                        accumulates)
                    if level > 1 {
                        #expect(c == expected, "level \(level), strides \(aRow) \(aColumn) \(bRow) \(bColumn)")
                    } else {
                        let bound = S(Double(k + 1)) * S.ulpOfOne
                        #expect(zip(c, expected).allSatisfy { Swift.abs($0 - $1) <= bound })
                    }
                }
            }
        }
    }
#endif
