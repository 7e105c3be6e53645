/// One estimated coefficient of a regression with its uncertainty.
public struct Coefficient: Sendable, Equatable, Codable {
    /// The name of the column, or of the intercept.
    public let name: String
    /// The estimated coefficient, per unit of the column: in units of the target (linear), of the log-odds (logistic) or
    /// of the link of the mean (generalised linear).
    public let estimate: Double
    /// The standard error; nil for a penalised regression, whose estimates are biased.
    public let standardError: Double?
    /// The estimate divided by its standard error: t where the dispersion is estimated
    /// (linear, gamma), z where it is known (logistic, Poisson).
    public let statistic: Double?
    /// The two-sided p-value: the probability of a statistic at least as far from 0 if the true coefficient were 0.
    public let pValue: Double?
    /// The confidence interval of the coefficient at the confidence level of the regression; nil where it is unknown.
    public let confidenceInterval: ClosedRange<Double>?
}

extension Coefficient {
    /// Creates a coefficient whose uncertainty is unknown.
    init(_ name: String, _ estimate: Double) {
        self.init(
            name: name, estimate: estimate, standardError: nil, statistic: nil, pValue: nil, confidenceInterval: nil)
    }

    /// Creates a coefficient with its statistic, p-value and confidence interval.
    ///
    /// - Parameters:
    ///   - error: the standard error.
    ///   - width: the half-width of the confidence interval in standard errors.
    ///   - isExact: whether the error is only that of rounding, which has no probability.
    ///   - pValue: returns the two-sided p-value of a statistic.
    init(
        _ name: String, _ estimate: Double, error: Double, width: Double, isExact: Bool = false,
        pValue: (Double) -> Double
    ) {
        let statistic = isExact ? .nan : estimate / error
        let halfWidth = width * error
        let isKnown = !statistic.isNaN && halfWidth.isFinite
        self.init(
            name: name, estimate: estimate, standardError: error, statistic: statistic.isNaN ? nil : statistic,
            pValue: statistic.isNaN ? nil : pValue(statistic),
            confidenceInterval: isKnown ? estimate - halfWidth...estimate + halfWidth : nil)
    }
}
