import Testing

@testable import Tessera

@Suite struct FactorizationTests {
    static let names = factorizationTable(Double.self).map(\.name)
    static let extents = [(0, 0), (0, 3), (3, 0), (1, 1), (5, 1), (1, 5), (7, 7), (40, 9), (9, 40), (33, 33)]

    @Test(arguments: names, MatrixKind.allCases)
    func leavesResidualsOfRounding(_ name: String, _ kind: MatrixKind) throws {
        for backend in Backend.available {
            for (rows, columns) in Self.extents {
                try check(Double.self, name, kind, rows, columns, backend)
                try check(Float.self, name, kind, rows, columns, backend)
            }
        }
    }

    /// Routines in Swift take too long for it in a debug build.
    @Test(arguments: names)
    func isAsGoodForLargeMatrices(_ name: String) throws {
        for backend in Backend.available where isOptimised || backend.name == "openblas" {
            try check(Double.self, name, .random, 300, 200, backend)
        }
    }

    /// `make test-release` runs this test.
    @Test(.enabled(if: isOptimised), arguments: names, MatrixKind.allCases)
    func isAsGoodForTheLargest(_ name: String, _ kind: MatrixKind) throws {
        for backend in Backend.available {
            for (rows, columns) in [(500, 500), (500, 120), (120, 500)] {
                try check(Double.self, name, kind, rows, columns, backend)
                try check(Float.self, name, kind, rows, columns, backend)
            }
        }
    }

    /// The workspace that LAPACK asks for with so many rows, 1 + 6n + 2n² elements, is no single-precision number. The
    /// eigenvalues add up to the trace, their squares to those of the elements.
    @Test(.enabled(if: isOptimised && Backend.available.contains { $0.name == "openblas" }))
    func workingMemoryIsCountedToTheElement() throws {
        let noise = Tensor<Float>(normal: [2900, 2900], seed: 3)
        let a = noise + noise.transposed()
        let (values, _) = try a.symmetricEigen()
        let (sum, squares) = (values.sum().item, values.squared().sum().item)
        let size = a.squared().sum().item
        // The bound is for 2900 values of up to 150, each right to some ulps of the largest.
        #expect(abs(sum - a.trace().item) < 1)
        #expect(abs(squares - size) < 1e-4 * size)
    }

    private func check<S: RealScalar>(
        _ type: S.Type, _ name: String, _ kind: MatrixKind, _ rows: Int, _ columns: Int, _ backend: Backend
    ) throws {
        let row = try #require(factorizationTable(S.self).first { $0.name == name })
        let ratios: [S]
        do {
            ratios = try backend.run { try row.ratios(row.matrix(kind, rows, columns)) }
        } catch LinearAlgebraError.overflow where kind == .denormal {
            // The inverse of such a matrix may overflow, which is a typed error.
            return
        } catch {
            Issue.record(error, "\(name), \(kind), \(rows) × \(columns), \(S.self), \(backend.name)")
            return
        }
        for (index, ratio) in ratios.enumerated() {
            #expect(ratio < 30, "\(name), \(kind), \(rows) × \(columns), \(S.self), \(backend.name): ratio \(index)")
        }
    }

    /// Each matrix of a batch, whatever its layout, is factorised as by itself.
    @Test(arguments: names)
    func treatsABatchAsItsMatrices(_ name: String) throws {
        let row = try #require(factorizationTable(Double.self).first { $0.name == name })
        let matrices = (0..<6).map { _ in row.matrix(.random, 5, 4) }
        guard let first = matrices.first else { return }
        let batch = Tensor(stacking: matrices.enumerated().map { $1 * Double($0 + 1) }).reshaped(
            to: Shape([2, 3] + first.shape))
        let transposed = batch.transposed([1, 0, 2, 3])
        for backend in Backend.available {
            try backend.run {
                let whole = try row.outputs(transposed)
                for index in 0..<6 {
                    let own = try row.outputs(transposed[index / 2, index % 2])
                    for (part, alone) in zip(whole, own) {
                        #expect(part[index / 2, index % 2].scalars == alone.scalars, "\(name) \(index)")
                    }
                }
            }
        }
    }

    /// Small matrices are computed many at a time; none depends on the others.
    @Test(arguments: [1, 3, 8, 32, 33])
    func smallMatricesDoNotDependOnTheirNeighbours(_ order: Int) throws {
        for backend in Backend.available {
            try backend.run {
                try checkNeighbours(Double.self, order)
                try checkNeighbours(Float.self, order)
            }
        }
    }

    private func checkNeighbours<S: RealScalar>(_ type: S.Type, _ order: Int) throws {
        let noise = Tensor<S>(normal: [19, order, order], seed: 9)
        let a = noise.matmul(noise.transposed()) + Tensor<S>(identity: order)
        let b = Tensor<S>(normal: [19, order, 2], seed: 10)
        let (lower, x) = (try a.cholesky(), try a.solve(b))
        for index in 0..<19 {
            #expect(lower[index].scalars == (try a[index].cholesky()).scalars)
            #expect(x[index].scalars == (try a[index].solve(b[index])).scalars)
            #expect(a[index].scaledDistance(to: lower[index].matmul(lower[index].transposed())) < 30)
            let unit = S.ulpOfOne * S(order) * a[index].oneNorm * x[index].oneNorm
            #expect((a[index].matmul(x[index]) - b[index]).oneNorm < 30 * unit)
        }
    }
}
