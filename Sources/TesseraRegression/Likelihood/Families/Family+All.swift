import Foundation
import Tessera

/// The families. A new one is a value below and its name in `all`; models, summaries, saved models and the command line
/// take it from there.
extension Family {
    /// All families, by their names.
    public static let all: [Family] = [.binomial, .gaussian, .gamma]

    /// A target of 0 or 1, whose mean is the probability of 1: logistic regression by the logit.
    public static let binomial = Family(
        "binomial", link: .logit, means: .unit, targets: .classes, start: 0.5,
        variance: { $0.value * $0.complement },
        residual: { target, mean in target == 1 ? mean.complement : -mean.value },
        halfDeviance: { target, response in target == 1 ? -response.logMean.value : -response.logMean.complement },
        saturatedLogLikelihood: { _, _, _ in 0 })

    /// A number with the same variance everywhere: least squares.
    public static let gaussian = Family(
        "gaussian", link: .identity, means: .all, targets: .numbers, hasDispersion: true,
        variance: { _ in DoubleDouble(1) },
        halfDeviance: { target, response in
            let residual = target - response.mean
            return residual * residual / 2
        },
        saturatedLogLikelihood: { _, weight, dispersion in -log(2 * .pi * dispersion / weight) / 2 })

    /// A number above 0 whose standard deviation is proportional to its mean, such as an amount or a duration.
    public static let gamma = Family(
        "gamma", link: .inverse, means: .positive, targets: .positive, hasDispersion: true,
        variance: { $0.value * $0.value },
        halfDeviance: { target, response in
            let ratio = target / response.mean - 1
            return ratio - log1p(ratio)
        },
        saturatedLogLikelihood: { target, weight, dispersion in
            let shape = weight / dispersion
            return shape * log(shape) - shape - log(target) - lgamma(shape)
        })
}
