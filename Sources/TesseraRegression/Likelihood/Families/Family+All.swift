import Foundation
import Tessera

/// The families. A new one is a value below and its name in `all`; models, summaries, saved models and the command line
/// take it from there.
extension Family {
    /// All families, by their names.
    package static let all: [Family] = [.binomial, .gaussian, .gamma, .poisson]

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

    /// A count, or a rate of counts, whose variance is its mean.
    public static let poisson = Family(
        "poisson", link: .log, means: .positive, targets: .nonNegative, variance: { $0.value },
        halfDeviance: { target, response in
            let (mean, logMean) = (response.mean, response.logMean.value)
            if target == 0 { return mean }
            let ratio = (target - mean) / mean
            // Near the target the difference of the terms would cancel.
            return abs(ratio) < 0.1
                ? mean * ((1 + ratio) * log1p(ratio) - ratio) : target * (log(target) - logMean) - (target - mean)
        },
        saturatedLogLikelihood: { target, weight, _ in
            weight * poissonLogProbabilityAtMean(target)
        })

    /// Returns y·log y − y − log y!, by Stirling's series where the terms would cancel.
    private static func poissonLogProbabilityAtMean(_ target: Double) -> Double {
        if target == 0 { return 0 }
        if target < 16 { return target * log(target) - target - lgamma(target + 1) }
        let square = target * target
        let series = (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680 * square)) / square) / square) / target
        return -log(2 * .pi * target) / 2 - series
    }
}
