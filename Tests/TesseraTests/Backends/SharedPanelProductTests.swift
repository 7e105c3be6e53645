#if CKernels
    import Testing

    @testable import Tessera

    /// Products whose workers share packed panels have the bits of the product on one thread, whatever the workers.
    @Suite struct SharedPanelProductTests {
        /// Shapes around the edges of parts (12 to 264 rows), panels (96 columns), blocks of the sum (256 terms) and
        /// of columns (4032).
        static let shapes = [
            [1, 1, 1], [49, 97, 255], [97, 96, 257], [300, 200, 600], [265, 31, 256], [120, 4100, 300], [577, 130, 70],
        ]

        @Test(arguments: shapes, isOptimised ? [1, 2, 3, 5] : [1, 3])
        func agreesWithOneThread(_ shape: [Int], _ workers: Int) throws {
            let pool = try WorkerPool(count: workers)
            for level in CKernelTables.levels {
                check(Float.self, shape, level, pool)
                check(Double.self, shape, level, pool)
            }
        }

        private func check<S: RealScalar>(
            _: S.Type, _ shape: [Int], _ tables: CKernelTables, _ pool: WorkerPool
        ) {
            let (m, n, k) = (shape[0], shape[1], shape[2])
            let a = Tensor<S>(normal: [m, k], seed: 1).scalars
            let b = Tensor<S>(normal: [k, n], seed: 2).scalars
            let old = Tensor<S>(normal: [m, n], seed: 3).scalars
            for (aStrides, bStrides) in [((k, 1), (n, 1)), ((1, m), (1, k))] {
                for accumulates in [false, true] {
                    let (shared, alone) = compute(old, a, b) { a, b, c in
                        MatrixProduct(
                            rows: m, columns: n, depth: k,
                            a: .init(base: a, rowStride: aStrides.0, columnStride: aStrides.1),
                            b: .init(base: b, rowStride: bStrides.0, columnStride: bStrides.1), c: c,
                            accumulates: accumulates)
                    } _: {
                        SharedPanelProduct($0, resultStride: n, level: tables.packedGemmLevel, pool).run()
                    } _: {
                        NativeKernels.packedGemm(tables.packedGemmLevel, $0, resultStride: n) { $0 }
                    }
                    #expect(shared == alone, "level \(tables.level), strides \(aStrides), \(bStrides), \(accumulates)")
                }
            }
        }

        private func compute<S: RealScalar>(
            _ old: [S], _ a: [S], _ b: [S],
            _ product: (UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> MatrixProduct<S>,
            _ first: (MatrixProduct<S>) -> Void, _ second: (MatrixProduct<S>) -> Void
        ) -> (first: [S], second: [S]) {
            var results = (old, old)
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    results.0.withUnsafeMutableBufferPointer {
                        first(product(a.baseAddress!, b.baseAddress!, $0.baseAddress!))
                    }
                    results.1.withUnsafeMutableBufferPointer {
                        second(product(a.baseAddress!, b.baseAddress!, $0.baseAddress!))
                    }
                }
            }
            return results
        }

        /// Products with the transpose are computed by one triangle and the copy of it.
        @Test(arguments: [(95, 40), (193, 300), (300, 260)], [1, 2, 3])
        func symmetricResultsAreWhole(_ extents: (order: Int, depth: Int), _ workers: Int) throws {
            let pool = try WorkerPool(count: workers)
            checkSymmetric(Float.self, extents.order, extents.depth, pool)
            checkSymmetric(Double.self, extents.order, extents.depth, pool)
        }

        /// The columns of a matrix of this order are packed in two parts.
        @Test func largeSymmetricResultsAreWhole() throws {
            checkSymmetric(Float.self, 4100, 3, try WorkerPool(count: 2))
        }

        private func checkSymmetric<S: RealScalar>(_: S.Type, _ order: Int, _ depth: Int, _ pool: WorkerPool) {
            let x = Tensor<S>(normal: [depth, order], seed: 4).scalars
            let level = CKernelTables.best.packedGemmLevel
            let old = [S](repeating: .nan, count: order * order)
            let (shared, alone) = compute(old, x, x) { a, _, c in
                MatrixProduct(
                    rows: order, columns: order, depth: depth, a: .init(base: a, rowStride: 1, columnStride: order),
                    b: .init(base: a, rowStride: order, columnStride: 1), c: c)
            } _: {
                SharedPanelProduct($0, resultStride: order, isSymmetric: true, level: level, pool).run()
            } _: {
                NativeKernels.packedGemm(level, $0, resultStride: order) { $0 }
            }
            #expect(shared == alone)
        }
    }
#endif
