import Foundation

@testable import Tessera

/// Every operation, a row each. `OperationTests` runs all rows on every backend, scalar and layout.
func operationTable<S: RealScalar>(_ type: S.Type = S.self) -> [OperationCase<S>] {
    let tables: [[OperationCase<S>]] = [
        unaryCases(), binaryCases(), functionCases(), learningCases(), reductionCases(), productCases(), matrixCases(),
        layoutCases(), lossCases(), contractionCases(), axisCases(), convolutionCases(), statisticsCases(),
        selectionCases(), orderCases(),
    ]
    return tables.flatMap { $0 }
}

private func unaryCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase("negate", elementwiseShapes, { -$0[0] }, naive: { $0[0].map { -$0 } }),
        OperationCase("abs", elementwiseShapes, in: [.awayFromZero], { $0[0].abs() }, naive: { $0[0].map { abs($0) } }),
        OperationCase(
            "sign", elementwiseShapes, in: [.awayFromZero], { $0[0].sign() },
            naive: { $0[0].map { $0 > 0 ? 1 : ($0 < 0 ? -1 : $0) } }),
        OperationCase("squared", elementwiseShapes, { $0[0].squared() }, naive: { $0[0].map { $0 * $0 } }),
        OperationCase("sqrt", elementwiseShapes, in: [.positive], { $0[0].sqrt() }, naive: { $0[0].map { sqrt($0) } }),
        OperationCase(
            "reciprocal", elementwiseShapes, in: [.awayFromZero], { $0[0].reciprocal() },
            naive: { $0[0].map { 1 / $0 } }),
        OperationCase("exp", elementwiseShapes, { $0[0].exp() }, naive: { $0[0].map { exp($0) } }),
        OperationCase("expm1", elementwiseShapes, { $0[0].expm1() }, naive: { $0[0].map { expm1($0) } }),
        OperationCase("log", elementwiseShapes, in: [.positive], { $0[0].log() }, naive: { $0[0].map { log($0) } }),
        OperationCase(
            "log1p", elementwiseShapes, in: [.positive], { $0[0].log1p() }, naive: { $0[0].map { log1p($0) } }),
        OperationCase("tanh", elementwiseShapes, { $0[0].tanh() }, naive: { $0[0].map { tanh($0) } }),
        OperationCase("sin", elementwiseShapes, { $0[0].sin() }, naive: { $0[0].map { sin($0) } }),
        OperationCase("cos", elementwiseShapes, { $0[0].cos() }, naive: { $0[0].map { cos($0) } }),
        OperationCase(
            "sigmoid", elementwiseShapes, { $0[0].sigmoid() }, naive: { $0[0].map { 1 / (1 + exp(-$0)) } }),
        OperationCase(
            "logSigmoid", elementwiseShapes, { $0[0].logSigmoid() }, naive: { $0[0].map { -log1p(exp(-$0)) } }),
        OperationCase("softplus", elementwiseShapes, { $0[0].softplus() }, naive: { $0[0].map { log1p(exp($0)) } }),
        OperationCase(
            "relu", elementwiseShapes, in: [.awayFromZero], { $0[0].relu() },
            naive: { $0[0].map { $0.isNaN ? $0 : max(0, $0) } }),
        OperationCase(
            "clamped", elementwiseShapes, in: [.awayFromZero], kinks: true, { $0[0].clamped(to: -1...1.5) },
            naive: { $0[0].map { $0.isNaN ? $0 : min(max($0, -1), 1.5) } }),
        OperationCase(
            "pow by a number", elementwiseShapes, in: [.positive], { $0[0].pow(2.5) },
            naive: { $0[0].map { pow($0, 2.5) } }),
        OperationCase(
            "cast and back", elementwiseShapes, { Tensor<S>(Tensor<Double>($0[0])) }, naive: { $0[0] }),
    ]
}

