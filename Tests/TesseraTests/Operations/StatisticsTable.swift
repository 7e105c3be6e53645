import Foundation

@testable import Tessera

/// Norms, deviations, covariances and weighted statistics.
func statisticsCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[3, 5]], [[2, 3, 4]]]
    let nothing: [[[Int]]] = [[[0, 3]], [[0]]]
    return [
        OperationCase(
            "standard deviation", shapes, { $0[0].standardDeviation(axis: -1, correction: 1) },
            naive: { $0[0].reduce([-1]) { sqrt(naiveVariance($0, correction: 1)) } }),
        OperationCase(
            "standard deviation of all", [[[2, 3, 2]], [[3, 4]]], { $0[0].standardDeviation() },
            naive: { Naive([], [sqrt(naiveVariance($0[0].values))]) }),
        OperationCase(
            "weighted mean", [[[2, 5, 3], [5]]], in: [.any, .positive], { $0[0].mean(weights: $0[1], axis: 1) },
            naive: { x in x[0].reduce([1]) { naiveMean($0, x[1].values) } }),
        OperationCase(
            "weighted mean of all", [[[2, 3], [2, 3]]], in: [.any, .positive], { $0[0].mean(weights: $0[1]) },
            naive: { Naive([], [naiveMean($0[0].values, $0[1].values)]) }),
        OperationCase(
            "weighted variance", [[[5, 3], [5]]], in: [.any, .positive],
            { $0[0].variance(weights: $0[1], axis: 0, correction: 1, keepingDimensions: true) },
            naive: { x in
                x[0].reduce([0], keep: true) { column in
                    let mean = naiveMean(column, x[1].values)
                    let squares = zip(column, x[1].values).map { $1 * ($0 - mean) * ($0 - mean) }
                    return naiveSum(squares) / (naiveSum(x[1].values) - 1)
                }
            }),
        OperationCase(
            "covariance", [[[6, 3]], [[2, 4, 2]]], { $0[0].covariance() },
            naive: { x in
                products(x[0]) { a, b in naiveSum(zip(a, b).map { $0 * $1 }) / Double(a.count - 1) }
            }),
        OperationCase(
            "covariance of a vector", [[[6]]], { $0[0].covariance(correction: 0) },
            naive: { Naive([], [naiveVariance($0[0].values)]) }),
        OperationCase(
            // Rows are scaled so that no column is constant, also where one row is repeated.
            "correlation", [[[6, 3]]], { ($0[0] * Tensor([[1], [3], [-1], [2], [5], [-2]])).correlation() },
            naive: { x in
                products(x[0].zip(Naive([6, 1], [1, 3, -1, 2, 5, -2]), *)) { a, b in
                    let squares = [a, b].map { naiveSum($0.map { $0 * $0 }) }
                    return naiveSum(zip(a, b).map { $0 * $1 }) / sqrt(squares[0] * squares[1])
                }
            }),
        OperationCase(
            "mean of nothing", nothing, derivatives: 0, { $0[0].mean(axis: 0) },
            naive: { $0[0].reduce([0]) { _ in .nan } }),
        OperationCase(
            "deviation of nothing", nothing, derivatives: 0, { $0[0].standardDeviation(axis: 0) },
            naive: { $0[0].reduce([0]) { _ in .nan } }),
        OperationCase(
            "product of nothing", nothing, { $0[0].product(axis: 0) }, naive: { $0[0].reduce([0]) { _ in 1 } }),
        OperationCase(
            "logSumExp of nothing", nothing, derivatives: 0, { $0[0].logSumExp(axis: 0) },
            naive: { $0[0].reduce([0]) { _ in -.infinity } }),
    ] + normCases()
}

private func normCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[3, 5]], [[2, 3, 4]], [[2, 0]]]
    let norms: [(VectorNorm, Int, @Sendable ([Double]) -> Double)] = [
        (.one, 2, { naiveSum($0.map(abs)) }), (.two, 2, { sqrt(naiveSum($0.map { $0 * $0 })) }),
        (.infinity, 2, { $0.isEmpty ? 0 : naiveMax($0.map(abs)) }),
        (.zero, 0, { Double($0.count { $0 != 0 }) }),
        (.p(3), 2, { cbrt(naiveSum($0.map { pow(abs($0), 3) })) }),
        (.p(0.5), 2, { pow(naiveSum($0.map { sqrt(abs($0)) }), 2) }),
    ]
    return norms.map { norm, derivatives, reference in
        OperationCase(
            "norm \(norm)", shapes, in: [.awayFromZero], derivatives: derivatives, kinks: norm == .infinity,
            { $0[0].norm(norm, axis: -1) }, naive: { $0[0].reduce([-1], reference) })
    } + [
        OperationCase(
            "smallest magnitude", [[[3, 5]]], in: [.awayFromZero], kinks: true,
            { $0[0].norm(.negativeInfinity, axes: [0], keepingDimensions: true) },
            naive: { $0[0].reduce([0], keep: true) { naiveMin($0.map(abs)) } }),
        OperationCase(
            "Frobenius norm", [[[2, 3, 4]]], { $0[0].norm(axes: [0, -1], keepingDimensions: true) },
            naive: { $0[0].reduce([0, -1], keep: true) { sqrt(naiveSum($0.map { $0 * $0 })) } }),
    ]
}

private func naiveMean(_ x: [Double], _ weights: [Double]) -> Double {
    naiveSum(zip(x, weights).map { $0 * $1 }) / naiveSum(weights)
}

private func naiveVariance(_ x: [Double], correction: Int = 0) -> Double {
    let mean = naiveSum(x) / Double(x.count)
    return naiveSum(x.map { ($0 - mean) * ($0 - mean) }) / Double(x.count - correction)
}

/// A function of the deviations of each pair of columns.
private func products(_ x: Naive, _ function: ([Double], [Double]) -> Double) -> Naive {
    let (rank, rows) = (x.shape.count, x.shape[x.shape.count - 2])
    func deviations(_ batch: [Int], _ column: Int) -> [Double] {
        let values = (0..<rows).map { x[batch + [$0, column]] }
        let mean = naiveSum(values) / Double(rows)
        return values.map { $0 - mean }
    }
    return Naive(x.shape.dropLast(2) + [x.shape[rank - 1], x.shape[rank - 1]]) { index in
        let batch = Array(index.dropLast(2))
        return function(deviations(batch, index[rank - 2]), deviations(batch, index[rank - 1]))
    }
}
