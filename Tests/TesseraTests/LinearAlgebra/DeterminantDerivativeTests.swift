import Testing

@testable import Tessera

/// Derivatives of the determinant, a polynomial of the elements, at matrices of every rank.
@Suite struct DeterminantDerivativeTests {
    /// Returns the determinant by Leibniz' formula.
    private static func naive(_ a: [[Double]]) -> Double {
        guard let first = a.first else { return 1 }
        return first.indices.reduce(0) { sum, column in
            let minor = a.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
            return sum + (column % 2 == 0 ? 1 : -1) * first[column] * naive(minor)
        }
    }

    /// The derivative along some directions: the sum over all ways to take as many rows from them (the determinant is
    /// linear in each row).
    private static func naive(_ a: [[Double]], along directions: [[[Double]]]) -> Double {
        guard let direction = directions.first else { return naive(a) }
        var rest = Array(directions.dropFirst())
        return a.indices.reduce(0) { sum, row in
            var changed = a
            changed[row] = direction[row]
            // A row that was taken does not change along the others.
            let others = rest.map { other in other.indices.map { $0 == row ? other[$0].map { _ in 0 } : other[$0] } }
            defer { rest = Array(directions.dropFirst()) }
            return sum + naive(changed, along: others)
        }
    }

    private static func rows<S: RealScalar>(_ a: Tensor<S>) -> [[Double]] {
        (0..<a.shape[0]).map { row in (0..<a.shape[1]).map { Double(a[row, $0].item) } }
    }

    /// Small whole numbers, so that the reference is exact; of the given rank, which differences of rows give.
    private static func matrix<S: RealScalar>(_ order: Int, rank: Int, _ random: inout SplitMix64) -> Tensor<S> {
        func whole(_ rows: Int, _ columns: Int) -> Tensor<S> {
            Tensor((0..<rows * columns).map { _ in S((5 * random.next() - 2.5).rounded()) }, shape: [rows, columns])
        }
        return rank == 0 ? Tensor(zeros: [order, order]) : whole(order, rank).matmul(whole(rank, order))
    }

    private static func derivative<S: RealScalar>(
        _ a: Tensor<S>, along directions: [Tensor<S>], _ function: (Tensor<S>) -> Tensor<S>
    ) -> Tensor<S> {
        guard let last = directions.last else { return function(a) }
        return derivative(a, along: directions.dropLast()) { a in (gradient(at: a, of: function) * last).sum() }
    }

    @Test(arguments: 1...4, backendNumbers)
    func everyOrderAtEveryRank(_ order: Int, _ backend: Int) {
        onBackend(backend) {
            for rank in 0...order {
                expect(order, rank, Float.self)
                expect(order, rank, Double.self)
            }
        }
    }

    private func expect<S: RealScalar>(_ order: Int, _ rank: Int, _ type: S.Type) {
        var random = SplitMix64(UInt64(10 * order + rank))
        let a: Tensor<S> = Self.matrix(order, rank: rank, &random)
        let all: [Tensor<S>] = (0..<4).map { _ in Self.matrix(order, rank: order, &random) }
        for count in 0...4 {
            let directions = Array(all.prefix(count))
            let exact = Self.naive(Self.rows(a), along: directions.map(Self.rows))
            let found = Self.derivative(a, along: directions) { (try? $0.determinant()) ?? Tensor(.nan) }
            // The size of the products that are added up.
            let norms = directions.map { Double($0.norm().item) }.reduce(1, *)
            let size = norms * max(1, Double(a.norm().item)).power(max(0, order - count))
            let error = abs(Double(found.item) - exact)
            #expect(
                error <= 2000 * Double(S.ulpOfOne) * size, "order \(order), rank \(rank), \(count): \(found), \(exact)")
        }
    }

    /// Third derivatives, with the matrix in a batch of others.
    @Test func batchesOfMatricesOfDifferentRanks() {
        var random = SplitMix64(4)
        let matrices: [Tensor<Double>] = (0...3).map { Self.matrix(3, rank: $0, &random) }
        let weights = Tensor<Double>(normal: [4, 3, 3], seed: 3)
        func hessian(_ a: Tensor<Double>, _ weights: Tensor<Double>) -> Tensor<Double> {
            gradient(at: a) { a in
                (gradient(at: a) { ((try? $0.determinant()) ?? Tensor(.nan)).sum() } * weights).sum()
            }
        }
        let together = hessian(Tensor(stacking: matrices, axis: 0), weights)
        for (index, a) in matrices.enumerated() {
            #expect(together[index].isClose(to: hessian(a, weights[index]), absoluteTolerance: 1e-12))
        }
    }

    /// Products that would overflow, or vanish, on the way.
    @Test(arguments: backendNumbers)
    func productsNeitherOverflowNorVanishOnTheWay(_ backend: Int) throws {
        var random = SplitMix64(9)
        try onBackend(backend) {
            for range in [-18, 18] as [Float] {
                for order in 2...6 {
                    let a: Tensor<Double> = Self.matrix(order, rank: order, &random)
                    let exact = Self.naive(Self.rows(a))
                    // Powers of two that come to nothing in all, in another order for rows and columns.
                    let half = (0..<order).map { index -> Float in
                        let position = Float(2 * index - order + 1) / Float(order)
                        return Float.exp2((6 * position * range).rounded() * 0.5)
                    }
                    let powers = half.map { Float.exp2(Float.log2($0).rounded()) }
                    let rows = Tensor(powers).reshaped(to: [order, 1]),
                        columns = Tensor(powers.reversed().map { 1 / $0 })
                    let scaled = (Tensor<Float>(a) * rows) * columns
                    let factor = powers.map(Double.init).reduce(1, *) * powers.map { 1 / Double($0) }.reduce(1, *)
                    let found = try scaled.determinant().item
                    #expect(abs(Double(found) - exact * factor) <= 1e-4 * max(1, a.norm().item.power(order)))
                    let derivative = try gradient(at: scaled) { try $0.determinant() }
                    let cofactors = try gradient(at: a) { try $0.determinant() }
                    let unscaled = Tensor<Double>(derivative) * Tensor<Double>(rows) * Tensor<Double>(columns)
                    #expect(
                        unscaled.isClose(to: cofactors, absoluteTolerance: 1e-4 * max(1, a.norm().item.power(order))))
                    let logarithm = try scaled.logDeterminant()
                    if abs(exact) > 0.5 {
                        #expect(abs(Double(logarithm.logMagnitude.item) - Double.log(abs(exact))) < 1e-4)
                    }
                }
            }
            let extremes: [[Float]] = [
                [1e30, 1e30, 1e-30, 1e-31], [1e-30, 1e-31, 1e30, 1e30], [1e-38, 1e-38, 1e38, 1e38],
            ]
            for (diagonal, exact) in zip(extremes, [0.1, 0.1, 1] as [Float]) {
                #expect(abs(try Tensor(diagonal).diagonalMatrix().determinant().item - exact) < 1e-5)
            }
            let large = try Tensor<Double>([[1e300, 1e-300], [1e300, 0]]).determinant().item
            #expect(abs(large + 1) < 1e-12)
            #expect(try Tensor<Double>([[1e200, 0], [0, 1e200]]).determinant().item == .infinity)
            let small = try Tensor<Float>([[1e30, 1e30], [1e-30, 2e-30]]).determinant().item
            #expect(abs(small - 1) < 1e-5)
        }
    }
}

extension Double {
    fileprivate func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * self } }
}