private func binaryCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase("add", pairShapes, { $0[0] + $0[1] }, naive: { $0[0].zip($0[1], +) }),
        OperationCase("subtract", pairShapes, { $0[0] - $0[1] }, naive: { $0[0].zip($0[1], -) }),
        OperationCase("multiply", pairShapes, { $0[0] * $0[1] }, naive: { $0[0].zip($0[1], *) }),
        OperationCase(
            "multiply by a mask", pairShapes, in: [.any, .awayFromZero], { $0[0] * ($0[1] .> 0) },
            naive: { $0[0].zip($0[1]) { $0 * ($1 > 0 ? 1 : 0) } }),
        OperationCase(
            "divide", pairShapes, in: [.any, .awayFromZero], { $0[0] / $0[1] }, naive: { $0[0].zip($0[1], /) }),
        OperationCase(
            "power", pairShapes, in: [.positive, .any], { $0[0].pow($0[1]) }, naive: { $0[0].zip($0[1], pow) }),
        OperationCase(
            "maximum", pairShapes, kinks: true, { maximum($0[0], $0[1]) },
            naive: { $0[0].zip($0[1]) { naiveMax([$0, $1]) } }),
        OperationCase(
            "minimum", pairShapes, kinks: true, { minimum($0[0], $0[1]) },
            naive: { $0[0].zip($0[1]) { naiveMin([$0, $1]) } }),
        OperationCase(
            "select", pairShapes, kinks: true, { select($0[0] .> $0[1], $0[0], otherwise: $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 > $1 ? $0 : $1 } }),
        OperationCase(
            "equal", pairShapes, derivatives: 0, { Tensor<S>($0[0] .== $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 == $1 ? 1 : 0 } }),
        OperationCase(
            "notEqual", pairShapes, derivatives: 0, { Tensor<S>($0[0] .!= $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 != $1 ? 1 : 0 } }),
        OperationCase(
            "less", pairShapes, derivatives: 0, { Tensor<S>($0[0] .< $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 < $1 ? 1 : 0 } }),
        OperationCase(
            "lessEqual", pairShapes, derivatives: 0, { Tensor<S>($0[0] .<= $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 <= $1 ? 1 : 0 } }),
        OperationCase(
            "greater", pairShapes, derivatives: 0, { Tensor<S>($0[0] .> $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 > $1 ? 1 : 0 } }),
        OperationCase(
            "greaterEqual", pairShapes, derivatives: 0, { Tensor<S>($0[0] .>= $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 >= $1 ? 1 : 0 } }),
        OperationCase(
            "logic of masks", pairShapes, derivatives: 0,
            { x in
                let (a, b) = (x[0] .> 0, x[1] .> 0)
                return Tensor<S>((a && !b) || (b && !a))
            }, naive: { $0[0].zip($0[1]) { ($0 > 0) != ($1 > 0) ? 1 : 0 } }),
        OperationCase(
            "squared difference", pairShapes, { $0[0].binary(.squaredDifference, $0[1]) },
            naive: { $0[0].zip($0[1]) { ($0 - $1) * ($0 - $1) } }),
        OperationCase(
            "sigmoid difference", pairShapes, { $0[0].binary(.sigmoidDifference, $0[1]) },
            naive: { $0[0].zip($0[1]) { 1 / (1 + exp(-$0)) - $1 } }),
        OperationCase(
            "signed", pairShapes, in: [.any, .awayFromZero], { $0[0].binary(.signed, $0[1]) },
            naive: { $0[0].zip($0[1]) { $1.isNaN ? $1 : ($1 < 0 ? -$0 : $0) } }),
        OperationCase(
            "derivative of the sigmoid", pairShapes, { $0[0].binary(.sigmoidDerivative, $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 * exp($1) / ((1 + exp($1)) * (1 + exp($1))) } }),
        OperationCase(
            "derivative of tanh", pairShapes, { $0[0].binary(.tanhDerivative, $0[1]) },
            naive: { $0[0].zip($0[1]) { $0 / (cosh($1) * cosh($1)) } }),
        OperationCase(
            "derivative of the cross-entropy of probabilities", pairShapes,
            { (0.5 + 0.1 * $0[0]).binary(.probabilityDerivative, $0[1]) },
            naive: { $0[0].zip($0[1]) { (1 - $1) / (0.5 - 0.1 * $0) - $1 / (0.5 + 0.1 * $0) } }),
    ]
}

