@testable import Tessera

/// Every factorisation, a row each: its residuals, its results for a batch, its derivatives.
func factorizationTable<S: RealScalar>(_ type: S.Type = S.self) -> [FactorizationCase<S>] {
    decompositionCases() + solvingCases() + matrixFunctionCases()
}

private func decompositionCases<S: RealScalar>() -> [FactorizationCase<S>] {
    [
        FactorizationCase(
            "qr", .any,
            ratios: { a in
                let (q, r) = try a.qr()
                return [a.scaledDistance(to: q.matmul(r)), q.scaledSkewness, r.lowerTriangle(-1).oneNorm]
            },
            outputs: { a in
                let (q, r) = try a.qr()
                return [q, r]
            },
            derivatives: [
                DerivativeCase("qr of a tall matrix", [[2, 5, 3]]) {
                    let (q, r) = try $0[0].qr()
                    return joined(q, r)
                },
                DerivativeCase("qr of a wide matrix", [[3, 5]]) {
                    let (q, r) = try $0[0].qr()
                    return joined(q, r)
                },
            ]),
        FactorizationCase(
            "full qr", .any,
            ratios: { a in
                let (q, r) = try a.qr(full: true)
                return [a.scaledDistance(to: q.matmul(r)), q.scaledSkewness, r.lowerTriangle(-1).oneNorm]
            },
            outputs: { a in
                let (q, r) = try a.qr(full: true)
                return [q, r]
            },
            derivatives: [
                DerivativeCase("full qr of a square matrix", [[3, 3]]) {
                    let (q, r) = try $0[0].qr(full: true)
                    return joined(q, r)
                },
                DerivativeCase("full qr of a tall matrix", [[5, 3]]) {
                    let (q, r) = try $0[0].qr(full: true)
                    // The last columns are any that complete the first: what they span does not depend on which.
                    return joined(q[.full, 0..<3], projector(q, from: 3), r)
                },
            ]),
        FactorizationCase(
            "pivoted qr", .any,
            ratios: { a in
                let (q, r, order) = try a.pivotedQR()
                let moved = a.transposed().gatheringRows(order).transposed()
                let diagonal = r.diagonal().abs().scalars
                let rises = zip(diagonal, diagonal.dropFirst()).contains { $1 > $0 + 30 * S.ulpOfOne * diagonal[0] }
                return [moved.scaledDistance(to: q.matmul(r)), q.scaledSkewness, rises ? 99 : 0]
            },
            outputs: { a in
                let (q, r, order) = try a.pivotedQR()
                return [q, r, Tensor<Double>(order)]
            },
            derivatives: [
                DerivativeCase("pivoted qr", [[5, 3]]) {
                    let (q, r, _) = try $0[0].pivotedQR()
                    return joined(q, r)
                }
            ]),
        FactorizationCase(
            "lu", .any,
            ratios: { a in
                let (l, u, order) = try a.lu()
                let outside = l.upperTriangle(1).oneNorm + u.lowerTriangle(-1).oneNorm
                let isPivoted = l.scalars.allSatisfy { abs($0) <= 1 } && l.diagonal().scalars.allSatisfy { $0 == 1 }
                let moved = a.gatheringRows(order)
                return [moved.scaledDistance(to: l.matmul(u)), outside, isPivoted ? 0 : 99]
            },
            outputs: { a in
                let (l, u, order) = try a.lu()
                return [l, u, Tensor<Double>(order)]
            },
            derivatives: [
                DerivativeCase("lu", [[2, 3, 3]]) {
                    let (l, u, _) = try $0[0].lu()
                    return joined(l, u)
                },
                DerivativeCase("lu of a tall matrix", [[5, 3]]) {
                    let (l, u, _) = try $0[0].lu()
                    return joined(l, u)
                },
                DerivativeCase("lu of a wide matrix", [[3, 5]]) {
                    let (l, u, _) = try $0[0].lu()
                    return joined(l, u)
                },
            ]),
        FactorizationCase(
            "svd", .any,
            ratios: { a in
                let (u, s, v) = try a.svd()
                return [
                    a.scaledDistance(to: (u * s).matmul(v.transposed())), u.scaledSkewness, v.scaledSkewness, fall(s),
                ]
            },
            outputs: { a in
                let (u, s, v) = try a.svd()
                return [u, s, v]
            },
            derivatives: [
                DerivativeCase("svd of a tall matrix", [[2, 5, 3]]) {
                    let (u, s, v) = try $0[0].svd()
                    return joined(u.squared(), s, v.squared())
                },
                DerivativeCase("svd of a wide matrix", [[3, 5]]) {
                    let (u, s, v) = try $0[0].svd()
                    return joined(u.squared(), s, v.squared())
                },
            ]),
        FactorizationCase(
            "full svd", .any,
            ratios: { a in
                let (u, s, v) = try a.svd(full: true)
                let count = s.count
                let product = (u.sliced(axis: 1, 0..<count) * s).matmul(v.sliced(axis: 1, 0..<count).transposed())
                return [a.scaledDistance(to: product), u.scaledSkewness, v.scaledSkewness, fall(s)]
            },
            outputs: { a in
                let (u, s, v) = try a.svd(full: true)
                return [u, s, v]
            },
            derivatives: [
                DerivativeCase("full svd of a square matrix", [[3, 3]]) {
                    let (u, s, v) = try $0[0].svd(full: true)
                    return joined(u.matmul(v.transposed()), s)
                },
                DerivativeCase("full svd of a tall matrix", [[5, 3]]) {
                    let (u, s, v) = try $0[0].svd(full: true)
                    return joined(u[.full, 0..<3].squared(), projector(u, from: 3), s, v.squared())
                },
                DerivativeCase("full svd of a wide matrix", [[3, 5]]) {
                    let (u, s, v) = try $0[0].svd(full: true)
                    return joined(u.squared(), s, projector(v, from: 3))
                },
            ]),
        FactorizationCase(
            "singular values", .any,
            ratios: { a in
                let (s, all) = (try a.singularValues(), try a.svd().values)
                let largest = s.count == 0 ? 0 : all.max().item
                let unit = S.ulpOfOne * largest * S(max(1, s.count)) + S.leastNonzeroMagnitude
                return [s.count == 0 ? 0 : (s - all).abs().max().item / unit, fall(s)]
            },
            outputs: { a in [try a.singularValues()] },
            derivatives: [
                DerivativeCase("singular values", [[2, 4, 3]]) { try $0[0].singularValues() }
            ]),
        FactorizationCase(
            "symmetric eigen", .symmetric,
            ratios: { a in
                let (values, v) = try a.symmetricEigen()
                let product = (v * values).matmul(v.transposed())
                return [a.scaledDistance(to: product), v.scaledSkewness, fall(-values)]
            },
            outputs: { a in
                let (values, v) = try a.symmetricEigen()
                return [values, v, try a.symmetricEigenvalues()]
            },
            derivatives: [
                DerivativeCase("symmetric eigen", [[2, 3, 3]]) {
                    let (values, v) = try ($0[0] + $0[0].transposed()).symmetricEigen()
                    return joined(values, v.squared())
                },
                DerivativeCase("symmetric eigenvalues", [[4, 4]]) {
                    try ($0[0] + $0[0].transposed()).symmetricEigenvalues()
                },
            ]),
        FactorizationCase(
            "eigen", .square,
            ratios: { a in
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
            outputs: { a in
                let system = try a.eigen()
                return [system.values.real, system.values.imaginary, system.vectors.real, system.vectors.imaginary]
            },
            derivatives: [
                DerivativeCase("eigen with real values", [[3, 3]]) {
                    let system = try $0[0].eigen()
                    return joined(system.values.real, system.vectors.real.squared())
                },
                DerivativeCase("eigen with complex values", [[3, 3]]) {
                    let turn = Tensor<Double>([[0, 3, 0], [-3, 0, 0], [0, 0, 0]])
                    let system = try ($0[0] + turn).eigen()
                    let lengths = system.vectors.real.squared() + system.vectors.imaginary.squared()
                    return joined(system.values.real, system.values.imaginary, lengths)
                },
            ]),
        FactorizationCase(
            "cholesky", .positive,
            ratios: { a in
                let l = try a.cholesky()
                return [a.scaledDistance(to: l.matmul(l.transposed())), l.upperTriangle(1).oneNorm]
            },
            outputs: { a in [try a.cholesky()] },
            derivatives: [
                DerivativeCase("cholesky", [[2, 3, 3]]) { try $0[0].matmul($0[0].transposed()).cholesky() }
            ]),
    ]
}

/// Returns 0 for values in descending order without NaN.
private func fall<S: RealScalar>(_ values: Tensor<S>) -> S {
    let all = values.scalars
    return zip(all, all.dropFirst()).allSatisfy { $0 >= $1 } && all.allSatisfy(\.isFinite) ? 0 : 99
}

private func joined(_ tensors: Tensor<Double>...) -> Tensor<Double> {
    Tensor(concatenating: tensors.map { $0.flattened() })
}

/// On what the columns from one on span.
private func projector(_ q: Tensor<Double>, from first: Int) -> Tensor<Double> {
    let rest = q.sliced(axis: -1, first..<q.shape[q.rank - 1])
    return rest.matmul(rest.transposed())
}
