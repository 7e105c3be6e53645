import Foundation
import Tessera

/// A distribution of the exponential family for the target of a generalised linear model (J. Nelder, R. Wedderburn,
/// "Generalized linear models", 1972): everything that depends on it, as one value.
///
/// The target has the mean μ and the variance φ·V(μ)/w, where φ is the dispersion and w the weight of the row. (Several
/// classes have a linear predictor each: `MultinomialModel`.)
public struct Family: Sendable {
    /// The name in text, on the command line and in files.
    public let name: String
    /// The link that is used unless another is given: the canonical one, whose linear predictor is the natural
    /// parameter of the family.
    package let canonicalLink: Link
    /// The means that the family has.
    let means: OpenInterval
    /// The targets that the family has.
    let targets: Targets
    /// Whether the dispersion φ is estimated from the rows; else it is 1.
    let hasDispersion: Bool
    /// The mean to start Newton's method from; nil for the mean of the targets.
    let start: Double?
    /// Returns the variance function V(μ).
    let variance: @Sendable (_ mean: Mean) -> DoubleDouble
    /// Returns y − μ.
    let residual: @Sendable (_ target: Double, _ mean: Mean) -> DoubleDouble
    /// Returns half of the unit deviance of a target: how much larger its log-likelihood is at μ = y, with φ = 1.
    let halfDeviance: @Sendable (_ target: Double, _ response: Response) -> Double
    /// Returns the log-likelihood of a target at μ = y, from which half of the deviance is subtracted.
    let saturatedLogLikelihood: @Sendable (_ target: Double, _ weight: Double, _ dispersion: Double) -> Double

    init(
        _ name: String, link: Link, means: OpenInterval, targets: Targets, hasDispersion: Bool = false,
        start: Double? = nil, variance: @escaping @Sendable (Mean) -> DoubleDouble,
        residual: @escaping @Sendable (Double, Mean) -> DoubleDouble = { DoubleDouble($0) - $1.value },
        halfDeviance: @escaping @Sendable (Double, Response) -> Double,
        saturatedLogLikelihood: @escaping @Sendable (Double, Double, Double) -> Double
    ) {
        (self.name, canonicalLink, self.means, self.targets) = (name, link, means, targets)
        (self.hasDispersion, self.start, self.variance, self.residual) = (hasDispersion, start, variance, residual)
        (self.halfDeviance, self.saturatedLogLikelihood) = (halfDeviance, saturatedLogLikelihood)
    }

    /// The targets that a family has.
    enum Targets: Sendable {
        case numbers
        case positive
        case nonNegative
        /// Two classes, 0 and 1, which a direction of coefficients may separate.
        case classes

        func contains(_ target: Double) -> Bool {
            switch self {
            case .numbers: target.isFinite
            case .positive: target > 0 && target.isFinite
            case .nonNegative: target >= 0 && target.isFinite
            case .classes: target == 0 || target == 1
            }
        }

        var description: String {
            switch self {
            case .numbers: "finite numbers"
            case .positive: "numbers above 0"
            case .nonNegative: "numbers of at least 0"
            case .classes: "0 or 1"
            }
        }
    }

    var isBinary: Bool { if case .classes = targets { true } else { false } }
}

/// The mean of a row in double precision, and its logarithms, computed where a family needs them.
struct Response: Sendable {
    let link: Link
    let linearPredictor: Double

    /// The mean μ.
    var mean: Double { link.meanValue(linearPredictor) }
    /// log μ and log(1 − μ).
    var logMean: (value: Double, complement: Double) { link.logMean(linearPredictor) }
}

/// Families are told apart by their names, which files hold.
extension Family: NamedValue, Equatable, Codable {
    package static var kind: String { "family" }

    /// Returns whether two families have the same name.
    public static func == (left: Family, right: Family) -> Bool { left.name == right.name }

    public init(from decoder: any Decoder) throws { self = try Self.decoded(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try name.encode(to: encoder) }
}
