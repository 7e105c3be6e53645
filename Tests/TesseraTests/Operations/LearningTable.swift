import Foundation

@testable import Tessera

/// The rows of activations, normalisations and losses.
func learningCases<S: RealScalar>() -> [OperationCase<S>] {
    let tables: [[OperationCase<S>]] = [activationCases(), normalizationCases(), classLossCases(), elementLossCases()]
    return tables.flatMap { $0 }
}

private func activationCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "elu", elementwiseShapes, in: [.awayFromZero], { $0[0].elu(alpha: 1.5) },
            naive: { $0[0].map { $0 > 0 ? $0 : 1.5 * expm1($0) } }),
        OperationCase(
            "selu", elementwiseShapes, in: [.awayFromZero], { $0[0].selu() },
            naive: { $0[0].map { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) } }),
        OperationCase(
            "gelu", elementwiseShapes, { $0[0].gelu() },
            naive: { $0[0].map { 0.5 * $0 * (1 + erf($0 / 2.squareRoot())) } }),
        OperationCase(
            "gelu by tanh", elementwiseShapes, { $0[0].gelu(.tanh) },
            naive: { x in
                x[0].map { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }
            }),
        OperationCase(
            "silu", elementwiseShapes, { $0[0].silu() }, naive: { $0[0].map { $0 / (1 + exp(-$0)) } }),
        OperationCase(
            "mish", elementwiseShapes, { $0[0].mish() }, naive: { $0[0].map { $0 * tanh(log1p(exp($0))) } }),
        OperationCase(
            "leakyReLU", elementwiseShapes, in: [.awayFromZero], { $0[0].leakyReLU(negativeSlope: 0.1) },
            naive: { $0[0].map { $0 > 0 ? $0 : 0.1 * $0 } }),
        OperationCase(
            "parametricReLU", [[[3, 5], [5]], [[2, 3, 4], [3, 1]], [[4], []]], in: [.awayFromZero, .positive],
            { $0[0].parametricReLU(slope: $0[1]) }, naive: { $0[0].zip($0[1]) { $0 > 0 ? $0 : $1 * $0 } }),
        OperationCase(
            "hardSigmoid", elementwiseShapes, { $0[0].hardSigmoid() }, naive: { $0[0].map { $0 / 6 + 0.5 } }),
        OperationCase(
            "hardTanh", elementwiseShapes, kinks: true, { $0[0].hardTanh() },
            naive: { $0[0].map { $0.isNaN ? $0 : max(-1, min(1, $0)) } }),
        OperationCase(
            "hardSwish", elementwiseShapes, { $0[0].hardSwish() }, naive: { $0[0].map { $0 * ($0 / 6 + 0.5) } }),
    ]
}

/// The numbers less their mean, divided by √(variance + ε).
private func normalized(_ values: [Double], _ epsilon: Double) -> [Double] {
    let mean = naiveSum(values) / Double(values.count)
    let variance = naiveSum(values.map { ($0 - mean) * ($0 - mean) }) / Double(values.count)
    return values.map { ($0 - mean) / (variance + epsilon).squareRoot() }
}

/// Normalises the elements with equal values of `key`, which is a function of the index, together.
private func normalized(_ x: Naive, _ epsilon: Double, by key: ([Int]) -> [Int]) -> Naive {
    let indices = Naive.indices(x.shape)
    var values = x.values
    for positions in Dictionary(grouping: indices.indices, by: { key(indices[$0]) }).values {
        for (position, value) in zip(positions, normalized(positions.map { x.values[$0] }, epsilon)) {
            values[position] = value
        }
    }
    return Naive(x.shape, values)
}

/// x·scale + shift with one number for each position along axis 1.
private func transformed(_ x: Naive, _ scale: Naive, _ shift: Naive) -> Naive {
    let values = zip(Naive.indices(x.shape), x.values).map { $1 * scale.values[$0[1]] + shift.values[$0[1]] }
    return Naive(x.shape, values)
}

