@testable import Tessera

/// The rows of `factorizationTable` for functions of matrices, equations between matrices and kept factorisations.
func matrixFunctionCases<S: RealScalar>() -> [FactorizationCase<S>] {
    [
        FactorizationCase(
            "matrix exponential", .positive,
            ratios: { a in
                // The relative error of e^A grows with the norm of A: so A is scaled to norm 1.
                let scaled = a / Tensor(Swift.max(1, a.oneNorm))
                let product = try scaled.matrixExponential().matmul((-scaled).matrixExponential())
                return [(product - Tensor<S>(identity: a.shape[0])).oneNorm / (S.ulpOfOne * S(max(1, a.shape[0])))]
            },
            outputs: { a in [try (a * 0.01).matrixExponential()] },
            derivatives: [
                DerivativeCase("matrix exponential", [[3, 3]]) { try ($0[0] * 0.3).matrixExponential() },
                DerivativeCase("matrix exponential by squaring", [[2, 2]]) {
                    try ($0[0] * 2).matrixExponential() * 0.001
                },
            ]),
        FactorizationCase(
            "matrix square root", .positive,
            ratios: { a in
                let a = leadingBlock(a)
                let root = try a.matrixSquareRoot()
                return [residual(a, root.matmul(root), root.oneNorm * root.oneNorm)]
            },
            outputs: { a in [try a.matrixSquareRoot()] },
            derivatives: [DerivativeCase("matrix square root", [[2, 3, 3]]) { try $0[0].matrixSquareRoot() }]),
        FactorizationCase(
            "matrix logarithm", .positive,
            ratios: { a in
                let a = leadingBlock(a)
                let logarithm = try a.matrixLogarithm()
                // An error of the logarithm is multiplied by the norm of A and by that of the logarithm.
                let unit = a.oneNorm * Swift.max(1, logarithm.oneNorm)
                return [residual(a, try logarithm.matrixExponential(), unit)]
            },
            outputs: { a in [try a.matrixLogarithm()] },
            derivatives: [DerivativeCase("matrix logarithm", [[3, 3]]) { try $0[0].matrixLogarithm() }]),
        FactorizationCase(
            "Sylvester", .positive,
            ratios: { a in
                let a = leadingBlock(a)
                let (b, c) = (Tensor<S>(normal: [3, 3], seed: 6) * 0.1, Tensor<S>(normal: [a.shape[0], 3], seed: 7))
                let x = try a.solveSylvester(b, c)
                let found = a.matmul(x) + x.matmul(b)
                return [residual(c, found, (a.oneNorm + b.oneNorm) * x.oneNorm)]
            },
            outputs: { a in
                [
                    try a.solveSylvester(Tensor([[0.5, 0.2], [-0.2, 0.5]]), Tensor(ones: [a.shape[a.rank - 1], 2])),
                    try a.solveLyapunov(Tensor(ones: [a.shape[a.rank - 1], a.shape[a.rank - 1]])),
                ]
            },
            derivatives: [
                DerivativeCase("Sylvester", [[3, 3], [2, 2], [3, 2]]) { try $0[0].solveSylvester($0[1], $0[2]) },
                DerivativeCase("Lyapunov", [[3, 3], [3, 3]]) { try $0[0].solveLyapunov($0[1]) },
            ]),
        FactorizationCase(
            "generalised symmetric eigenproblem", .symmetric,
            ratios: { a in
                let order = a.shape[0]
                let noise = Tensor<S>(normal: [order, order], seed: 8) * 0.1
                let b = noise.matmul(noise.transposed()) + Tensor(identity: order)
                let (values, vectors) = try a.symmetricEigen(relativeTo: b)
                let scaled = b.matmul(vectors) * values
                let gram = vectors.transposed().matmul(b).matmul(vectors)
                return [
                    residual(a.matmul(vectors), scaled, a.oneNorm * vectors.oneNorm),
                    residual(Tensor(identity: order), gram, b.oneNorm * vectors.oneNorm * vectors.oneNorm),
                ]
            },
            outputs: { a in [try a.symmetricEigen(relativeTo: Tensor(identity: a.shape[a.rank - 1]) * 2).values] },
            derivatives: [
                DerivativeCase("generalised eigenvalues", [[3, 3], [3, 3]]) {
                    let b = $0[1].matmul($0[1].transposed())
                    return try ($0[0] + $0[0].transposed()).symmetricEigen(relativeTo: b).values
                }
            ]),
        FactorizationCase(
            "kept factorisations", .positive,
            ratios: { a in
                let b = Tensor<S>(normal: [a.shape[0], 3], seed: 5)
                let lu = try LUFactorization(a)
                let cholesky = try CholeskyFactorization(a)
                let qr = try QRFactorization(a)
                return [
                    backward(a, try lu.solve(b), b),
                    backward(a.transposed(), try lu.solve(b, transposed: true), b),
                    backward(a, try cholesky.solve(b), b), backward(a, try qr.leastSquares(b), b),
                    backward(a, try lu.inverse(), Tensor(identity: a.shape[0])),
                ]
            },
            outputs: { _ in [] },
            derivatives: [
                DerivativeCase("solve by kept LU factors", [[3, 3], [3, 2]]) {
                    let factors = try LUFactorization($0[0])
                    return try factors.solve($0[1]) + factors.solve($0[1], transposed: true)
                },
                DerivativeCase("determinant by kept LU factors", [[3, 3]]) {
                    try LUFactorization($0[0]).determinant * 0.1
                },
                DerivativeCase("solve by a kept Cholesky factor", [[3, 3], [3]]) {
                    let factors = try CholeskyFactorization($0[0].matmul($0[0].transposed()))
                    return try factors.solve($0[1]) + factors.logDeterminant
                },
                DerivativeCase("Cholesky update", [[3, 3], [3]]) {
                    let factors = try CholeskyFactorization($0[0].matmul($0[0].transposed()))
                    let larger = try factors.adding($0[1])
                    return try larger.subtracting($0[1] * 0.5).lower
                },
                DerivativeCase("least squares by kept QR factors", [[4, 3], [1, 3], [5]]) {
                    try QRFactorization($0[0]).appending($0[1]).leastSquares($0[2])
                },
            ]),
    ]
}

/// A block whose Schur form does not take long in a debug build.
private func leadingBlock<S: RealScalar>(_ a: Tensor<S>) -> Tensor<S> {
    let order = Swift.min(a.shape[0], 64)
    return a[0..<order, 0..<order]
}

/// The distance between two matrices in units of rounding errors of a quantity.
private func residual<S: RealScalar>(_ expected: Tensor<S>, _ found: Tensor<S>, _ size: S) -> S {
    let distance = (expected - found).oneNorm
    // Subnormal numbers have absolute rounding errors.
    return distance / Swift.max(S.ulpOfOne * size * S(max(1, expected.shape[0])), .leastNormalMagnitude)
}