private func reductionCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[3, 5]], [[4, 1]], [[2, 3, 5]], [[130, 3]], [[3, 2100]]]
    let withEmpty = shapes + [[[0, 3]]]
    return [
        OperationCase(
            "sum of all", withEmpty + [[[]]], { $0[0].sum() },
            naive: { Naive([], [naiveSum($0[0].values)]) }),
        OperationCase("sum of rows", withEmpty, { $0[0].sum(axis: 0) }, naive: { $0[0].reduce([0], naiveSum) }),
        OperationCase(
            "sum along the last axis", withEmpty, { $0[0].sum(axis: -1, keepingDimensions: true) },
            naive: { $0[0].reduce([-1], keep: true, naiveSum) }),
        OperationCase(
            "sum along outer axes", [[[2, 3, 5]], [[2, 3, 4, 5]]], { $0[0].sum(axes: [0, -1]) },
            naive: { x in x[0].reduce([0, -1], naiveSum) }),
        OperationCase("mean of all", shapes, { $0[0].mean() }, naive: { Naive([], [$0[0].mean]) }),
        OperationCase(
            "mean of rows", shapes, { $0[0].mean(axis: 0, keepingDimensions: true) },
            naive: { $0[0].reduce([0], keep: true) { naiveSum($0) / Double($0.count) } }),
        OperationCase(
            "product", [[[3, 5]], [[7]], [[0, 3]], [[2, 3, 4]]], in: [.awayFromZero], { $0[0].product(axis: 0) },
            naive: { $0[0].reduce([0]) { $0.reduce(1, *) } }),
        OperationCase(
            "max of all", shapes, kinks: true, { $0[0].max() }, naive: { Naive([], [naiveMax($0[0].values)]) }),
        OperationCase(
            "max of rows", shapes, kinks: true, { $0[0].max(axis: 0) }, naive: { $0[0].reduce([0], naiveMax) }),
        OperationCase("min", shapes, kinks: true, { $0[0].min(axis: -1) }, naive: { $0[0].reduce([-1], naiveMin) }),
        OperationCase(
            "argmax", shapes, derivatives: 0, { Tensor<S>($0[0].argmax(axis: -1)) },
            naive: { $0[0].reduce([-1]) { x in Double(x.firstIndex { $0.isNaN } ?? x.firstIndex(of: x.max()!)!) } }),
        OperationCase(
            "argmin", shapes, derivatives: 0, { Tensor<S>($0[0].argmin(axis: 0, keepingDimensions: true)) },
            naive: {
                $0[0].reduce([0], keep: true) { x in Double(x.firstIndex { $0.isNaN } ?? x.firstIndex(of: x.min()!)!) }
            }),
        OperationCase(
            "variance", shapes, { $0[0].variance(axis: -1) },
            naive: {
                $0[0].reduce([-1]) { x in
                    let mean = x.reduce(0, +) / Double(x.count)
                    return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
                }
            }),
        OperationCase(
            "logSumExp", shapes, { $0[0].logSumExp(axis: -1) },
            naive: { $0[0].reduce([-1]) { log($0.reduce(0) { $0 + exp($1) }) } }),
        OperationCase(
            "cumulative sum", [[[3, 5]], [[2, 3, 4]], [[0, 2]], [[7]]], { $0[0].cumulativeSum(axis: 0) },
            naive: { x in
                Naive(x[0].shape) { index in
                    (0...index[0]).reduce(0) { $0 + x[0][[$1] + index.dropFirst()] }
                }
            }),
        OperationCase(
            "softmax", [[[3, 5]], [[2, 3, 4]]], { $0[0].softmax() },
            naive: { x in
                let sums = x[0].reduce([-1], keep: true) { $0.reduce(0) { $0 + exp($1) } }
                return x[0].zip(sums) { exp($0) / $1 }
            }),
        OperationCase(
            "logSoftmax", [[[3, 5]], [[2, 3, 4]]], { $0[0].logSoftmax(axis: 1) },
            naive: { x in
                let sums = x[0].reduce([1], keep: true) { log($0.reduce(0) { $0 + exp($1) }) }
                return x[0].zip(sums, -)
            }),
        OperationCase(
            "sum of weighted rows", [[[6, 3], [6]], [[5, 2, 2], [5]]], in: [.any, .positive],
            { $0[0].sumOfRows(weights: $0[1]) },
            naive: { x in
                Naive(Array(x[0].shape.dropFirst())) { index in
                    naiveSum((0..<x[0].shape[0]).map { x[1].values[$0] * x[0][[$0] + index] })
                }
            }),
        OperationCase(
            "mean of rows without weights", [[[6, 3]]], { $0[0].meanOfRows() },
            naive: { $0[0].reduce([0]) { naiveSum($0) / Double($0.count) } }),
        OperationCase(
            "weighted mean of rows", [[[6, 3], [6]], [[5, 2, 2], [5]]], in: [.any, .positive],
            { $0[0].meanOfRows(weights: $0[1]) },
            naive: { x in
                let total = x[1].values.reduce(0, +)
                return Naive(Array(x[0].shape.dropFirst())) { index in
                    (0..<x[0].shape[0]).reduce(0) { $0 + x[1].values[$1] * x[0][[$1] + index] } / total
                }
            }),
    ]
}

