@testable import Tessera

/// One row of the table that every factorisation is tested by.
struct FactorizationCase<S: RealScalar>: Sendable {
    enum Shape { case any, square, symmetric, positive }

    let name: String
    let shape: Shape
    /// Scaled residuals and distances from orthogonality, each of which is below 30 in LAPACK's own tests.
    let ratios: @Sendable (Tensor<S>) throws -> [S]

    init(_ name: String, _ shape: Shape, _ ratios: @escaping @Sendable (Tensor<S>) throws -> [S]) {
        self.name = name
        self.shape = shape
        self.ratios = ratios
    }

    func matrix(_ kind: MatrixKind, _ rows: Int, _ columns: Int) -> Tensor<S> {
        switch shape {
        case .any: return kind.matrix(rows, columns)
        case .square: return kind.matrix(rows, rows)
        case .symmetric:
            let a: Tensor<S> = kind.matrix(rows, rows)
            return a.lowerTriangle() + a.lowerTriangle(-1).transposed()
        case .positive:
            let q: Tensor<S> = MatrixKind.random.matrix(rows, rows)
            return q.transposed().matmul(q) + Tensor<S>(identity: rows)
        }
    }
}

func factorizationTable<S: RealScalar>(_ type: S.Type = S.self) -> [FactorizationCase<S>] {
    [
        FactorizationCase("qr", .any) { a in
            let (q, r) = try a.qr()
            return [a.scaledDistance(to: q.matmul(r)), q.scaledSkewness, r.lowerTriangle(-1).oneNorm]
        },
        FactorizationCase("full qr", .any) { a in
            let (q, r) = try a.qr(full: true)
            return [a.scaledDistance(to: q.matmul(r)), q.scaledSkewness, r.lowerTriangle(-1).oneNorm]
        },
        FactorizationCase("pivoted qr", .any) { a in
            let (q, r, order) = try a.pivotedQR()
            let permuted = a.transposed().gatheringRows(order).transposed()
            let diagonal = r.diagonal().abs().scalars
            let rises = zip(diagonal, diagonal.dropFirst()).contains { $1 > $0 + 30 * S.ulpOfOne * diagonal[0] }
            return [permuted.scaledDistance(to: q.matmul(r)), q.scaledSkewness, rises ? 99 : 0]
        },
        FactorizationCase("lu", .any) { a in
            let (l, u, order) = try a.lu()
            let outside = l.upperTriangle(1).oneNorm + u.lowerTriangle(-1).oneNorm
            let isPivoted = l.scalars.allSatisfy { abs($0) <= 1 } && l.diagonal().scalars.allSatisfy { $0 == 1 }
            let permuted = a.gatheringRows(order)
            return [permuted.scaledDistance(to: l.matmul(u)), outside, isPivoted ? 0 : 99]
        },
        FactorizationCase("svd", .any) { a in
            let (u, s, v) = try a.svd()
            return [a.scaledDistance(to: (u * s).matmul(v.transposed())), u.scaledSkewness, v.scaledSkewness, fall(s)]
        },
        FactorizationCase("full svd", .any) { a in
            let (u, s, v) = try a.svd(full: true)
            let count = s.count
            let product = (u.sliced(axis: 1, 0..<count) * s).matmul(v.sliced(axis: 1, 0..<count).transposed())
            return [a.scaledDistance(to: product), u.scaledSkewness, v.scaledSkewness, fall(s)]
        },
        FactorizationCase("singular values", .any) { a in
            let (s, all) = (try a.singularValues(), try a.svd().values)
            let largest = s.count == 0 ? 0 : all.max().item
            let unit = S.ulpOfOne * largest * S(max(1, s.count)) + S.leastNonzeroMagnitude
            return [s.count == 0 ? 0 : (s - all).abs().max().item / unit, fall(s)]
        },
        FactorizationCase("symmetric eigen", .symmetric) { a in
            let (values, v) = try a.symmetricEigen()
            let product = (v * values).matmul(v.transposed())
            return [a.scaledDistance(to: product), v.scaledSkewness, fall(-values)]
        },
        FactorizationCase("eigen", .square) { a in
            let system = try a.eigen()
            let (v, values) = (system.vectors, system.values)
            let lengths = (v.real.squared() + v.imaginary.squared()).sum(axis: 0).sqrt()
            // A·V − V·diag(λ), which is complex, beside A.
            let real = a.matmul(v.real) - (v.real * values.real - v.imaginary * values.imaginary)
            let imaginary = a.matmul(v.imaginary) - (v.real * values.imaginary + v.imaginary * values.real)
            let ones = Tensor<S>(ones: lengths.shape)
            return [
                a.scaledDistance(to: a - real), a.scaledDistance(to: a - imaginary),
                lengths.count == 0 ? 0 : (lengths - ones).abs().max().item / (S.ulpOfOne * S(lengths.count)),
            ]
        },
        FactorizationCase("cholesky", .positive) { a in
            let l = try a.cholesky()
            return [a.scaledDistance(to: l.matmul(l.transposed())), l.upperTriangle(1).oneNorm]
        },
        FactorizationCase("solve", .positive) { a in
            let b = Tensor<S>(normal: [a.shape[0], 3], seed: 5)
            let x = try a.solve(b)
            return [backward(a, x, b), backward(a.transposed(), try a.transposed().solve(b), b)]
        },
        FactorizationCase("inverse", .positive) { a in
            let inverse = try a.inverse()
            let product = a.matmul(inverse) - Tensor<S>(identity: a.shape[0])
            let unit = S.ulpOfOne * a.oneNorm * inverse.oneNorm * S(max(1, a.shape[0]))
            return [unit == 0 ? 0 : product.oneNorm / unit]
        },
        FactorizationCase("solve triangular", .positive) { a in
            let b = Tensor<S>(normal: [a.shape[0], 3], seed: 5)
            return try [(true, true), (true, false), (false, true), (false, false)].map { upper, transposed in
                let half = upper ? a.upperTriangle() : a.lowerTriangle()
                let x = try a.solveTriangular(b, upper: upper, transposed: transposed)
                return backward(transposed ? half.transposed() : half, x, b)
            }
        },
        FactorizationCase("least squares", .any) { a in
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
        FactorizationCase("pseudo-inverse", .any) { a in
            let inverse = try a.pseudoInverse()
            // A·A⁺·A = A, to rounding times the condition of what is kept.
            let unit = a.oneNorm * inverse.oneNorm
            return [a.scaledDistance(to: a.matmul(inverse).matmul(a)) / max(1, unit)]
        },
    ]
}

/// Returns 0 for values in descending order without NaN.
private func fall<S: RealScalar>(_ values: Tensor<S>) -> S {
    let all = values.scalars
    return zip(all, all.dropFirst()).allSatisfy { $0 >= $1 } && all.allSatisfy(\.isFinite) ? 0 : 99
}

/// ‖b − A·x‖ beside what rounding of A and x allows.
private func backward<S: RealScalar>(_ a: Tensor<S>, _ x: Tensor<S>, _ b: Tensor<S>) -> S {
    let unit = S.ulpOfOne * a.oneNorm * x.oneNorm * S(max(1, a.shape[0]))
    return unit == 0 ? 0 : (b - a.matmul(x)).oneNorm / unit
}
