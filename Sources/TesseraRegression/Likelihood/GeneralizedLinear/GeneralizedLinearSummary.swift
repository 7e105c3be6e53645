import Foundation
import Tessera
internal import TesseraModels

/// The summary of a generalised linear model by maximum likelihood: coefficients with their uncertainty, deviances and
/// the likelihood of the rows.
///
/// The description is that of R's `summary(glm(…))`, and the statistics follow R's conventions: where the family has a
/// dispersion, it is estimated by Pearson's statistic, statistics are t instead of z, and the log-likelihood is that of
/// a dispersion of deviance / rows, which AIC and BIC count as a parameter.
public struct GeneralizedLinearSummary: Sendable, Equatable {
    /// The distribution of the target.
    package let family: Family
    /// The function of the mean that is linear in the features.
    package let link: Link
    /// The coefficients: the intercept first, where there is one, then each feature with its powers.
    public let coefficients: [Coefficient]
    /// Whether the regression has an intercept.
    package let hasIntercept: Bool
    /// The number of rows of weight above 0.
    public let rows: Int
    /// The number of rows minus that of the coefficients.
    package let residualDegreesOfFreedom: Int
    /// The residual deviance: twice the log-likelihood that is missing to means that meet every target, times the
    /// dispersion.
    public let deviance: Double
    /// The deviance of the null model: the mean of the targets or, without an intercept, a linear predictor of 0.
    public let nullDeviance: Double
    /// Pearson's statistic, the weighted sum of (y − μ)² / V(μ).
    package let pearsonStatistic: Double
    /// The dispersion φ: 1 for counts and classes, else estimated; nil for a penalised regression and where no degree
    /// of freedom is left.
    public let dispersion: Double?
    /// The log-likelihood of the rows, without the penalty.
    public let logLikelihood: Double
    /// Whether Newton's method has converged.
    public let convergence: Convergence
    /// The confidence level of the intervals.
    package let confidence: Double
    /// The highest power of each feature.
    let degree: Int

    /// Akaike's information criterion.
    public var aic: Double { 2 * Double(parameters) - 2 * logLikelihood }
    /// The Bayesian information criterion.
    public var bic: Double { log(Double(rows)) * Double(parameters) - 2 * logLikelihood }
    private var parameters: Int { coefficients.count + (family.hasDispersion ? 1 : 0) }

    /// Returns the coefficient of a column by its name.
    public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

    /// The fitted model, which predicts and can be saved.
    public var model: GeneralizedLinearModel {
        GeneralizedLinearModel(
            LinearPredictor(coefficients, hasIntercept: hasIntercept, degree: degree), Likelihood(family, link: link))
    }
}

extension GeneralizedLinearSummary {
    /// What Newton's method has found.
    struct Estimate {
        /// The coefficients, in the order of the names.
        let coefficients: [Double]
        /// The diagonal of the inverse information matrix; nil where it is unknown.
        let variances: [Double]?
        let convergence: Convergence
        /// The number of rows, and the mean of their targets.
        let targets: TargetSums.Partial
        /// A power of 2 that the weights were divided by.
        let weightUnit: Double
        let isPenalized: Bool
        /// Adds up terms of all rows.
        let sum: (@escaping RowTerms) throws -> SIMD4<Double>
    }

    /// Derives the statistics of a regression from its estimates.
    init(
        _ names: CoefficientNames, degree: Int, _ likelihood: Likelihood, _ estimate: Estimate, confidence: Double
    ) throws {
        let (family, link, unit) = (likelihood.family, likelihood.link, estimate.weightUnit)
        let null = names.hasIntercept ? link.linearPredictor(estimate.targets.mean) : 0
        let sums = try estimate.sum { target, weight, linearPredictor in
            let mean = link.mean(DoubleDouble(linearPredictor))
            let residual = family.residual(target, mean).value
            return SIMD4(
                -2 * weight * likelihood.logLikelihood(target, linearPredictor),
                -2 * weight * likelihood.logLikelihood(target, null),
                residual == 0 ? 0 : weight * residual * residual / family.variance(mean).value, 0)
        }
        (self.family, self.link, hasIntercept, self.degree) = (family, link, names.hasIntercept, degree)
        (convergence, self.confidence, rows) = (estimate.convergence, confidence, estimate.targets.count)
        (deviance, nullDeviance, pearsonStatistic) = (sums[0] * unit, sums[1] * unit, sums[2] * unit)
        residualDegreesOfFreedom = rows - names.all.count
        let degrees = Double(residualDegreesOfFreedom)
        let isFree = !estimate.isPenalized && degrees > 0
        dispersion = family.hasDispersion ? (isFree ? pearsonStatistic / degrees : nil) : 1
        let likely = family.hasDispersion ? deviance / Double(rows) : 1
        let saturated = try estimate.sum { target, weight, _ in
            SIMD4(family.saturatedLogLikelihood(target, weight * unit, likely), 0, 0, 0)
        }
        logLikelihood = saturated[0] - deviance / (2 * likely)
        let tail = family.hasDispersion && isFree ? StudentT(degrees: degrees) : nil
        let width = tail?.quantile(twoSided: 1 - confidence) ?? Normal.quantile(twoSided: 1 - confidence)
        coefficients = zip(names.all, estimate.coefficients).enumerated().map { [dispersion] index, named in
            guard let variances = estimate.variances, let dispersion else { return Coefficient(named.0, named.1) }
            let error = (variances[index] / unit * dispersion).squareRoot()
            return Coefficient(named.0, named.1, error: error, width: width) {
                tail?.twoSided($0) ?? Normal.twoSided($0)
            }
        }
    }

