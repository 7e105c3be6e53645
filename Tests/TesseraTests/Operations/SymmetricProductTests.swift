import Testing

@testable import Tessera

/// The product of a matrix with its own transpose, of which one triangle is computed.
@Suite struct SymmetricProductTests {
    /// Extents around the borders of panels, and enough multiplications for them; a debug build takes too long for most.
    static let extents =
        [(170, 170), (200, 131)] + (isOptimised ? [(300, 65), (1000, 70), (97, 600)] : [])

    @Test(arguments: extents.indices, backendNumbers)
    func hasBothTriangles(_ index: Int, _ backend: Int) {
        let (rows, columns) = Self.extents[index]
        onBackend(backend) {
            check(Tensor<Float>(normal: [rows, columns], seed: 1), tolerance: 1e-4)
            check(Tensor<Double>(normal: [rows, columns], seed: 1), tolerance: 1e-12)
        }
    }

    /// A copy of the matrix is not seen to be the same, so that the whole product is computed.
    private func check<S: RealScalar>(_ x: Tensor<S>, tolerance: S) {
        let copy = x + 0
        for (symmetric, whole) in [
            (x.transposed().matmul(x), x.transposed().matmul(copy)),
            (x.matmul(x.transposed()), x.matmul(copy.transposed())),
        ] {
            #expect(
                symmetric.isClose(to: whole, relativeTolerance: 0, absoluteTolerance: tolerance * S(Double(x.shape[0])))
            )
            #expect(symmetric == symmetric.transposed())
        }
    }

    @Test(arguments: [1, 2, 3])
    func hasTheSameBitsForAnyNumberOfWorkers(_ workers: Int) throws {
        let x = Tensor<Float>(normal: [300, 260], seed: 1)
        let alone = SingleThread().run { x.transposed().matmul(x) }
        let together = try WorkerPool(count: workers).run { x.transposed().matmul(x) }
        #expect(alone == together)
    }
}
