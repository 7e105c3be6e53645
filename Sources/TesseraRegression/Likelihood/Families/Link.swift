import Foundation
import Tessera

/// The mean μ of a response and 1 − μ, each to full precision: their difference from 1 would cancel.
struct Mean: Sendable {
    let value: DoubleDouble
    /// 1 − μ, which only means between 0 and 1 need.
    let complement: DoubleDouble

    init(value: DoubleDouble, complement: DoubleDouble) { (self.value, self.complement) = (value, complement) }

    /// Creates a mean that may be any number.
    init(_ value: DoubleDouble) { self.init(value: value, complement: DoubleDouble(1) - value) }
}

/// A link function g of a generalised linear model, η = g(μ), by itself, its inverse and their derivative (P.
/// McCullagh, J. Nelder, "Generalized Linear Models", 1989, §2.2.4).
public struct Link: Sendable {
    /// The name in text and in files.
    public let name: String
    /// The open interval of the means that the inverse link yields.
    let means: OpenInterval
    /// Whether η has no unit, as a logarithm has none; else a step is measured relative to η.
    let isLogarithmic: Bool
    /// Returns η = g(μ).
    let linearPredictor: @Sendable (_ mean: Double) -> Double
    /// Returns μ = g⁻¹(η).
    let mean: @Sendable (_ linearPredictor: DoubleDouble) -> Mean
    /// Returns dμ/dη.
    let derivative: @Sendable (_ linearPredictor: DoubleDouble, _ mean: Mean) -> DoubleDouble
    /// Returns μ in double precision.
    let meanValue: @Sendable (_ linearPredictor: Double) -> Double
    /// Returns log μ and log(1 − μ) in double precision, without the cancellation that logarithms of the mean have.
    let logMean: @Sendable (_ linearPredictor: Double) -> (value: Double, complement: Double)

    /// - Parameter logMean: nil computes log μ and log(1 − μ) from `meanValue`.
    init(
        _ name: String, means: OpenInterval, isLogarithmic: Bool = false,
        linearPredictor: @escaping @Sendable (Double) -> Double, mean: @escaping @Sendable (DoubleDouble) -> Mean,
        derivative: @escaping @Sendable (DoubleDouble, Mean) -> DoubleDouble,
        meanValue: @escaping @Sendable (Double) -> Double,
        logMean: (@Sendable (Double) -> (value: Double, complement: Double))? = nil
    ) {
        (self.name, self.means, self.isLogarithmic) = (name, means, isLogarithmic)
        (self.linearPredictor, self.mean) = (linearPredictor, mean)
        (self.derivative, self.meanValue) = (derivative, meanValue)
        self.logMean =
            logMean ?? { z in
                let value = meanValue(z)
                return (Foundation.log(value), log1p(-value))
            }
    }
}

extension Link {
    /// The links by name. A new one is a value below and its name here.
    package static let all: [Link] = [.identity, .log, .logit, .inverse, .squareRoot, .complementaryLogLog]

    /// η = μ.
    public static let identity = Link(
        "identity", means: .all, linearPredictor: { $0 }, mean: { Mean($0) }, derivative: { _, _ in DoubleDouble(1) },
        meanValue: { $0 })

    /// η = log μ.
    public static let log = Link(
        "log", means: .positive, isLogarithmic: true, linearPredictor: { Foundation.log($0) },
        mean: { Mean(DoubleDouble.exp($0)) }, derivative: { _, mean in mean.value }, meanValue: { exp($0) },
        logMean: { z in (z, log1p(-exp(z))) })

    /// η = log(μ / (1 − μ)): μ is the logistic function of η.
    public static let logit = Link(
        "logit", means: .unit, isLogarithmic: true, linearPredictor: { Foundation.log($0 / (1 - $0)) },
        mean: { z in
            let small = DoubleDouble.exp(z.high < 0 ? z : -z)
            let whole = small + 1
            let (large, rest) = (DoubleDouble(1) / whole, small / whole)
            return z.high < 0
                ? Mean(value: rest, complement: large) : Mean(value: large, complement: rest)
        },
        derivative: { _, mean in mean.value * mean.complement }, meanValue: { 1 / (1 + exp(-$0)) },
        logMean: { z in
            let softplus = log1p(exp(-abs(z)))
            return (min(z, 0) - softplus, min(-z, 0) - softplus)
        })

    /// η = 1 / μ.
    public static let inverse = Link(
        "inverse", means: .all, linearPredictor: { 1 / $0 }, mean: { Mean(DoubleDouble(1) / $0) },
        derivative: { _, mean in -(mean.value * mean.value) }, meanValue: { 1 / $0 })

    /// η = √μ.
    public static let squareRoot = Link(
        "sqrt", means: .positive, linearPredictor: { $0.squareRoot() }, mean: { Mean($0 * $0) },
        derivative: { z, _ in z * 2 }, meanValue: { $0 * $0 })

    /// The complementary log-log, η = log(−log(1 − μ)).
    public static let complementaryLogLog = Link(
        "cloglog", means: .unit, isLogarithmic: true, linearPredictor: { Foundation.log(-log1p(-$0)) },
        mean: { z in
            let complement = DoubleDouble.exp(-DoubleDouble.exp(z))
            return Mean(value: DoubleDouble(1) - complement, complement: complement)
        },
        derivative: { z, mean in DoubleDouble.exp(z) * mean.complement }, meanValue: { -expm1(-exp($0)) },
        logMean: { z in (Foundation.log(-expm1(-exp(z))), -exp(z)) })
}

/// Links are told apart by their names, which files hold.
extension Link: NamedValue, Equatable, Codable {
    package static var kind: String { "link" }

    /// Returns whether two links have the same name.
    public static func == (left: Link, right: Link) -> Bool { left.name == right.name }

    public init(from decoder: any Decoder) throws { self = try Self.decoded(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try name.encode(to: encoder) }
}

/// An open interval of numbers.
struct OpenInterval: Sendable {
    let lower: Double
    let upper: Double

    static let all = OpenInterval(lower: -.infinity, upper: .infinity)
    static let positive = OpenInterval(lower: 0, upper: .infinity)
    static let unit = OpenInterval(lower: 0, upper: 1)

    func contains(_ number: Double) -> Bool { number > lower && number < upper }
    func contains(_ other: OpenInterval) -> Bool { other.lower >= lower && other.upper <= upper }
}