private func normalizationCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "layer normalisation", [[[3, 5], [5], [5]], [[2, 3, 4], [4], [4]]],
            { $0[0].layerNormalized(scale: $0[1], shift: $0[2], epsilon: 0.1) },
            naive: { x in
                normalized(x[0], 0.1) { Array($0.dropLast()) }.zip(x[1], *).zip(x[2], +)
            }),
        OperationCase(
            "layer normalisation of two axes", [[[2, 3, 4]]], { $0[0].layerNormalized(axes: [1, 2], epsilon: 0.1) },
            naive: { x in normalized(x[0], 0.1) { [$0[0]] } }),
        OperationCase(
            "batch normalisation", [[[6, 3], [3], [3]], [[4, 3, 2], [3], [3]]],
            { $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 0.5) },
            naive: { x in transformed(normalized(x[0], 0.5) { [$0[1]] }, x[1], x[2]) }),
        OperationCase(
            "batch normalisation by given statistics", [[[6, 3], [3], [3]]], in: [.any, .any, .positive],
            { $0[0].batchNormalized(by: BatchStatistics(mean: $0[1], variance: $0[2]), epsilon: 0.1) },
            naive: { x in x[0].zip(x[1], -).zip(x[2].map { 1 / ($0 + 0.1).squareRoot() }, *) }),
        OperationCase(
            "local response normalisation", [[[2, 4, 3]], [[1, 5]]],
            { $0[0].localResponseNormalized(size: 4, alpha: 0.5, beta: 0.75, bias: 2) },
            naive: { x in
                Naive(x[0].shape) { index in
                    let squares = ((index[1] - 1)...(index[1] + 2)).map { channel in
                        var at = index
                        at[1] = channel
                        return x[0].shape[1] > channel && channel >= 0 ? x[0][at] * x[0][at] : 0
                    }
                    return x[0][index] / pow(2 + 0.5 * squares.reduce(0, +) / 4, 0.75)
                }
            }),
        OperationCase(
            "group normalisation", [[[2, 4, 3], [4], [4]], [[3, 4], [4], [4]]],
            { $0[0].groupNormalized(groups: 2, scale: $0[1], shift: $0[2], epsilon: 0.5) },
            naive: { x in transformed(normalized(x[0], 0.5) { [$0[0], $0[1] / 2] }, x[1], x[2]) }),
    ]
}

/// The logarithms of the softmax of a row.
private func logSoftmax(_ row: [Double]) -> [Double] {
    let sum = log(row.reduce(0) { $0 + exp($1) })
    return row.map { $0 - sum }
}

private func classLossCases<S: RealScalar>() -> [OperationCase<S>] {
    let labels: [Int32] = [2, 0, -7, 3]
    @Sendable func rows(_ x: Naive) -> [[Double]] { (0..<4).map { row in (0..<4).map { x[[row, $0]] } } }
    return [
        OperationCase(
            "negative log-likelihood", [[[4, 4]]],
            { negativeLogLikelihood(logProbabilities: $0[0], labels: [2, 0, 1, 3]) },
            naive: { x in Naive([], [-naiveSum(zip(rows(x[0]), [2, 0, 1, 3]).map { $0[$1] }) / 4]) }),
        OperationCase(
            "negative log-likelihood of images", [[[2, 3, 2]]],
            { negativeLogLikelihood(logProbabilities: $0[0], labels: [[2, 0], [1, 2]], reduction: .none) },
            naive: { x in Naive([2, 2]) { -x[0][[$0[0], [[2, 0], [1, 2]][$0[0]][$0[1]], $0[1]]] } }),
        OperationCase(
            "weighted negative log-likelihood", [[[4, 4], [4]]], in: [.any, .positive],
            {
                negativeLogLikelihood(
                    logProbabilities: $0[0], labels: [2, 0, -7, 3], classWeights: $0[1], ignoredLabel: -7)
            },
            naive: { x in
                let kept = labels.indices.filter { labels[$0] >= 0 }
                let losses = kept.map { -x[1].values[Int(labels[$0])] * x[0][[$0, Int(labels[$0])]] }
                return Naive([], [naiveSum(losses) / naiveSum(kept.map { x[1].values[Int(labels[$0])] })])
            }),
        OperationCase(
            "smoothed softmax cross-entropy", [[[4, 4], [4]]], in: [.any, .positive],
            {
                softmaxCrossEntropy(
                    logits: $0[0], labels: [2, 0, -7, 3], reduction: .mean, classWeights: $0[1], ignoredLabel: -7,
                    labelSmoothing: 0.2)
            },
            naive: { x in
                var (total, weights) = (0.0, 0.0)
                for (row, label) in zip(rows(x[0]), labels) where label >= 0 {
                    let losses = zip(logSoftmax(row), x[1].values).map { -$0 * $1 }
                    total += 0.8 * losses[Int(label)] + 0.2 * losses.reduce(0, +) / 4
                    weights += x[1].values[Int(label)]
                }
                return Naive([], [total / weights])
            }),
        OperationCase(
            "sum of softmax cross-entropies", [[[4, 4]]],
            { softmaxCrossEntropy(logits: $0[0], labels: [2, 0, 1, 3], reduction: .sum) },
            naive: { x in Naive([], [-naiveSum(zip(rows(x[0]), [2, 0, 1, 3]).map { logSoftmax($0)[$1] })]) }),
    ]
}