private func productCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "matmul",
            [
                [[3, 4], [4, 5]], [[1, 4], [4, 5]], [[3, 4], [4, 1]], [[1, 4], [4, 1]], [[3, 1], [1, 5]],
                [[4], [4, 5]],
                [[3, 4], [4]], [[4], [4]], [[2, 3, 4], [4, 5]], [[2, 3, 4], [2, 4, 5]], [[2, 1, 3, 4], [5, 4, 2]],
                [[2, 3, 4], [4]], [[4], [2, 4, 3]], [[0, 4], [4, 3]], [[3, 0], [0, 2]], [[2, 3, 0], [0, 4]],
                [[2, 0, 3], [3, 4]], [[17, 33], [33, 9]],
            ], { $0[0].matmul($0[1]) }, naive: { $0[0].matmul($0[1]) }),
        OperationCase(
            "matmul of transposes", [[[4, 3], [5, 4]], [[2, 4, 3], [5, 4]], [[33, 17], [9, 33]]],
            { $0[0].transposed().matmul($0[1].transposed()) },
            naive: { x in
                let orders = x.map { x in
                    let rank = x.shape.count
                    return Array(0..<(rank - 2)) + [rank - 1, rank - 2]
                }
                return x[0].permuted(orders[0]).matmul(x[1].permuted(orders[1]))
            }),
        OperationCase(
            "outer", [[[3], [5]], [[1], [4]]], { $0[0].outer($0[1]) },
            naive: { $0[0].reshaped([$0[0].shape[0], 1]).zip($0[1], *) }),
    ]
}

