/// Returns Huber's loss: ½r² for a residual r of at most δ, δ·(|r| − ½δ) beyond, so that outliers count linearly (P. J.
/// Huber, "Robust estimation of a location parameter", 1964).
///
/// - Parameters:
///   - predicted: the predictions.
///   - expected: the targets, of the same shape. Stops if the shapes differ.
///   - delta: the residual δ above 0 from which the loss is linear.
///   - reduction: the mean, the sum or the losses of the elements.
public func huberLoss<Scalar: RealScalar>(
    predicted: Tensor<Scalar>, expected: Tensor<Scalar>, delta: Scalar = 1, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("huberLoss", predicted, expected)
    let residual = predicted - expected
    let inside = residual.clamped(to: -delta...delta)
    return reduction(inside * (residual - 0.5 * inside))
}

/// Returns the quantile (pinball) loss: τ·r for a residual r = y − p above 0, (τ − 1)·r below; predictions that
/// minimise its mean are quantiles of order τ (R. Koenker, G. Bassett, "Regression quantiles", 1978).
///
/// - Parameters:
///   - predicted: the predictions p.
///   - expected: the targets y, of the same shape. Stops if the shapes differ.
///   - quantile: the order τ, between 0 and 1; ½ for the median.
///   - reduction: the mean, the sum or the losses of the elements.
public func quantileLoss<Scalar: RealScalar>(
    predicted: Tensor<Scalar>, expected: Tensor<Scalar>, quantile: Scalar, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("quantileLoss", predicted, expected)
    let residual = expected - predicted
    return reduction(maximum(quantile * residual, (quantile - 1) * residual))
}

/// Returns the hinge loss max(0, margin − y·p) of scores p and classes y that are −1 or 1.
///
/// - Parameters:
///   - predicted: the scores p.
///   - expected: the classes y, of the same shape. Stops if the shapes differ.
///   - margin: the product from which the loss is 0.
///   - reduction: the mean, the sum or the losses of the elements.
public func hingeLoss<Scalar: RealScalar>(
    predicted: Tensor<Scalar>, expected: Tensor<Scalar>, margin: Scalar = 1, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("hingeLoss", predicted, expected)
    return reduction((margin - expected * predicted).relu())
}
