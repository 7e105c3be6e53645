import Tessera

/// The likelihood of a target, given its linear predictor: a family and a link.
struct Likelihood: Sendable {
    let family: Family
    let link: Link
    /// Whether the linear predictor is the natural parameter, with which dμ/dη is the variance.
    private let isCanonical: Bool
    /// Whether the link may yield means that the family does not have.
    private let mayLeaveMeans: Bool

    /// - Parameter link: nil chooses the canonical one.
    init(_ family: Family, link: Link? = nil) {
        (self.family, self.link) = (family, link ?? family.canonicalLink)
        // The inverse link has the opposite sign of the natural parameter.
        isCanonical = self.link == family.canonicalLink && self.link != .inverse
        mayLeaveMeans = !family.means.contains(self.link.means)
    }

    /// Logistic regression.
    static let logistic = Likelihood(.binomial)

    /// Returns the derivative of the log-likelihood with respect to the linear predictor η, (y − μ)·(dμ/dη) / V(μ), and
    /// its expected negative second derivative, (dμ/dη)² / V(μ), the IRLS weight of Fisher scoring.
    func derivatives(_ target: Double, _ linearPredictor: DoubleDouble) -> (score: DoubleDouble, weight: DoubleDouble) {
        let mean = link.mean(linearPredictor)
        let (residual, variance) = (family.residual(target, mean), family.variance(mean))
        if isCanonical { return (residual, variance) }
        let derivative = link.derivative(linearPredictor, mean)
        return (residual * (derivative / variance), derivative * (derivative / variance))
    }

    /// Returns the log-likelihood of a target minus that at μ = y, with a dispersion of 1: −½ of its unit deviance, and
    /// −∞ for a mean that the family does not have.
    func logLikelihood(_ target: Double, _ linearPredictor: Double) -> Double {
        if mayLeaveMeans, !family.means.contains(link.meanValue(linearPredictor)) { return -.infinity }
        return -family.halfDeviance(target, Response(link: link, linearPredictor: linearPredictor))
    }
}

/// What iteratively reweighted least squares computes from the linear predictors of all rows, in double-double.
struct IRLSTerms {
    /// The derivative of each row's log-likelihood, times the case weight: target minus mean for a canonical link.
    let scores: [DoubleDouble]
    /// The square roots of the IRLS weights, which form the information matrix XᵀWX.
    let roots: [DoubleDouble]
    /// The sum of the IRLS weights, times the squared working response for a link whose linear predictor has a unit:
    /// what the increase of the log-likelihood by a step is compared with.
    let information: Double
    /// The magnitudes of the terms that cancel in the scores, which bound their rounding; nil for two classes, whose
    /// residuals are never 0.
    let magnitudes: [Double]?

    init(_ linearPredictor: [DoubleDouble], _ targets: [Double], _ caseWeights: [Double], _ likelihood: Likelihood) {
        let terms = linearPredictor.indices.map { likelihood.derivatives(targets[$0], linearPredictor[$0]) }
        let scores = terms.indices.map { terms[$0].score * caseWeights[$0] }
        let weights = terms.indices.map { terms[$0].weight * caseWeights[$0] }
        self.scores = scores
        roots = weights.map { $0.squareRoot() }
        if likelihood.link.isLogarithmic {
            information = weights.reduce(0) { $0 + $1.value }
        } else {
            information = weights.indices.reduce(.leastNormalMagnitude) { sum, row in
                let weight = weights[row].value
                let response = linearPredictor[row].value + (weight > 0 ? scores[row].value / weight : 0)
                return sum + weight * response * response
            }
        }
        magnitudes =
            likelihood.family.isBinary
            ? nil
            : targets.indices.map { row in
                likelihood.magnitude(targets[row], linearPredictor[row].value, weights[row].value)
            }
    }
}

extension Likelihood {
    /// The part of the terms that cancel in a score below which it counts as rounding, where every target is met.
    static let rounding = 1e-6

    /// Returns the size of the terms of a score that cancel where the target is met, (|y| + |μ|)·|dμ/dη| / V(μ).
    ///
    /// - Parameter weight: the IRLS weight of the row.
    func magnitude(_ target: Double, _ linearPredictor: Double, _ weight: Double) -> Double {
        let z = DoubleDouble(linearPredictor)
        let mean = link.mean(z)
        let derivative = abs(link.derivative(z, mean).value)
        return derivative > 0 ? (abs(target) + abs(mean.value.value)) * weight / derivative : 0
    }
}
