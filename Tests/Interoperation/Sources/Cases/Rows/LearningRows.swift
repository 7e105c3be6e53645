import Tessera

/// Normalisations, losses and dropout.
let learningRows: [String: Row] = [
    "LayerNormalization": { c in
        let (x, epsilon) = (try c.float(0), c.real("epsilon") ?? 1e-5)
        let axes = Array((c.integer("axis") ?? -1).axis(of: x.rank)..<x.rank)
        let normal = x.layerNormalized(
            axes: axes, scale: try c.float(1), shift: c.has(2) ? try c.float(2) : nil, epsilon: epsilon)
        if c.outputs == 1 { return said(1, normal) }
        return [
            Said(1, normal), Said(1, x.mean(axes: axes, keepingDimensions: true)),
            Said(3, (x.variance(axes: axes, keepingDimensions: true) + epsilon).rsqrt()),
        ]
    },
    "GroupNormalization": { c in
        let result = try c.float(0).groupNormalized(
            groups: c.integer("num_groups") ?? 1, scale: try c.float(1), shift: try c.float(2),
            epsilon: c.real("epsilon") ?? 1e-5)
        return said(1, result)
    },
    "InstanceNormalization": { c in
        let x = try c.float(0)
        let result = x.groupNormalized(
            groups: x.shape[1], scale: try c.float(1), shift: try c.float(2), epsilon: c.real("epsilon") ?? 1e-5)
        return said(1, result)
    },
    "MeanVarianceNormalization": { c in
        said(1, try c.float(0).layerNormalized(axes: c.integers("axes") ?? [0, 2, 3], epsilon: 0))
    },
    "BatchNormalization": { c in try batchNormalization(c) },
    "LRN": { c in
        let result = try c.float(0).localResponseNormalized(
            size: c.integer("size") ?? 1, alpha: c.real("alpha") ?? 1e-4, beta: c.real("beta") ?? 0.75,
            bias: c.real("bias") ?? 1)
        return said(1, result)
    },
    "NegativeLogLikelihoodLoss": { c in
        let loss = negativeLogLikelihood(
            logProbabilities: try c.float(0), labels: try c.indices(1), classWeights: c.has(2) ? try c.float(2) : nil,
            ignoredLabel: c.integer("ignore_index").map { Int32($0) }, reduction: c.reduction)
        return said(2, loss)
    },
    "SoftmaxCrossEntropyLoss": { c in
        let logits = try c.float(0)
        let loss = softmaxCrossEntropy(
            logits: logits, labels: try c.indices(1), reduction: c.reduction,
            classWeights: c.has(2) ? try c.float(2) : nil, ignoredLabel: c.integer("ignore_index").map { Int32($0) })
        let logProbabilities = c.outputs > 1 ? [Said(1, logits.logSoftmax(axis: 1))] : []
        return said(2, loss) + logProbabilities
    },
    "Dropout": { c in
        // Outside of training, or with a probability of 0, all elements are kept.
        let x = try c.float(0)
        return c.outputs > 1 ? [Said(1, x), Said(1, Tensor<Bool>(ones: x.shape))] : said(1, x)
    },
]

extension Case {
    fileprivate var reduction: LossReduction { text("reduction").flatMap(LossReduction.init(rawValue:)) ?? .mean }
}

private func batchNormalization(_ c: Case) throws -> [Said] {
    let x = try c.float(0)
    let (scale, shift, epsilon) = (try c.float(1), try c.float(2), c.real("epsilon") ?? 1e-5)
    let given = BatchStatistics(mean: try c.float(3), variance: try c.float(4))
    if !c.isSet("training_mode") {
        return said(2, x.batchNormalized(by: given, scale: scale, shift: shift, epsilon: epsilon))
    }
    let (batch, momentum) = (x.batchStatistics(), c.real("momentum") ?? 0.9)
    return [
        Said(1, x.batchNormalized(scale: scale, shift: shift, epsilon: epsilon)),
        Said(4, momentum * given.mean + (1 - momentum) * batch.mean),
        Said(4, momentum * given.variance + (1 - momentum) * batch.variance),
    ]
}
