@testable import Tessera

/// Losses that compute with the number of rows itself, or make constants and extents of it.
func rowCountCases<S: RealScalar>() -> [PlanCase<S>] {
    arithmeticOfTheRowCount() + extentsOfTheRowCount()
}

/// Losses over matrices of all pairs of rows: for few rows.
func rowPairCases<S: RealScalar>() -> [PlanCase<S>] {
    [
        PlanCase("trace of all pairs", parameters: [[5]], isTiled: false) { model, batch in
            let z = batch.features * model[0]
            return z.matmul(z.transposed()).trace()
        },
        PlanCase("diagonal of all pairs", parameters: [[5]], isTiled: false) { model, batch in
            let z = batch.features * model[0]
            return z.matmul(z.transposed()).diagonal().squared().sum()
        },
        PlanCase("causal mask", parameters: [[5]], isTiled: false) { model, batch in
            let (z, n) = (batch.features * model[0], batch.features.shape[0])
            return (z.matmul(z.transposed()).tanh() * Tensor(ones: [n, n]).lowerTriangle()).sum()
        },
        PlanCase("identity added", parameters: [[5]], isTiled: false) { model, batch in
            let (z, n) = (batch.features * model[0], batch.features.shape[0])
            return (z.matmul(z.transposed()) + Tensor(identity: n)).squared().mean()
        },
        PlanCase("ones of all pairs", parameters: [[5]]) { model, batch in
            let (z, n) = (batch.features * model[0], batch.features.shape[0])
            return Tensor(ones: [n, n]).matmul(z).squared().mean()
        },
        PlanCase("attention", parameters: [[5, 3], [5, 3]], isTiled: false) { model, batch in
            let (q, k) = (batch.features.matmul(model[0]), batch.features.matmul(model[1]))
            return q.matmul(k.transposed()).softmax(axis: 1).matmul(batch.targets).squared().mean()
        },
    ]
}

private func arithmeticOfTheRowCount<S: RealScalar>() -> [PlanCase<S>] {
    func scaled(_ name: String, _ factor: @escaping @Sendable (Int) -> S) -> PlanCase<S> {
        PlanCase(name, parameters: [[5]]) { model, batch in
            (batch.features * model[0]).squared().sum() * Tensor(factor(batch.features.shape[0]))
        }
    }
    return [
        scaled("n / (n - 1)") { $0 == 1 ? 1 : S($0) / S($0 - 1) },
        scaled("root of n / (n + 1)") { (S($0) / S($0 + 1)).squareRoot() },
        scaled("(n - 2) / n") { S($0 - 2) / S($0) },
        scaled("1 / min(n, 50)") { 1 / S(min($0, 50)) },
        scaled("max(0.01, 2 / (n + 1))") { max(0.01, 2 / S($0 + 1)) },
        scaled("n > 100 ? 1 / 100 : 1") { $0 > 100 ? 0.01 : 1 },
        scaled("n % 7") { S($0 % 7) },
        scaled("the logarithm of n") { S.log(S($0)) },
        PlanCase("another branch for many rows", parameters: [[5]]) { model, batch in
            let z = batch.features * model[0]
            return batch.features.shape[0] > 60 ? z.abs().mean() : z.squared().mean()
        },
        PlanCase("variance of a sample", parameters: [[5]]) { model, batch in
            (batch.features * model[0] + batch.targets).variance(axis: 0, correction: batch.rows > 1 ? 1 : 0).sum()
        },
        PlanCase("variance along both axes", parameters: [[5]]) { model, batch in
            (batch.features * model[0]).variance(axes: [0, 1], correction: 2)
        },
        PlanCase("normalised by the sample", parameters: [[5, 2], [2, 1]]) { model, batch in
            let hidden = batch.features.matmul(model[0])
            let variance = hidden.variance(axis: 0, correction: batch.rows > 1 ? 1 : 0)
            let normal = (hidden - hidden.mean(axis: 0)) / (variance + 0.1).sqrt()
            return meanSquaredError(predicted: normal.matmul(model[1]), expected: batch.targets)
        },
    ]
}

