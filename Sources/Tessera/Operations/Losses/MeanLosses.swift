// A loss is the mean over all elements or, with a weight for each row, the weighted mean of the rows' means. The
// operands must have the same shape; they are not broadcast, which would silently compare every row with every other.

/// Returns the mean of (predicted − expected)².
///
/// - Parameters:
///   - predicted: the predictions.
///   - expected: the targets, of the same shape. Stops if the shapes differ.
///   - weights: one weight for each row, shape [rows]; nil for the plain mean over all elements.
public func meanSquaredError<Scalar: RealScalar>(
    predicted: Tensor<Scalar>, expected: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
) -> Tensor<Scalar> {
    meanLoss("meanSquaredError", .squaredDifference, predicted, expected, weights)
}

/// Returns the mean of −(y·log p + (1 − y)·log(1 − p)). The logarithms are bounded at −100, which they reach for a
/// probability below e⁻¹⁰⁰, and have a derivative of 0 there. Prefer the function that takes logits.
///
/// - Parameters:
///   - probabilities: the predictions p.
///   - expected: the targets y, of the same shape. Stops if the shapes differ.
///   - weights: one weight for each row, shape [rows]; nil for the plain mean over all elements.
public func binaryCrossEntropy<Scalar: RealScalar>(
    probabilities: Tensor<Scalar>, expected: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
) -> Tensor<Scalar> {
    meanLoss("binaryCrossEntropy", .crossEntropyOfProbabilities, probabilities, expected, weights)
}

/// Returns the mean of −(y·log σ(z) + (1 − y)·log(1 − σ(z))), computed so that it is finite for any finite logit z.
///
/// - Parameters:
///   - logits: the predictions z.
///   - expected: the targets y, of the same shape. Stops if the shapes differ.
///   - weights: one weight for each row, shape [rows]; nil for the plain mean over all elements.
public func binaryCrossEntropy<Scalar: RealScalar>(
    logits: Tensor<Scalar>, expected: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
) -> Tensor<Scalar> {
    meanLoss("binaryCrossEntropy", .crossEntropyOfLogits, logits, expected, weights)
}

/// Returns the mean over the rows of −log softmax(logits)[label].
///
/// - Parameters:
///   - logits: shape [rows, classes].
///   - labels: shape [rows], class indices from 0. Stops if one is out of range; a plan throws a `ShapeError` with the
///     same text.
///   - weights: one weight for each row, shape [rows]; nil for the plain mean.
public func softmaxCrossEntropy<Scalar: RealScalar>(
    logits: Tensor<Scalar>, labels: Tensor<Int32>, weights: Tensor<Scalar>? = nil
) -> Tensor<Scalar> {
    guard logits.rank == 2, labels.shape == [logits.shape[0]] else {
        ShapeError("softmaxCrossEntropy", [logits.shape, labels.shape], "needs a label for each row of logits").stop()
    }
    let isLabel = apply(OneHot(classes: logits.shape[1], caller: "softmaxCrossEntropy"), to: [labels.erased])
    let losses = -select(isLabel, logits.logSoftmax(axis: 1), otherwise: 0).sum(axis: 1)
    return losses.meanOfRows(weights: weights)
}

private func meanLoss<Scalar: RealScalar>(
    _ name: String, _ function: BinaryFunction, _ predicted: Tensor<Scalar>, _ expected: Tensor<Scalar>,
    _ weights: Tensor<Scalar>?
) -> Tensor<Scalar> {
    guard predicted.shape == expected.shape else {
        ShapeError(name, [predicted.shape, expected.shape], "the shapes must be equal").stop()
    }
    guard let weights else {
        let sum = apply(SummedLoss<Scalar>(function: function), to: [predicted.erased, expected.erased])
        return sum / Scalar(predicted.count)
    }
    let losses = predicted.binary(function, expected)
    guard losses.rank > 0, weights.shape == [losses.shape[0]] else {
        ShapeError(name, [losses.shape, weights.shape], "needs one weight for each row").stop()
    }
    let rows = losses.rank > 1 ? losses.mean(axes: Array(1..<losses.rank)) : losses
    return rows.meanOfRows(weights: weights)
}
