/// Returns the negative log-likelihood e^η − y·η of counts y of a Poisson distribution, given the logarithms η of the
/// means; log y!, which does not depend on the prediction, is left out.
///
/// - Parameters:
///   - logMeans: the predictions η.
///   - expected: the counts y, of the same shape. Stops if the shapes differ.
///   - reduction: the mean, the sum or the losses of the elements.
public func poissonLoss<Scalar: RealScalar>(
    logMeans: Tensor<Scalar>, expected: Tensor<Scalar>, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("poissonLoss", logMeans, expected)
    return reduction(logMeans.exp() - expected * logMeans)
}

/// Returns the negative log-likelihood μ − y·log μ of counts y of a Poisson distribution, given the means μ; a count of
/// 0 and a mean of 0 give 0.
///
/// - Parameters:
///   - means: the predictions μ, not negative.
///   - expected: the counts y, of the same shape. Stops if the shapes differ.
///   - reduction: the mean, the sum or the losses of the elements.
public func poissonLoss<Scalar: RealScalar>(
    means: Tensor<Scalar>, expected: Tensor<Scalar>, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("poissonLoss", means, expected)
    return reduction(means - expected.xlogy(means))
}

/// Returns the terms p·(log p − log q) of the Kullback–Leibler divergence of a predicted distribution q from a
/// distribution p; 0 where p is 0.
///
/// The divergence of each row is the sum over its classes: `reduction: .none`, then `.sum(axis: -1)`. The mean is over
/// all elements.
///
/// - Parameters:
///   - logProbabilities: the logarithms of q.
///   - expected: the probabilities p, of the same shape. Stops if the shapes differ.
///   - reduction: the mean, the sum or the terms.
public func kullbackLeiblerDivergence<Scalar: RealScalar>(
    logProbabilities: Tensor<Scalar>, expected: Tensor<Scalar>, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("kullbackLeiblerDivergence", logProbabilities, expected)
    let isZero = expected .== 0
    let cross = expected * select(isZero, 0, otherwise: logProbabilities)
    return reduction(expected.xlogy(expected) - cross)
}
