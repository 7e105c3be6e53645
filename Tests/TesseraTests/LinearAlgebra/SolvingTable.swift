@testable import Tessera

/// The rows of `factorizationTable` that solve systems of equations.
func solvingCases<S: RealScalar>() -> [FactorizationCase<S>] {
    [
        FactorizationCase(
            "solve", .positive,
            ratios: { a in
                let b = Tensor<S>(normal: [a.shape[0], 3], seed: 5)
                let x = try a.solve(b)
                return [backward(a, x, b), backward(a.transposed(), try a.transposed().solve(b), b)]
            },
            outputs: { a in [try a.solve(rightSide(a))] },
            derivatives: [
                DerivativeCase("solve", [[2, 4, 4], [4, 3]]) { try $0[0].solve($0[1]) },
                DerivativeCase("solve for a vector", [[4, 4], [4]]) { try $0[0].solve($0[1]) },
            ]),
        FactorizationCase(
            "inverse", .positive,
            ratios: { a in
                let inverse = try a.inverse()
                let product = a.matmul(inverse) - Tensor<S>(identity: a.shape[0])
                let unit = S.ulpOfOne * a.oneNorm * inverse.oneNorm * S(max(1, a.shape[0]))
                return [unit == 0 ? 0 : product.oneNorm / unit]
            },
            outputs: { a in [try a.inverse(), try a.determinant(), try a.logDeterminant().logMagnitude] },
            derivatives: [
                DerivativeCase("inverse", [[4, 4]]) { try $0[0].inverse() },
                DerivativeCase("determinant", [[2, 3, 3]]) { try $0[0].determinant() * 0.1 },
                DerivativeCase("determinant of a singular matrix", [[3, 3]]) {
                    let singular = Tensor<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
                    return try ($0[0] - DerivativeCase.steady([3, 3], seed: 4) + singular).determinant() * 0.1
                },
                DerivativeCase("logarithm of the determinant", [[4, 4]]) { try $0[0].logDeterminant().logMagnitude },
            ]),
        FactorizationCase(
            "solve triangular", .positive,
            ratios: { a in
                let b = Tensor<S>(normal: [a.shape[0], 3], seed: 5)
                return try [(true, true), (true, false), (false, true), (false, false)].map { upper, transposed in
                    let half = upper ? a.upperTriangle() : a.lowerTriangle()
                    let x = try a.solveTriangular(b, upper: upper, transposed: transposed)
                    return backward(transposed ? half.transposed() : half, x, b)
                }
            },
            outputs: { a in [try a.solveTriangular(rightSide(a), upper: true)] },
            derivatives: [
                DerivativeCase("upper triangle", [[3, 3], [3, 2]]) { try $0[0].solveTriangular($0[1], upper: true) },
                DerivativeCase("lower triangle", [[3, 3], [3, 2]]) { try $0[0].solveTriangular($0[1], upper: false) },
                DerivativeCase("transposed triangle", [[3, 3], [2, 3, 2]]) {
                    try $0[0].solveTriangular($0[1], upper: true, transposed: true)
                },
                DerivativeCase("unit triangle", [[3, 3], [3, 2]]) {
                    try $0[0].solveTriangular($0[1], upper: false, transposed: true, unitDiagonal: true)
                },
            ]),
        FactorizationCase(
            "least squares", .any,
            ratios: { a in
                let b = Tensor<S>(normal: [a.shape[0], 2], seed: 5)
                return try [LeastSquaresMethod.pivotedQR, .svd].map { method in
                    let x = try a.leastSquares(b, method: method).solution
                    // The rest is orthogonal to the columns.
                    let rest = b - a.matmul(x)
                    let unit =
                        S.ulpOfOne * a.oneNorm * (a.oneNorm * x.oneNorm + b.oneNorm) * S(max(1, a.shape[0], a.shape[1]))
                    return unit < .leastNormalMagnitude ? 0 : a.transposed().matmul(rest).oneNorm / unit
                }
            },
            outputs: { a in
                try LeastSquaresMethod.allCases.map { try a.leastSquares(rightSide(a), method: $0).solution }
            },
            derivatives: leastSquaresDerivatives),
        FactorizationCase(
            "pseudo-inverse", .any,
            ratios: { a in
                let inverse = try a.pseudoInverse()
                // A·A⁺·A = A, to rounding times the condition of what is kept.
                let unit = a.oneNorm * inverse.oneNorm
                return [a.scaledDistance(to: a.matmul(inverse).matmul(a)) / max(1, unit)]
            },
            outputs: { a in [try a.pseudoInverse(), Tensor<Double>(try a.matrixRank()), try a.conditionNumber()] },
            derivatives: [
                DerivativeCase("pseudo-inverse of a tall matrix", [[5, 3]]) { try $0[0].pseudoInverse() },
                DerivativeCase("pseudo-inverse of a wide matrix", [[3, 5]]) { try $0[0].pseudoInverse() },
                DerivativeCase("pseudo-inverse without full rank", [[4, 2], [2, 4]]) {
                    try $0[0].matmul($0[1]).pseudoInverse()
                },
            ]),
    ]
}

private let leastSquaresDerivatives: [DerivativeCase] =
    LeastSquaresMethod.allCases.map { method in
        DerivativeCase("least squares by \(method)", [[2, 5, 3], [5, 2]]) {
            try $0[0].leastSquares($0[1], method: method).solution
        }
    } + [
        DerivativeCase("least squares of a wide matrix", [[3, 5], [3]]) {
            try $0[0].leastSquares($0[1], method: .svd).solution
        },
        DerivativeCase("least squares without full rank", [[5, 2], [2, 4], [5, 2]]) {
            try $0[0].matmul($0[1]).leastSquares($0[2], method: .svd).solution
        },
        DerivativeCase("least squares by independent columns", [[5, 2], [2, 4], [5, 2]]) {
            try $0[0].matmul($0[1]).leastSquares($0[2], method: .pivotedQR).solution
        },
    ]

private func rightSide(_ a: Tensor<Double>) -> Tensor<Double> {
    Tensor(normal: [a.shape[a.rank - 2], 2], seed: 3)
}

/// ‖b − A·x‖ beside what rounding of A and x allows.
func backward<S: RealScalar>(_ a: Tensor<S>, _ x: Tensor<S>, _ b: Tensor<S>) -> S {
    let unit = S.ulpOfOne * a.oneNorm * x.oneNorm * S(max(1, a.shape[0]))
    return unit == 0 ? 0 : (b - a.matmul(x)).oneNorm / unit
}
