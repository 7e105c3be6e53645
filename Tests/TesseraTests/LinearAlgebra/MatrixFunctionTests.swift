import Testing

@testable import Tessera

/// Functions of matrices against exact values, and what they refuse.
@Suite struct MatrixFunctionTests {
    private func expectClose<S: RealScalar>(
        _ found: Tensor<S>, _ expected: Tensor<S>, _ units: S, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let bound = S.ulpOfOne * units * Swift.max(1, expected.abs().max().item)
        #expect(
            (found - expected).abs().max().item <= bound, "\(found) is not \(expected)", sourceLocation: sourceLocation)
    }

    @Test(arguments: backendNumbers) func exponentials(_ number: Int) throws {
        try onBackend(number) {
            // A nilpotent matrix, a rotation by 1 radian, and the example of C. Moler and C. Van Loan, "Nineteen dubious
            // ways to compute the exponential of a matrix" (1978), whose values are −1 and −17.
            expectClose(
                try Tensor<Double>([[0, 2, 3], [0, 0, 4], [0, 0, 0]]).matrixExponential(),
                [[1, 2, 7], [0, 1, 4], [0, 0, 1]], 4)
            expectClose(
                try Tensor<Double>([[0, -1], [1, 0]]).matrixExponential(),
                [[0.5403023058681398, -0.8414709848078965], [0.8414709848078965, 0.5403023058681398]], 4)
            expectClose(
                try Tensor<Double>([[-49, 24], [-64, 31]]).matrixExponential(),
                [[-0.7357587581447531, 0.5518190996580977], [-1.4715175990882400, 1.1036382407155727]], 400)
            expectClose(try Tensor<Float>(identity: 2).matrixExponential(), [[2.7182817, 0], [0, 2.7182817]], 4)
            #expect(try Tensor<Double>(zeros: [0, 0]).matrixExponential().shape == [0, 0])
            #expect(throws: LinearAlgebraError.overflow) { try Tensor<Float>([[100]]).matrixExponential() }
        }
    }

    /// Large arguments are scaled by powers of two and squared back. The condition number of the denominator is up to 17
    /// (table 2.3 of Higham's paper), and squaring doubles a relative error as it doubles the argument.
    @Test(arguments: [0.001, 0.2, 0.9, 2, 5, 6, 30, -30, 300]) func diagonalExponentials(_ x: Double) throws {
        let found = try Tensor<Double>([[x, 0], [0, x / 2]]).matrixExponential()
        let expected = Tensor<Double>([[x, 0], [0, x / 2]]).exp() * Tensor(identity: 2)
        let relative = (found - expected).diagonal().abs() / expected.diagonal()
        #expect(relative.max().item <= 17 * Double.ulpOfOne * Swift.max(4, abs(x)))
        #expect(found[0, 1].item == 0)
    }

    @Test(arguments: backendNumbers) func rootsAndLogarithms(_ number: Int) throws {
        try onBackend(number) {
            // Eigenvalues 1 and 4; a rotation by 90 degrees, whose root is one by 45; a Jordan block.
            expectClose(try Tensor<Double>([[1, 3], [0, 4]]).matrixSquareRoot(), [[1, 1], [0, 2]], 4)
            let half = 0.5.squareRoot()
            let quarter = Tensor<Double>([[0, -1], [1, 0]])
            expectClose(try quarter.matrixSquareRoot(), Tensor([half, -half, half, half], shape: [2, 2]), 4)
            expectClose(try quarter.matrixLogarithm(), Tensor([0, -.pi / 2, .pi / 2, 0], shape: [2, 2]), 16)
            expectClose(try Tensor<Double>([[4, 1], [0, 4]]).matrixSquareRoot(), [[2, 0.25], [0, 2]], 4)
            expectClose(try Tensor<Double>([[1, 1], [0, 1]]).matrixLogarithm(), [[0, 1], [0, 0]], 8)
            expectClose(try Tensor<Double>([[0, 0], [0, 0]]).matrixSquareRoot(), [[0, 0], [0, 0]], 0)
        }
    }

    @Test(arguments: backendNumbers) func logarithmsUndoExponentials(_ number: Int) throws {
        try onBackend(number) {
            for order in [1, 2, 5, 20] {
                let a = Tensor<Double>(normal: [2, order, order], seed: 3) / Tensor(Double(order))
                expectClose(try a.matrixExponential().matrixLogarithm(), a, 2000)
            }
        }
    }

    @Test func impossibleOnesAreRefused() {
        #expect(throws: LinearAlgebraError.negativeEigenvalue(-1)) {
            try Tensor<Double>([[1, 0], [0, -1]]).matrixSquareRoot()
        }
        #expect(throws: LinearAlgebraError.negativeEigenvalue(0)) {
            try Tensor<Double>([[1, 0], [0, 0]]).matrixLogarithm()
        }
        // A nilpotent matrix has no root.
        #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
            try Tensor<Double>([[0, 1], [0, 0]]).matrixSquareRoot()
        }
        #expect(throws: LinearAlgebraError.singular(pivot: 0)) {
            try Tensor<Double>([[1]]).solveSylvester([[-1]], [[1]])
        }
        #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
            try Tensor<Double>([[.nan]]).matrixExponential()
        }
    }

    @Test func conditionsAreEstimated() throws {
        let order = 8
        let hilbert = Tensor<Double>(
            (0..<order).flatMap { i in (0..<order).map { 1 / Double(i + $0 + 1) } }, shape: [order, order])
        let exact = 1 / (try hilbert.matrixNorm(.one).item * hilbert.inverse().matrixNorm(.one).item)
        let found = try LUFactorization(hilbert).reciprocalCondition
        #expect(found >= exact * 0.99 && found <= exact * 3)
        #expect(throws: LinearAlgebraError.self) {
            try LUFactorization(hilbert).solve(Tensor(ones: [order]), reciprocalCondition: 1e-8)
        }
        #expect(try LUFactorization(Tensor<Double>(identity: 3)).reciprocalCondition == 1)
        #expect(try LUFactorization(Tensor<Double>([[1, 2], [2, 4]])).reciprocalCondition == 0)
    }

    @Test(arguments: backendNumbers) func updatesAreThoseOfTheMatrix(_ number: Int) throws {
        try onBackend(number) {
            let noise = Tensor<Double>(normal: [6, 6], seed: 1)
            let a = noise.matmul(noise.transposed()) + Tensor(identity: 6)
            let v = Tensor<Double>(normal: [6], seed: 2)
            let factors = try CholeskyFactorization(a)
            expectClose(try factors.adding(v).lower, try (a + v.outer(v)).cholesky(), 50)
            expectClose(try factors.adding(v).subtracting(v).lower, factors.lower, 500)
            #expect(throws: LinearAlgebraError.self) { try factors.subtracting(v * 100) }
            let sign = try LUFactorization(a).logDeterminant.sign.item
            #expect(sign == 1)
            expectClose(try LUFactorization(a).determinant, try a.determinant(), 200)
            let rows = Tensor<Double>(normal: [2, 6], seed: 3)
            let all = Tensor(concatenating: [a, rows], axis: 0)
            let appended = try QRFactorization(a).appending(rows)
            expectClose(appended.q.matmul(appended.r), all, 50)
            expectClose(appended.q.transposed().matmul(appended.q), Tensor(identity: 6), 50)
        }
    }
}
