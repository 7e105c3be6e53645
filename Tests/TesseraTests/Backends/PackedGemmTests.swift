#if OpenBLAS
    import CKernels
    import Foundation
    import Testing

    @testable import Tessera

    /// The product of large matrices by packed panels, in every instruction set of this processor.
    @Suite struct PackedGemmTests {
        struct Shape: CustomTestStringConvertible {
            let rows: Int, columns: Int, depth: Int
            var testDescription: String { "\(rows)x\(depth) by \(depth)x\(columns)" }
        }

        /// Shapes around the edges of tiles (4 to 12 rows, 8 to 32 columns), of blocks of the sum (256) and of rows.
        static let shapes = [
            Shape(rows: 1, columns: 1, depth: 1), Shape(rows: 12, columns: 32, depth: 256),
            Shape(rows: 13, columns: 33, depth: 257), Shape(rows: 5, columns: 7, depth: 3),
            Shape(rows: 265, columns: 17, depth: 9), Shape(rows: 150, columns: 130, depth: 20),
            Shape(rows: 24, columns: 40, depth: 600),
            Shape(rows: 3, columns: 4, depth: 0), Shape(rows: 6, columns: 4100, depth: 2),
        ]

        /// Each element is a chain of fused multiply-adds over blocks of 256 terms: computed so in plain Swift, its
        /// bits are those of every instruction set that has fused multiply-adds. The baseline rounds each product, so
        /// that it may differ by one rounding a term.
        @Test(arguments: shapes, [false, true])
        func agreesWithChainsInOrder(_ shape: Shape, _ accumulates: Bool) {
            check(shape, accumulates, tessera_packed_gemm_scratch_f32, tessera_packed_gemm_f32)
            check(shape, accumulates, tessera_packed_gemm_scratch_f64, tessera_packed_gemm_f64)
        }

        private typealias Gemm<S> = (
            Int32, Int, Int, Int, UnsafePointer<S>, Int, Int, UnsafePointer<S>, Int, Int, UnsafeMutablePointer<S>,
            Int, Bool, UnsafeMutablePointer<S>
        ) -> Void

        private func check<S: RealScalar>(
            _ shape: Shape, _ accumulates: Bool, _ scratchCount: (Int, Int) -> Int, _ gemm: Gemm<S>
        ) {
            let (m, n, k) = (shape.rows, shape.columns, shape.depth)
            let a = Tensor<S>(uniform: [m * k + 1], seed: 1).scalars.map { $0 - 0.5 }
            let b = Tensor<S>(uniform: [k * n + 1], seed: 2).scalars.map { $0 - 0.5 }
            let old = Tensor<S>(uniform: [m * n], seed: 3).scalars
            let scratch = UnsafeMutablePointer<S>.allocate(capacity: scratchCount(m, n))
            defer { scratch.deallocate() }
            for (aRow, aColumn) in [(k, 1), (1, m)] {
                for (bRow, bColumn) in [(n, 1), (1, k)] {
                    let expected = product(
                        shape, { a[$0 * aRow + $1 * aColumn] }, { b[$0 * bRow + $1 * bColumn] },
                        accumulates ? old : nil)
                    for level in 1...tessera_levels() {
                        var c = old
                        gemm(level, m, n, k, a, aRow, aColumn, b, bRow, bColumn, &c, n, accumulates, scratch)
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

        private func product<S: RealScalar>(
            _ shape: Shape, _ a: (Int, Int) -> S, _ b: (Int, Int) -> S, _ old: [S]?
        ) -> [S] {
            var result = old ?? [S](repeating: 0, count: shape.rows * shape.columns)
            for i in 0..<shape.rows {
                for j in 0..<shape.columns {
                    for start in stride(from: 0, to: shape.depth, by: 256) {
                        var sum: S = 0
                        for p in start..<Swift.min(start + 256, shape.depth) {
                            sum = sum.addingProduct(a(i, p), b(p, j))
                        }
                        result[i * shape.columns + j] += sum
                    }
                }
            }
            return result
        }

        /// NaN and infinity reach the result from any operand; the zeros that fill up a panel reach none.
        @Test func nonFiniteValuesAreKept() {
            var x = Tensor<Float>(ones: [300, 400])
            x[7, 9] = .nan
            x[8, 9] = .infinity
            let y = Tensor<Float>(ones: [400, 300])
            let z = x.matmul(y)
            #expect(z[7, 0].item.isNaN)
            #expect(z[8, 299].item == .infinity)
            #expect(z[9, 0].item == 400)
        }

        /// The kernels of OpenBLAS are compared with the processor: old kernels lose every large product.
        @Test(arguments: [
            ("Prescott", 2, true), ("Haswell", 3, true), ("Haswell", 2, false), ("Zen", 2, false),
            ("SkylakeX", 3, false), ("Cooperlake", 2, false), ("SomethingNew", 3, false),
        ])
        func oldKernelsAreNoticed(_ name: String, _ level: Int, _ isBelow: Bool) {
            let core = OpenBLASCore(name: name, processorLevel: level)
            #expect(core.isBelowProcessor == isBelow)
            for (rows, columns) in [(1024, 1024), (128, 96), (100, 1024), (1024, 64)] {
                if case .blas = core.largeProduct(rows: rows, columns: columns) {
                    #expect(!isBelow && (rows < 128 || columns < 96))
                } else {
                    #expect(isBelow || (rows >= 128 && columns >= 96))
                }
            }
        }
    }
#endif
