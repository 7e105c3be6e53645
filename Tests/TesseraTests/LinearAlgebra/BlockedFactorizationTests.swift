#if OpenBLAS
    import Testing

    @testable import Tessera

    /// Large matrices, which are factorised by blocks, against the loops in plain Swift, with extents around the limits
    /// of panels, of parts and of the blocked routines.
    @Suite struct BlockedFactorizationTests {
        static let extents = [
            (127, 127), (128, 128), (129, 129), (160, 160), (193, 193), (257, 257), (200, 150), (150, 200), (300, 129),
        ]
        static let flags = (0..<8).map {
            TriangleFlags(isUpper: $0 & 1 != 0, isTransposed: $0 & 2 != 0, hasUnitDiagonal: $0 & 4 != 0)
        }

        /// Returns a copy of the elements in column-major order.
        private static func copy<S: RealScalar>(_ a: ColumnMajor<S>) -> Columns<S> {
            let out = Columns<S>(rows: a.rows, columns: a.columns)
            for column in 0..<a.columns { out.matrix.column(column).update(from: a.column(column), count: a.rows) }
            return out
        }

        private static func noise<S: RealScalar>(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Columns<S> {
            let out = Columns<S>(rows: rows, columns: columns)
            let scalars = Tensor<S>(normal: [rows * columns], seed: seed).scalars
            for (index, element) in scalars.enumerated() { out.matrix.base[index] = element }
            return out
        }

        /// Returns the largest difference between elements.
        private static func distance<S: RealScalar>(_ a: ColumnMajor<S>, _ b: ColumnMajor<S>) -> S {
            var largest: S = 0
            for column in 0..<a.columns {
                for row in 0..<a.rows {
                    let difference = abs(a[row, column] - b[row, column])
                    largest = difference <= largest ? largest : difference
                }
            }
            return largest
        }

        @Test(arguments: extents)
        func luTakesThePivotsOfPlainElimination(_ rows: Int, _ columns: Int) {
            checkLU(Double.self, rows, columns)
            checkLU(Float.self, rows, columns)
        }

        private func checkLU<S: RealScalar>(_ type: S.Type, _ rows: Int, _ columns: Int) {
            let a: Columns<S> = Self.noise(rows, columns)
            let other = Self.copy(a.matrix)
            let inner = min(rows, columns)
            var (pivots, expected) = ([Int32](repeating: -1, count: inner), [Int32](repeating: -1, count: inner))
            let singular = LAPACK().lu(a.matrix, pivots: &pivots)
            let alsoSingular = SwiftFactorizations().lu(other.matrix, pivots: &expected)
            #expect(singular == nil && alsoSingular == nil)
            #expect(pivots == expected)
            #expect(Self.distance(a.matrix, other.matrix) < S.ulpOfOne * S(100 * inner))
        }

        /// Columns of zeros stay exactly 0.
        @Test(arguments: [[0], [5, 70], [31], [32], [64, 65], [100], [159]])
        func luReportsTheFirstPivotThatIsZero(_ zeros: [Int]) throws {
            let a: Columns<Double> = Self.noise(170, 160)
            for column in zeros { a.matrix.column(column).update(repeating: 0, count: 170) }
            var pivots = [Int32](repeating: -1, count: 160)
            let singular = LAPACK().lu(a.matrix, pivots: &pivots)
            #expect(singular == zeros[0])

            var square = Tensor<Double>(normal: [160, 160], seed: 2)
            let kept: [Double] = (0..<160).map { zeros.contains($0) ? 0 : 1 }
            square = square * Tensor(kept)
            #expect(throws: LinearAlgebraError.singular(pivot: zeros[0])) { try square.inverse() }
            #expect(throws: LinearAlgebraError.singular(pivot: zeros[0])) { try square.solve(square) }
            #expect(try square.determinant().item == 0)
        }

        @Test(arguments: [127, 128, 129, 160, 200, 257, 400])
        func choleskyIsThatOfPlainLoops(_ order: Int) {
            checkCholesky(Double.self, order)
            checkCholesky(Float.self, order)
        }

        private func checkCholesky<S: RealScalar>(_ type: S.Type, _ order: Int) {
            let noise = Tensor<S>(normal: [order, order], seed: 3)
            let a = noise.matmul(noise.transposed()) + Tensor(identity: order) * Tensor(S(order))
            let l = Columns<S>(rows: order, columns: order)
            let expected = Columns<S>(rows: order, columns: order)
            for (index, element) in a.scalars.enumerated() {
                l.matrix.base[index] = element
                expected.matrix.base[index] = element
            }
            let (failed, alsoFailed) = (
                LAPACK().cholesky(l.matrix), SwiftFactorizations().cholesky(expected.matrix)
            )
            #expect(failed == nil && alsoFailed == nil)
            for column in 1..<order {
                l.matrix.column(column).update(repeating: 0, count: column)
                expected.matrix.column(column).update(repeating: 0, count: column)
            }
            #expect(Self.distance(l.matrix, expected.matrix) < S.ulpOfOne * S(100 * order))
        }

        @Test(arguments: [0, 31, 32, 63, 64, 100, 128, 199])
        func choleskyReportsTheOrderThatIsNotPositive(_ index: Int) {
            let noise = Tensor<Double>(normal: [200, 200], seed: 4)
            var scalars = (noise.matmul(noise.transposed()) + Tensor(identity: 200)).scalars
            scalars[index * 201] = -1
            let a = Tensor(scalars, shape: [200, 200])
            #expect(throws: LinearAlgebraError.notPositiveDefinite(order: index + 1)) { try a.cholesky() }
        }

        @Test(arguments: flags, [(127, 40), (128, 32), (129, 33), (150, 1), (160, 200), (257, 100)])
        func trianglesAreSolved(_ flags: TriangleFlags, _ extents: (Int, Int)) {
            checkTriangle(Double.self, flags, extents.0, extents.1)
            checkTriangle(Float.self, flags, extents.0, extents.1)
        }

        private func checkTriangle<S: RealScalar>(
            _ type: S.Type, _ flags: TriangleFlags, _ order: Int, _ columns: Int
        ) {
            let t: Columns<S> = Self.noise(order, order)
            let b: Columns<S> = Self.noise(order, columns, seed: 2)
            // Elements that small keep the triangle well conditioned, with ones on its diagonal too.
            for index in 0..<order * order { t.matrix.base[index] /= S(order) }
            for index in 0..<order { t.matrix[index, index] = 2 }
            let expected = Self.copy(b.matrix)
            LAPACK().solveTriangular(t.matrix, flags, b.matrix)
            SwiftFactorizations().solveTriangular(t.matrix, flags, expected.matrix)
            #expect(Self.distance(b.matrix, expected.matrix) < 100 * S.ulpOfOne)
        }

        /// The signs are LAPACK's: a diagonal element of R has the sign opposite to that of the element it replaces.
        @Test(arguments: extents + [(95, 95), (96, 96), (97, 97), (100, 300)] + (isOptimised ? [(700, 100)] : []))
        func qrIsThatOfPlainReflections(_ rows: Int, _ columns: Int) {
            checkQR(Double.self, rows, columns)
            checkQR(Float.self, rows, columns)
        }

        private func checkQR<S: RealScalar>(_ type: S.Type, _ rows: Int, _ columns: Int) {
            let (inner, bound) = (min(rows, columns), S.ulpOfOne * S(30 * max(rows, columns)))
            let a: Columns<S> = Self.noise(rows, columns)
            let other = Self.copy(a.matrix)
            var (tau, expected) = ([S](repeating: 0, count: inner), [S](repeating: 0, count: inner))
            let q = Columns<S>(rows: rows, columns: inner)
            LAPACK().qr(a.matrix, tau: &tau, q: q.matrix)
            SwiftFactorizations().qr(other.matrix, tau: &expected)
            #expect(Self.distance(a.matrix, other.matrix) < bound)
            #expect(zip(tau, expected).allSatisfy { abs($0 - $1) < bound })

            let applied = Columns<S>.identity(rows: rows, columns: inner)
            LAPACK().applyQ(a.matrix, tau: tau, transposed: false, to: applied.matrix)
            #expect(Self.distance(applied.matrix, q.matrix) < bound)
            LAPACK().applyQ(a.matrix, tau: tau, transposed: true, to: applied.matrix)
            let identity = Columns<S>.identity(rows: rows, columns: inner)
            #expect(Self.distance(applied.matrix, identity.matrix) < bound)
        }

        /// The parts of the work follow from the extents alone.
        @Test(arguments: isOptimised ? [1, 2, 3] : [3])
        func bitsDoNotDependOnTheWorkers(_ workers: Int) throws {
            let pool = try WorkerPool(count: workers)
            #expect(try pool.run { try results(Double.self) } == SingleThread().run { try results(Double.self) })
            #expect(try pool.run { try results(Float.self) } == SingleThread().run { try results(Float.self) })
        }

        private func results<S: RealScalar>(_ type: S.Type) throws -> [[S]] {
            let a = Tensor<S>(normal: [420, 420], seed: 5)
            let spd = a.matmul(a.transposed()) + Tensor(identity: 420)
            let tall = Tensor<S>(normal: [700, 150], seed: 6)
            let (l, u, _) = try a.lu()
            let (q, r) = try tall.qr()
            let (values, vectors) = try (a + a.transposed()).symmetricEigen()
            let (left, singular, right) = try tall.svd()
            return [
                l, u, q, r, values, vectors, left, singular, right, try a.solve(a[0..., 0..<40]), try a.inverse(),
                try spd.cholesky(),
                try a.logDeterminant().logMagnitude,
            ].map(\.scalars)
        }

        @Test(arguments: [(128, 128), (200, 150), (150, 200), (400, 130), (130, 400)], [true, false])
        func singularVectorsAreTransformedBack(_ extents: (Int, Int), _ isFull: Bool) throws {
            let a = Tensor<Double>(normal: [extents.0, extents.1], seed: 7)
            let (u, values, v) = try a.svd(full: isFull)
            let bound = Double.ulpOfOne * Double(30 * max(extents.0, extents.1))
            for basis in [u, v] {
                let product = basis.transposed().matmul(basis)
                #expect((product - Tensor(identity: basis.shape[1])).abs().max().item < bound)
            }
            let inner = min(extents.0, extents.1)
            let leading = u.sliced(axis: -1, 0..<inner) * values
            let product = leading.matmul(v.sliced(axis: -1, 0..<inner).transposed())
            #expect((product - a).abs().max().item < bound * values.max().item)
            let alone = try a.singularValues()
            #expect((alone - values).abs().max().item < bound * values.max().item)
        }

        @Test(arguments: [127, 128, 129, 300])
        func eigenvectorsAreTransformedBack(_ order: Int) throws {
            let noise = Tensor<Double>(normal: [order, order], seed: 8)
            let a = noise + noise.transposed()
            let (values, v) = try a.symmetricEigen()
            let bound = Double.ulpOfOne * Double(30 * order)
            #expect((v.transposed().matmul(v) - Tensor(identity: order)).abs().max().item < bound)
            #expect((a.matmul(v) - v * values).abs().max().item < bound * values.abs().max().item)
            let alone = try a.symmetricEigenvalues()
            #expect((alone - values).abs().max().item < bound * values.abs().max().item)
        }
    }
#endif