private func layoutCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "reshape", [[[4, 6]], [[2, 3, 4]]], { $0[0].reshaped(to: [3, -1]) }, naive: { $0[0].reshaped([3, 8]) }),
        OperationCase(
            "transpose", [[[2, 3, 4]]], { $0[0].transposed([2, 0, 1]) }, naive: { $0[0].permuted([2, 0, 1]) }),
        OperationCase(
            "expand", [[[3, 1]], [[1, 1]]], { $0[0].expanded(to: [2, 3, 4]) },
            naive: { x in Naive([2, 3, 4]) { x[0][$0] } }),
        OperationCase(
            "squeeze and expand", [[[3, 1, 4]]], { $0[0].squeezed().expandingDimensions(at: -1) },
            naive: { $0[0].reshaped([3, 4, 1]) }),
        OperationCase(
            "slice", [[[5, 7]], [[5, 7, 2]]], { $0[0][1..<4, stride(from: 5, to: 0, by: -2)] },
            naive: { x in
                Naive([3, 3] + x[0].shape.dropFirst(2)) { x[0][[$0[0] + 1, 5 - 2 * $0[1]] + $0.dropFirst(2)] }
            }),
        OperationCase(
            "assignment to a slice", [[[4, 5], [2, 1]]],
            { x in
                var y = x[0]
                y[1..<3, 1...] = x[1]
                return y
            },
            naive: { x in
                Naive(x[0].shape) { (1..<3).contains($0[0]) && $0[1] > 0 ? x[1][[$0[0] - 1, 0]] : x[0][$0] }
            }),
        OperationCase(
            "concatenate", [[[2, 3], [4, 3]], [[0, 3], [2, 3]]], { Tensor(concatenating: $0, axis: 0) },
            naive: { Naive([$0[0].shape[0] + $0[1].shape[0], 3], $0[0].values + $0[1].values) }),
        OperationCase(
            "stack", [[[2, 3], [2, 3]]], { Tensor(stacking: $0, axis: 1) },
            naive: { x in Naive([2, 2, 3]) { x[$0[1]][[$0[0], $0[2]]] } }),
        OperationCase(
            "gather rows", [[[4, 3]], [[4]]], { $0[0].gatheringRows([3, 0, 3]) },
            naive: { x in Naive([3] + x[0].shape.dropFirst()) { x[0][[[3, 0, 3][$0[0]]] + $0.dropFirst()] } }),
        OperationCase(
            "scatter rows", [[[3, 2]]], { $0[0].scatterAddingRows([3, 0, 3], rows: 4) },
            naive: { x in
                Naive([4, 2]) { index in
                    [3, 0, 3].enumerated().reduce(0) { $1.element == index[0] ? $0 + x[0][[$1.offset, index[1]]] : $0 }
                }
            }),
        OperationCase(
            "pad", [[[2, 3]]], { $0[0].padded([(1, 0), (0, 2)], with: 7) },
            naive: { x in Naive([3, 5]) { $0[0] > 0 && $0[1] < 3 ? x[0][[$0[0] - 1, $0[1]]] : 7 } }),
        OperationCase(
            "tile", [[[2, 3]], [[3]]], { $0[0].tiled([2, 2]) },
            naive: { x in
                let rows = x[0].shape.count > 1 ? x[0].shape[0] : 1
                return Naive([2 * rows, 6]) { x[0][[$0[0] % rows, $0[1] % 3]] }
            }),
        OperationCase(
            "repeat", [[[2, 3]]], { $0[0].repeated(3, axis: 1) },
            naive: { x in Naive([2, 9]) { x[0][[$0[0], $0[1] / 3]] } }),
    ]
}

private func lossCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[6], [6]], [[5, 1], [5, 1]], [[33, 3], [33, 3]]]
    let entropy: @Sendable (Double, Double) -> Double = { p, y in -(y * log(p) + (1 - y) * log1p(-p)) }
    return [
        OperationCase(
            "mean squared error", shapes, { meanSquaredError(predicted: $0[0], expected: $0[1]) },
            naive: { Naive([], [$0[0].zip($0[1]) { ($0 - $1) * ($0 - $1) }.mean]) }),
        OperationCase(
            "weighted mean squared error", [[[6, 2], [6, 2], [6]]], in: [.any, .any, .positive],
            { meanSquaredError(predicted: $0[0], expected: $0[1], weights: $0[2]) },
            naive: { x in
                let rows = x[0].zip(x[1]) { ($0 - $1) * ($0 - $1) }.reduce([1]) { ($0[0] + $0[1]) / 2 }
                return Naive([], [rows.zip(x[2], *).values.reduce(0, +) / x[2].values.reduce(0, +)])
            }),
        OperationCase(
            "cross-entropy of probabilities", shapes, in: [.probability],
            { binaryCrossEntropy(probabilities: $0[0], expected: $0[1]) },
            naive: { Naive([], [$0[0].zip($0[1], entropy).mean]) }),
        OperationCase(
            "cross-entropy of logits", shapes, in: [.any, .probability],
            { binaryCrossEntropy(logits: $0[0], expected: $0[1]) },
            naive: { Naive([], [$0[0].zip($0[1]) { entropy(1 / (1 + exp(-$0)), $1) }.mean]) }),
        OperationCase(
            "softmax cross-entropy", [[[3, 4]]], { softmaxCrossEntropy(logits: $0[0], labels: [2, 0, 3]) },
            naive: { x in
                let losses = (0..<3).map { row in
                    let logits = (0..<4).map { x[0][[row, $0]] }
                    return log(logits.reduce(0) { $0 + exp($1) }) - logits[[2, 0, 3][row]]
                }
                return Naive([], [losses.reduce(0, +) / 3])
            }),
    ]
}
