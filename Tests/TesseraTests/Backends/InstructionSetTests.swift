#if CKernels
    import Testing

    @testable import Tessera

    /// The kernels in C, in every instruction set of this processor.
    ///
    /// Those with fused multiply-adds give the same bits, so that a result does not depend on the processor. The baseline
    /// of x86-64 has none: it rounds each product, and may therefore differ.
    @Suite struct InstructionSetTests {
        static let best = CKernelTables.levels.count
        /// The instruction sets with fused multiply-adds but the best, of which there are none on some processors.
        static let others = Array(2..<max(2, best))

        private static func kernels(_ level: Int) -> NativeKernels { NativeKernels(level: level, usesOpenBLAS: false) }

        private func backend(_ level: Int) -> Backend { Backend(Self.kernels(level)) }

        /// Every row of the table of operations, its gradients and its second derivatives.
        @Test(arguments: others, OperationTests.names)
        func operationsHaveTheSameBits(_ level: Int, _ name: String) throws {
            try check(level, try #require(operationTable(Float.self).first { $0.name == name }))
            try check(level, try #require(operationTable(Double.self).first { $0.name == name }))
        }

        private func check<S: RealScalar>(_ level: Int, _ row: OperationCase<S>) throws {
            for shapes in row.shapes {
                for layout in Layout.allCases {
                    let operands = row.operands(shapes, layout)
                    func results() -> [Tensor<S>] {
                        guard row.derivatives > 0 else { return [row.compute(operands)] }
                        return [row.compute(operands)] + gradient(at: operands) { row.compute($0).sum() }
                    }
                    let (expected, found) = (backend(Self.best).run(results), backend(level).run(results))
                    for (a, b) in zip(expected, found) { expectSameBits(a, b, "\(shapes) \(layout)") }
                }
            }
        }

        /// Plans, over rows that fill several tiles and over a few.
        @Test(arguments: others, [3, 700])
        func plansHaveTheSameBits(_ level: Int, _ rows: Int) throws {
            for example in planCases(Float.self) { try check(level, example, rows) }
            for example in planCases(Double.self) { try check(level, example, rows) }
        }

        private func check<S: RealScalar>(_ level: Int, _ example: PlanCase<S>, _ rows: Int) throws {
            func result(_ level: Int) throws -> [Tensor<S>] {
                try backend(level).run {
                    let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                    let (value, gradient) = try plan.valueAndGradient(
                        at: example.model, over: try example.table(rows: rows), on: SingleThread())
                    return [Tensor(value)] + gradient
                }
            }
            for (a, b) in zip(try result(Self.best), try result(level)) { expectSameBits(a, b, example.name) }
        }

        /// Products around the edges of register tiles, of the blocks of the sum and of the route by packed panels.
        @Test(arguments: others)
        func productsHaveTheSameBits(_ level: Int) {
            for (m, k, n) in [(3, 300, 5), (17, 9, 33), (64, 64, 64), (130, 257, 129), (1, 70, 65), (65, 70, 1)] {
                check(level, Tensor<Float>(uniform: [m, k], seed: 1), Tensor<Float>(uniform: [k, n], seed: 2))
                check(level, Tensor<Double>(uniform: [m, k], seed: 1), Tensor<Double>(uniform: [k, n], seed: 2))
            }
        }

        private func check<S: RealScalar>(_ level: Int, _ a: Tensor<S>, _ b: Tensor<S>) {
            let columnMajor = (a.transposed().contiguous().transposed(), b.transposed().contiguous().transposed())
            for (x, y) in [(a, b), (columnMajor.0, b), (a, columnMajor.1), columnMajor] {
                let (expected, found) = (backend(Self.best).run { x.matmul(y) }, backend(level).run { x.matmul(y) })
                expectSameBits(expected, found, "\(x.shape) by \(y.shape)")
            }
        }

        /// Kernels that no operation calls by itself.
        @Test(arguments: others, KernelSample.all.indices)
        func kernelsHaveTheSameBits(_ level: Int, _ sample: Int) {
            let compute = KernelSample.all[sample].compute
            #expect(
                compute(Self.kernels(Self.best)) == compute(Self.kernels(level)), "\(KernelSample.all[sample].name)")
        }

        /// The baseline computes the same numbers, each product rounded by itself.
        @Test(arguments: OperationTests.names)
        func theBaselineIsClose(_ name: String) throws {
            let row = try #require(operationTable(Double.self).first { $0.name == name })
            for shapes in row.shapes {
                let operands = row.operands(shapes, .contiguous)
                let expected = row.reference(operands.map(\.naive))
                expectClose(backend(1).run { row.compute(operands) }, expected, ulps: 64, "\(shapes)")
            }
        }

        private func expectSameBits<S: RealScalar>(_ a: Tensor<S>, _ b: Tensor<S>, _ comment: String) {
            #expect(a.shape == b.shape)
            let same = zip(a.scalars, b.scalars).allSatisfy { x, y in
                x.scalarValue.bitPattern == y.scalarValue.bitPattern || (x.isNaN && y.isNaN)
            }
            #expect(same, "\(comment)")
        }
    }

    /// A call of a kernel, whose result is returned as bits.
    struct KernelSample: Sendable {
        let name: String
        let compute: @Sendable (NativeKernels) -> [UInt64]

        private static let (rows, columns) = (37, 20)
        private static let x = Tensor<Double>(normal: [rows, columns], seed: 1).scalars
        private static let y = Tensor<Double>(normal: [rows], seed: 2).scalars
        private static let w = Tensor<Double>(normal: [columns + 1], seed: 3).scalars
        private static let low = Tensor<Double>(normal: [max(rows, columns + 1)], seed: 4).scalars.map { $0 * 0x1p-60 }

        static let all: [KernelSample] = [
            KernelSample(name: "gram") { kernels in
                bits(columns * columns) {
                    kernels.addGram(rows: rows, columns: columns, x, to: $0, prefetching: .init(start: nil, count: 0))
                }
            },
            KernelSample(name: "widen") { kernels in
                bits(rows * (columns + 1)) {
                    kernels.widen(rows: rows, columns: columns, x, shifts: w, scales: y, to: $0, stride: columns + 1)
                }
            },
            KernelSample(name: "residuals") { kernels in
                bits(2 * rows) { out in
                    w.withUnsafeBufferPointer { high in
                        low.withUnsafeBufferPointer { low in
                            kernels.residuals(
                                rows: rows, columns: columns, x, y, Pairs(high.baseAddress!, low.baseAddress!),
                                Pairs(out, out + rows))
                        }
                    }
                }
            },
            KernelSample(name: "double-double gemv") { kernels in
                bits(2 * columns) { out in
                    y.withUnsafeBufferPointer { high in
                        low.withUnsafeBufferPointer { low in
                            kernels.addDoubleDoubleGemvTransposed(
                                rows: rows, columns: columns, x, Pairs(high.baseAddress!, low.baseAddress!),
                                to: Pairs(out, out + columns))
                        }
                    }
                }
            },
            KernelSample(name: "bfloat16") { kernels in
                var rounded = [UInt16](repeating: 0, count: rows * 32)
                kernels.convertToBFloat16(rows: rows, columns: columns, x, shifts: w, to: &rounded)
                var (products, sums) = ([Float](repeating: 0, count: rows), [Float](repeating: 0, count: 32))
                let (weights, residuals) = ((0..<32).map { Float(x[$0]) }, y.map { Float($0) })
                kernels.bfloat16Gemv(rows: rows, columns: 32, rounded, weights, &products)
                kernels.addBFloat16GemvTransposed(rows: rows, columns: 32, rounded, residuals, to: &sums)
                return rounded.map { UInt64($0) } + (products + sums).map { UInt64($0.bitPattern) }
            },
            KernelSample(name: "small matrices") { kernels in
                let a = Tensor<Double>(normal: [40, 5, 5], seed: 5)
                let definite = a.matmul(a.transposed([0, 2, 1])) + Tensor<Double>(identity: 5)
                let sides = Tensor<Double>(normal: [40, 5, 2], seed: 6)
                return Backend(kernels).run {
                    let results = [try? definite.cholesky(), try? definite.solve(sides)]
                    return results.flatMap { $0?.scalars ?? [] }.map(\.bitPattern)
                }
            },
        ]

        private static func bits(_ count: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> [UInt64] {
            var values = [Double](repeating: 0, count: count)
            values.withUnsafeMutableBufferPointer { fill($0.baseAddress!) }
            return values.map(\.bitPattern)
        }
    }
#endif
