/// Returns the negative log-likelihood −w·log p of the classes that labels name.
///
/// - Parameters:
///   - logProbabilities: shape [rows, classes] or [rows, classes, …].
///   - labels: class indices from 0, the shape of `logProbabilities` without the axis of the classes. Stops if one is
///     out of range and is not the ignored one.
///   - classWeights: shape [classes]; nil for 1. The mean is then weighted.
///   - ignoredLabel: a label that counts as no row, of any value; its loss is 0.
///   - reduction: the mean, the sum or the losses, which have the shape of the labels.
public func negativeLogLikelihood<Scalar: RealScalar>(
    logProbabilities: Tensor<Scalar>, labels: Tensor<Int32>, classWeights: Tensor<Scalar>? = nil,
    ignoredLabel: Int32? = nil, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    let targets = LabelledRows(
        "negativeLogLikelihood", logProbabilities, labels, classWeights: classWeights, ignored: ignoredLabel)
    return targets.reduced(targets.losses, reduction)
}

/// Returns −w·log softmax(logits)[label], the negative log-likelihood of labels given unnormalised logarithms of
/// probabilities.
///
/// ```swift
/// softmaxCrossEntropy(logits: z, labels: y, reduction: .mean, ignoredLabel: -100, labelSmoothing: 0.1)
/// ```
///
/// - Parameters:
///   - logits: shape [rows, classes] or [rows, classes, …].
///   - labels: class indices from 0, the shape of the logits without the axis of the classes. Stops if one is out of
///     range and is not the ignored one.
///   - reduction: the mean, the sum or the losses, which have the shape of the labels.
///   - classWeights: shape [classes]; nil for 1. The mean is then weighted.
///   - ignoredLabel: a label that counts as no row, of any value; its loss is 0.
///   - labelSmoothing: the probability, from 0 to 1, that is taken from the label and given to all classes alike.
public func softmaxCrossEntropy<Scalar: RealScalar>(
    logits: Tensor<Scalar>, labels: Tensor<Int32>, reduction: LossReduction, classWeights: Tensor<Scalar>? = nil,
    ignoredLabel: Int32? = nil, labelSmoothing: Scalar = 0
) -> Tensor<Scalar> {
    guard logits.rank >= 2 else {
        ShapeError("softmaxCrossEntropy", [logits.shape, labels.shape], "needs logits of shape [rows, classes]").stop()
    }
    let targets = LabelledRows(
        "softmaxCrossEntropy", logits.logSoftmax(axis: 1), labels, classWeights: classWeights, ignored: ignoredLabel)
    let losses = targets.losses
    if labelSmoothing == 0 { return targets.reduced(losses, reduction) }
    let mixed = (1 - labelSmoothing) * losses + labelSmoothing * targets.meanLossOverClasses
    return targets.reduced(mixed, reduction)
}

/// Logarithms of the probabilities of classes, the classes along the last axis, and the labels of the rows.
private struct LabelledRows<Scalar: RealScalar> {
    private let logProbabilities: Tensor<Scalar>
    private let isLabel: Tensor<Bool>
    private let isIgnored: Tensor<Bool>?
    private let classWeights: Tensor<Scalar>?

    init(
        _ name: String, _ logProbabilities: Tensor<Scalar>, _ labels: Tensor<Int32>, classWeights: Tensor<Scalar>?,
        ignored: Int32?
    ) {
        let shape = logProbabilities.shape
        guard shape.rank >= 2, labels.shape.dimensions == [shape[0]] + shape.dimensions.dropFirst(2) else {
            ShapeError(name, [shape, labels.shape], "needs a label for each row of [rows, classes, …]").stop()
        }
        if let classWeights, classWeights.shape != [shape[1]] {
            ShapeError(name, [shape, classWeights.shape], "needs one weight for each class").stop()
        }
        let order = [0] + Array(2..<shape.rank) + [1]
        self.logProbabilities = shape.rank == 2 ? logProbabilities : logProbabilities.transposed(order)
        isIgnored = ignored.map { labels .== $0 }
        let named = isIgnored.map { select($0, 0, otherwise: labels) } ?? labels
        isLabel = apply(OneHot(classes: shape[1], caller: name), to: [named.erased])
        self.classWeights = classWeights
    }

    /// −w·log p of the labels, 0 for ignored ones.
    var losses: Tensor<Scalar> { -withoutIgnored(ofLabels(weighted(logProbabilities))) }

    /// The mean of −w·log p over all classes, 0 for ignored labels.
    var meanLossOverClasses: Tensor<Scalar> { -withoutIgnored(weighted(logProbabilities).mean(axis: -1)) }

    func reduced(_ losses: Tensor<Scalar>, _ reduction: LossReduction) -> Tensor<Scalar> {
        if classWeights == nil, isIgnored == nil { return reduction(losses) }
        let ones = Tensor<Scalar>(ones: logProbabilities.shape)
        return reduction(losses, weights: withoutIgnored(ofLabels(weighted(ones))))
    }

    private func weighted(_ values: Tensor<Scalar>) -> Tensor<Scalar> { classWeights.map { values * $0 } ?? values }

    private func ofLabels(_ values: Tensor<Scalar>) -> Tensor<Scalar> {
        select(isLabel, values, otherwise: 0).sum(axis: -1)
    }

    private func withoutIgnored(_ values: Tensor<Scalar>) -> Tensor<Scalar> {
        isIgnored.map { select($0, 0, otherwise: values) } ?? values
    }
}