    /// Fits to the last digit by Newton's method in double-double.
    init(
        newton design: RegressionDesign, _ likelihood: Likelihood, l1: Double, l2: Double, stopping: StoppingCriteria,
        confidence: Double
    ) throws(RegressionError) {
        let targets = try TargetSums.of(design.table, likelihood.family, rowNumbers: design.rowNumbers)
        let isPenalized = l1 > 0 || l2 > 0
        if !isPenalized {
            guard design.rows >= design.names.count else {
                throw RegressionError(.tooFewRows(rows: design.rows, coefficients: design.names.count))
            }
            try design.checkIndependence()
        }
        let problem = InMemoryProblem(design, likelihood, l1: l1, l2: l2, stopping: stopping)
        let newton = try problem.maximum()
        let isDecided = !isPenalized && newton.convergence.isConverged
        let variances = isDecided ? try? problem.variances(newton.point) : nil
        let estimate = Estimate(
            coefficients: problem.estimates(newton.point).map(\.value), variances: variances,
            convergence: isDecided && variances == nil ? newton.convergence.withoutInformation : newton.convergence,
            targets: targets, weightUnit: design.weightUnit, isPenalized: isPenalized
        ) { problem.sum($0, at: newton.point) }
        self = try RegressionError.translating {
            try Self(
                CoefficientNames(design), degree: design.degree, likelihood, estimate, confidence: confidence)
        }
    }

    /// Fits by Newton's method in passes over tiles of rows.
    ///
    /// - Parameter weightUnit: a power of 2 that the weights were divided by.
    init(
        streaming rows: some RowSource<Double>, _ likelihood: Likelihood, names: CoefficientNames, l1: Double,
        l2: Double, stopping: StoppingCriteria, confidence: Double, weightUnit: Double = 1
    ) throws(RegressionError) {
        try RegressionError.translating { try rows.checkFinite() }
        let targets = try TargetSums.of(rows, likelihood.family)
        let isPenalized = l1 > 0 || l2 > 0
        guard targets.count >= names.all.count || isPenalized else {
            throw RegressionError(.tooFewRows(rows: targets.count, coefficients: names.all.count))
        }
        self = try names.locating(rows) {
            let problem = try StreamedProblem(rows, likelihood, names: names, l1: l1, l2: l2, stopping: stopping)
            var newton = NewtonIteration(problem, from: try problem.start())
            try newton.run()
            let point = newton.point
            let estimate = Estimate(
                coefficients: names.ordered(problem.estimates(point)),
                variances: isPenalized || !newton.convergence.isConverged
                    ? nil : names.ordered(try problem.variances(point)),
                convergence: newton.convergence, targets: targets, weightUnit: weightUnit, isPenalized: isPenalized
            ) { try problem.sum($0, at: point) }
            return try Self(names, degree: 1, likelihood, estimate, confidence: confidence)
        }
    }
}

extension GeneralizedLinearSummary: CustomStringConvertible {
    public var description: String {
        var lines = ["Family: \(family.name), link: \(link.name)", "", "Coefficients:"]
        lines += SummaryTable(coefficients, statistic: family.hasDispersion ? "t" : "z").lines + [""]
        if let dispersion, family.hasDispersion { lines.append("Dispersion: \(SummaryTable.number(dispersion))") }
        lines += [
            "Null deviance: \(SummaryTable.number(nullDeviance)), residual deviance: \(SummaryTable.number(deviance)) on "
                + "\(residualDegreesOfFreedom) degrees of freedom",
            "Log-likelihood: \(SummaryTable.number(logLikelihood)), AIC: \(SummaryTable.number(aic)), "
                + "BIC: \(SummaryTable.number(bic))",
            "Steps (newton): \(convergence.iterations)",
        ]
        return (lines + convergence.lines).joined(separator: "\n")
    }
}
