import Foundation
import Tessera

/// The mean μ of a response and 1 − μ, each to full precision: their difference from 1 would cancel.
struct Mean: Sendable {
    let value: DoubleDouble
    let complement: DoubleDouble
}

/// A link function g of a generalised linear model, η = g(μ), by its inverse.
struct Link: Sendable {
    let name: String
    /// Returns μ = g⁻¹(η).
    let mean: @Sendable (_ linearPredictor: DoubleDouble) -> Mean
    /// Returns dμ/dη.
    let derivative: @Sendable (_ linearPredictor: DoubleDouble, _ mean: Mean) -> DoubleDouble
    /// Returns log μ and log(1 − μ) in double precision, without the cancellation that logarithms of the mean have.
    let logMean: @Sendable (_ linearPredictor: Double) -> (value: Double, complement: Double)

    /// η = log(μ / (1 − μ)): μ is the logistic function of η.
    static let logit = Link(
        name: "logit",
        mean: { z in
            let small = DoubleDouble.exp(z.high < 0 ? z : -z)
            let whole = small + 1
            let (large, rest) = (DoubleDouble(1) / whole, small / whole)
            return z.high < 0
                ? Mean(value: rest, complement: large) : Mean(value: large, complement: rest)
        },
        derivative: { _, mean in mean.value * mean.complement },
        logMean: { z in
            let softplus = log1p(exp(-abs(z)))
            return (min(z, 0) - softplus, min(-z, 0) - softplus)
        })
}

/// A distribution of the exponential family for the target of a generalised linear model with one linear predictor.
/// (Several classes have one predictor each: `SoftmaxTerms`.)
struct Family: Sendable {
    let name: String
    /// Whether the targets are two classes, which a direction of coefficients may separate.
    let isBinary: Bool
    /// The name of the link whose linear predictor is the natural parameter of the family: with it dμ/dη is the
    /// variance.
    let canonicalLink: String
    /// Returns y − μ.
    let residual: @Sendable (_ target: Double, _ mean: Mean) -> DoubleDouble
    /// Returns the variance of the target as a function of its mean.
    let variance: @Sendable (_ mean: Mean) -> DoubleDouble
    /// Returns the log-likelihood of a target, −½ of its deviance up to a constant, from log μ and log(1 − μ).
    let logLikelihood: @Sendable (_ target: Double, _ logMean: (value: Double, complement: Double)) -> Double

    /// A target of 0 or 1, whose mean is the probability of 1.
    static let bernoulli = Family(
        name: "bernoulli", isBinary: true, canonicalLink: Link.logit.name,
        residual: { target, mean in target == 1 ? mean.complement : -mean.value },
        variance: { $0.value * $0.complement },
        logLikelihood: { target, logMean in target == 1 ? logMean.value : logMean.complement })
}

/// The likelihood of a target, given its linear predictor: a family and a link.
struct Likelihood: Sendable {
    let family: Family
    let link: Link

    /// Logistic regression.
    static let logistic = Likelihood(family: .bernoulli, link: .logit)

    /// Returns the derivative of the log-likelihood with respect to the linear predictor η, (y − μ)·(dμ/dη) / V(μ), and
    /// its expected negative second derivative, (dμ/dη)² / V(μ), the IRLS weight.
    func derivatives(_ target: Double, _ linearPredictor: DoubleDouble) -> (score: DoubleDouble, weight: DoubleDouble) {
        let mean = link.mean(linearPredictor)
        let (residual, variance) = (family.residual(target, mean), family.variance(mean))
        if link.name == family.canonicalLink { return (residual, variance) }
        let derivative = link.derivative(linearPredictor, mean)
        return (residual * (derivative / variance), derivative * (derivative / variance))
    }

    func logLikelihood(_ target: Double, _ linearPredictor: Double) -> Double {
        family.logLikelihood(target, link.logMean(linearPredictor))
    }
}

/// What iteratively reweighted least squares computes from the linear predictors of all rows, in double-double.
struct IRLSTerms {
    /// The derivative of each row's log-likelihood, times the case weight: target minus mean for a canonical link.
    let scores: [DoubleDouble]
    /// The square roots of the IRLS weights, which form the information matrix XᵀWX.
    let roots: [DoubleDouble]
    /// The sum of the IRLS weights.
    let information: Double

    init(_ linearPredictor: [DoubleDouble], _ targets: [Double], _ caseWeights: [Double], _ likelihood: Likelihood) {
        let terms = linearPredictor.indices.map { likelihood.derivatives(targets[$0], linearPredictor[$0]) }
        scores = terms.indices.map { terms[$0].score * caseWeights[$0] }
        let weights = terms.indices.map { terms[$0].weight * caseWeights[$0] }
        roots = weights.map { $0.squareRoot() }
        information = weights.reduce(0) { $0 + $1.value }
    }
}
