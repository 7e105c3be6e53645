import Foundation
import Tessera
import TesseraTraining
import Testing

@testable import TesseraRegression

/// Newton's method for families and links that the library does not have: a family is one value, a link another, and
/// nothing else is written for them, in memory or in passes over rows.
@Suite struct FamilyTests {
    /// Counts, whose variance is their mean.
    private static let poisson = Family(
        name: "poisson", isBinary: false, canonicalLink: "log",
        residual: { target, mean in DoubleDouble(target) - mean.value },
        variance: { $0.value },
        logLikelihood: { target, logMean in target * logMean.value - exp(logMean.value) - lgamma(target + 1) })

    private static let log = Link(
        name: "log",
        mean: { z in
            let value = DoubleDouble.exp(z)
            return Mean(value: value, complement: DoubleDouble(1) - value)
        },
        derivative: { _, mean in mean.value },
        logMean: { z in (z, log1p(-exp(z))) })

    /// μ = 1 − exp(−exp(η)), which is not the canonical link of the Bernoulli family.
    private static let complementaryLogLog = Link(
        name: "cloglog",
        mean: { z in
            let complement = DoubleDouble.exp(-DoubleDouble.exp(z))
            return Mean(value: DoubleDouble(1) - complement, complement: complement)
        },
        derivative: { z, mean in DoubleDouble.exp(z) * mean.complement },
        logMean: { z in (Foundation.log(-expm1(-exp(z))), -exp(z)) })

    /// With one column of 0 and 1 the fitted means are those of the two groups: b = g(mean of 0), b + w = g(mean of 1).
    private func check(
        _ family: Family, _ link: Link, _ targets: [[Double]], weights: [[Double]]? = nil,
        linearPredictor: (Double) -> Double
    ) throws {
        let (x, y) = (
            targets.enumerated().flatMap { group, own in own.map { _ in Double(group) } }, targets.flatMap { $0 }
        )
        let design = try RegressionDesign(
            features: Tensor(x, shape: [x.count, 1]), target: Tensor(y),
            weights: weights.map { Tensor($0.flatMap { $0 }) })
        let likelihood = Likelihood(family: family, link: link)
        let problem = InMemoryProblem(design, likelihood)
        let newton = try problem.maximum()
        let streamed = try StreamedProblem(design.table, likelihood, names: CoefficientNames(design))
        var passes = NewtonIteration(streamed, from: try streamed.start())
        try passes.run()
        #expect(newton.convergence.isConverged && passes.convergence.isConverged)
        let means = targets.indices.map { group in
            let own = weights?[group] ?? targets[group].map { _ in 1 }
            return zip(targets[group], own).reduce(0) { $0 + $1.0 * $1.1 } / own.reduce(0, +)
        }
        let expected = means.map(linearPredictor)
        let found = problem.estimates(newton.point).map(\.value)
        #expect(abs(found[0] - expected[0]) < 1e-13)
        #expect(abs(found[0] + found[1] - expected[1]) < 1e-13)
        let coefficients = streamed.estimates(passes.point)
        #expect(abs(coefficients[1] - expected[0]) < 1e-9)
        #expect(abs(coefficients[0] + coefficients[1] - expected[1]) < 1e-9)
        #expect(abs(passes.point.likelihood.logLikelihood - newton.point.logLikelihood) < 1e-11)
    }

    @Test func counts() throws {
        let targets: [[Double]] = [[0, 2, 1, 0, 3], [5, 9, 12, 4]]
        try check(Self.poisson, Self.log, targets) { Foundation.log($0) }
        try check(Self.poisson, Self.log, targets, weights: [[1, 2, 0.5, 1, 1], [3, 1, 1, 2]]) { Foundation.log($0) }
    }

    @Test func classesByTheComplementaryLogLog() throws {
        try check(.bernoulli, Self.complementaryLogLog, [[0, 1, 0, 0, 1, 0], [1, 0, 1, 1]]) {
            Foundation.log(-log1p(-$0))
        }
    }

    @Test func classesByTheLogit() throws {
        try check(.bernoulli, .logit, [[0, 1, 0, 0, 1, 0], [1, 0, 1, 1]]) { Foundation.log($0 / (1 - $0)) }
    }

    /// The variance of the larger coefficient is the sum of the groups' inverse information: 1 / Σy for counts.
    @Test func variancesOfCounts() throws {
        let design = try RegressionDesign(
            features: Tensor([0, 0, 1, 1], shape: [4, 1]), target: Tensor([2, 4, 9, 11]))
        let problem = InMemoryProblem(design, Likelihood(family: Self.poisson, link: Self.log))
        let variances = try problem.variances(problem.maximum().point)
        #expect(abs(variances[0] - 1 / 6.0) < 1e-14)
        #expect(abs(variances[1] - (1 / 6.0 + 1 / 20.0)) < 1e-14)
    }
}