private func extentsOfTheRowCount<S: RealScalar>() -> [PlanCase<S>] {
    [
        PlanCase("column n % 5", parameters: [[5]]) { model, batch in
            (batch.features * model[0])[.full, batch.rows % 5].squared().mean()
        },
        PlanCase("padded with 1 / n", parameters: [[5]]) { model, batch in
            (batch.features * model[0]).padded([(0, 0), (1, 0)], with: 1 / S(batch.rows)).squared().mean()
        },
        PlanCase("padded with n columns", parameters: [[5]], isTiled: true) { model, batch in
            (batch.features * model[0]).padded([(0, 0), (0, batch.rows % 3)], with: 2).squared().mean()
        },
        PlanCase("the first rows", parameters: [[5]], isTiled: false) { model, batch in
            (batch.features * model[0])[..<min(batch.rows, 2)].squared().sum()
        },
        PlanCase("the first hundred rows", parameters: [[5]], isTiled: false) { model, batch in
            (batch.features * model[0])[..<min(batch.rows, 100)].squared().mean()
        },
        PlanCase("rows two by two", parameters: [[5]], isTiled: false) { model, batch in
            let z = (batch.features * model[0])[..<(batch.rows / 2 * 2)]
            return batch.rows < 2
                ? z.sum() + model[0].sum() : z.reshaped(to: [batch.rows / 2, 2, 5]).product(axis: 1).sum()
        },
        PlanCase("reshaped rows", features: 64, parameters: [[8, 8]]) { model, batch in
            batch.features.reshaped(to: [batch.rows, 8, 8]).matmul(model[0]).squared().mean()
        },
        PlanCase("rows merged with columns", features: 6, parameters: [[2, 3], [3]]) { model, batch in
            let z = batch.features.reshaped(to: [batch.rows * 3, 2]).matmul(model[0]) + model[1]
            return z.tanh().reshaped(to: [batch.rows, 9]).squared().sum(axis: 1).mean()
        },
        PlanCase("rows merged and summed", features: 6, parameters: [[2, 3]]) { model, batch in
            batch.features.reshaped(to: [-1, 2]).matmul(model[0]).sum()
        },
        PlanCase("columns before the rows", features: 6, parameters: [[3]]) { model, batch in
            let z = batch.features.transposed().reshaped(to: [2, 3, batch.rows]) * model[0].reshaped(to: [3, 1])
            return z.reshaped(to: [6, batch.rows]).squared().sum() / S(batch.rows)
        },
        PlanCase("a column of ones", parameters: [[6, 1]]) { model, batch in
            let x = Tensor(concatenating: [batch.features, Tensor(ones: [batch.rows, 1])], axis: 1)
            return meanSquaredError(predicted: x.matmul(model[0]), expected: batch.targets)
        },
        PlanCase("constants of every row", parameters: [[5, 1]]) { model, batch in
            let half = Tensor<S>(ones: [batch.rows, 1]) * 0.5
            return meanSquaredError(predicted: batch.features.matmul(model[0]) + half, expected: batch.targets)
        },
        PlanCase("zeros of both signs", parameters: [[5]], isTiled: false) { model, batch in
            let zeros = Tensor<S>((0..<batch.rows).map { $0 == 0 ? -0.0 : 0.0 })
            let poles = ((batch.features[.full, 0].squared() + 1) / zeros).exp()
            return minimum(poles.sum(), 7) + model[0].squared().sum()
        },
        PlanCase("a weight for every row", parameters: [[5, 1]], isTiled: false) { model, batch in
            let weights = Tensor<S>(linearFrom: 1, to: 2, count: batch.rows)
            return (batch.features.matmul(model[0]) - batch.targets).squared().flattened().dot(weights)
        },
        PlanCase("a sum of parameters for every row", parameters: [[1, 5]]) { model, batch in
            let repeated = model[0].expanded(to: [batch.rows, 5])
            return (-repeated * batch.features).exp().sum() + repeated.squared().sum()
        },
        PlanCase("an operation with a number of its own", parameters: [[5]]) { model, batch in
            apply(Scaled<S>(factor: S(batch.rows % 4)), to: batch.features * model[0]).sum()
        },
    ]
}

extension RowBatch {
    fileprivate var rows: Int { features.shape[0] }
}

extension Tensor where Scalar: RealScalar {
    fileprivate func dot(_ other: Tensor) -> Tensor { matmul(other) }
}

/// A custom operation that holds a number.
private struct Scaled<Scalar: RealScalar>: TensorOperation {
    let factor: Scalar
    var name: String { "scaled" }
    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        result.assign(x * factor)
    }
    func gradient(_ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>) -> AnyTensor? {
        (upstream * factor).erased
    }
    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { axes[0].map { .perRow(axis: $0) } ?? .noRows }
}