private func elementLossCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[6], [6]], [[5, 3], [5, 3]]]
    @Sendable func mean(_ losses: Naive) -> Naive { Naive([], [losses.mean]) }
    @Sendable func positivePart(_ x: Double) -> Double { x.isNaN ? x : max(0, x) }
    return [
        OperationCase(
            "Huber loss", shapes, { huberLoss(predicted: $0[0], expected: $0[1], delta: 0.75, reduction: .none) },
            naive: { x in
                x[0].zip(x[1]) {
                    let size = abs($0 - $1)
                    return size <= 0.75 ? 0.5 * size * size : 0.75 * (size - 0.375)
                }
            }),
        OperationCase(
            "quantile loss", shapes, kinks: true,
            { quantileLoss(predicted: $0[0], expected: $0[1], quantile: 0.3) },
            naive: { x in mean(x[1].zip(x[0]) { ($0 - $1) * ($0 < $1 ? -0.7 : 0.3) }) }),
        OperationCase(
            "hinge loss", shapes, in: [.probability, .positive],
            { hingeLoss(predicted: $0[0], expected: $0[1], margin: 3, reduction: .sum) },
            naive: { x in Naive([], [naiveSum(x[0].zip(x[1]) { positivePart(3 - $0 * $1) }.values)]) }),
        OperationCase(
            "Poisson loss of logarithms", shapes, { poissonLoss(logMeans: $0[0], expected: $0[1]) },
            naive: { x in mean(x[0].zip(x[1]) { exp($0) - $1 * $0 }) }),
        OperationCase(
            "Poisson loss of means", shapes, in: [.positive, .positive],
            { poissonLoss(means: $0[0], expected: $0[1], reduction: .none) },
            naive: { x in x[0].zip(x[1]) { $0 - $1 * log($0) } }),
        OperationCase(
            "Kullback–Leibler divergence", shapes, in: [.any, .probability],
            { kullbackLeiblerDivergence(logProbabilities: $0[0], expected: $0[1]) },
            naive: { x in mean(x[0].zip(x[1]) { $1 * (log($1) - $0) }) }),
        OperationCase(
            "cosine similarity", [[[3, 4], [3, 4]], [[2, 3, 4], [4]]], in: [.awayFromZero],
            { $0[0].cosineSimilarity($0[1]) },
            naive: { x in
                let products = x[0].zip(x[1], *).reduce([-1], naiveSum)
                let squares = x.map { $0.map { $0 * $0 }.reduce([-1], naiveSum) }
                return products.zip(squares[0].zip(squares[1]) { ($0 * $1).squareRoot() }, /)
            }),
        OperationCase(
            "cosine embedding loss", [[[3, 4], [3, 4]]], in: [.awayFromZero, .positive],
            { cosineEmbeddingLoss($0[0], $0[1], expected: [1, -1, 1], margin: -1.5, reduction: .none) },
            naive: { x in
                let products = x[0].zip(x[1], *).reduce([-1], naiveSum)
                let squares = x.map { $0.map { $0 * $0 }.reduce([-1], naiveSum) }
                let cosines = products.zip(squares[0].zip(squares[1]) { ($0 * $1).squareRoot() }, /).values
                return Naive([3], [1 - cosines[0], cosines[1] + 1.5, 1 - cosines[2]])
            }),
    ]
}
