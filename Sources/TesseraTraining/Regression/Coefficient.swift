/// One number of a regression, with how sure it is.
public struct Coefficient: Sendable, Equatable {
    public let name: String
    public let estimate: Double
    /// Nil for a penalised regression, whose estimates are biased.
    public let standardError: Double?
    /// The estimate in standard errors: t for linear, z for logistic regression.
    public let statistic: Double?
    /// The probability of a statistic at least as far from 0 were the true number 0.
    public let pValue: Double?
    public let confidenceInterval: ClosedRange<Double>?
}

extension Coefficient {
    /// A number of which no more is known.
    init(_ name: String, _ estimate: Double) {
        self.init(
            name: name, estimate: estimate, standardError: nil, statistic: nil, pValue: nil, confidenceInterval: nil)
    }

    /// - Parameters:
    ///   - pValue: the two-sided probability of a statistic.
    ///   - width: the half-width of the confidence interval in standard errors.
    ///   - isExact: whether the error is that of rounding, which has no probability.
    init(
        _ name: String, _ estimate: Double, error: Double, width: Double, isExact: Bool = false,
        pValue: (Double) -> Double
    ) {
        let statistic = isExact ? .nan : estimate / error
        let reach = width * error
        let isKnown = !statistic.isNaN && reach.isFinite
        self.init(
            name: name, estimate: estimate, standardError: error, statistic: statistic.isNaN ? nil : statistic,
            pValue: statistic.isNaN ? nil : pValue(statistic),
            confidenceInterval: isKnown ? estimate - reach...estimate + reach : nil)
    }
}
