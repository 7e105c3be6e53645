import Foundation

@testable import Tessera

/// An elementwise function with the accuracy that is required of it on every backend.
struct AccurateFunction: Sendable {
    let function: UnaryFunction
    /// Whether it must be within 1 ulp in double and within 1.5 in single precision; other functions must be within 4.
    let isElementary: Bool
    /// The arguments of sweeps.
    let domain: ClosedRange<Double>
    /// The value to 13 digits or more.
    let exact: @Sendable (Double) -> Double
    /// The value to about 30 digits for arguments whose magnitude is neither tiny nor huge; nil for functions that
    /// double-double arithmetic does not have.
    let precise: (@Sendable (DoubleDouble) -> DoubleDouble)?

    init(
        _ function: UnaryFunction, _ domain: ClosedRange<Double>, elementary: Bool = true,
        _ exact: @escaping @Sendable (Double) -> Double, precise: (@Sendable (DoubleDouble) -> DoubleDouble)? = nil
    ) {
        self.function = function
        isElementary = elementary
        self.domain = domain
        self.exact = exact
        self.precise = precise
    }

    /// Returns the unit of errors: that in the last place of the value. The zeros of the gamma functions are no
    /// floating-point numbers, so that their errors are measured in that of 1 at least.
    func ulp<Scalar: RealScalar>(of value: Scalar) -> Double {
        let isAbsolute = function == .lgamma || function == .digamma
        let unit = isAbsolute ? max(value.ulp, Scalar.ulpOfOne) : value.ulp
        return max(Double(unit), Double(Scalar.leastNonzeroMagnitude))
    }

    func bound<Scalar: RealScalar>(_ type: Scalar.Type) -> Double {
        isElementary ? (type == Float.self ? 1.5 : 1) : 4
    }

    static let all = [logarithms, exponentials, angles, roots, special].flatMap { $0 }

    private static let everySize = -3e38...3e38

    private static let logarithms = [
        AccurateFunction(.log, 0...3e38, { log($0) }, precise: { .log($0) }),
        AccurateFunction(.log1p, -0.99...3e38, { log1p($0) }, precise: { .log($0 + 1) }),
        AccurateFunction(.log2, 0...3e38, { log2($0) }, precise: { .log($0) / .log(DoubleDouble(2)) }),
        AccurateFunction(.log10, 0...3e38, { log10($0) }, precise: { .log($0) / .log(DoubleDouble(10)) }),
        AccurateFunction(
            .asinh, everySize, { asinh($0) },
            precise: { x in
                let size = x.high < 0 ? -x : x
                let log = DoubleDouble.log((size * size + 1).squareRoot() + size)
                return x.high < 0 ? -log : log
            }),
        AccurateFunction(.acosh, 1...3e38, { acosh($0) }, precise: { .log(($0 * $0 - 1).squareRoot() + $0) }),
        AccurateFunction(.atanh, -1...1, { atanh($0) }, precise: { .log(($0 + 1) / (-$0 + 1)) * 0.5 }),
    ]

    private static let exponentials = [
        AccurateFunction(.exp, -104...89, { exp($0) }, precise: { .exp($0) }),
        AccurateFunction(.expm1, -104...89, { expm1($0) }, precise: { .exp($0) - 1 }),
        AccurateFunction(.exp2, -149...127, { exp2($0) }, precise: { .exp($0 * .log(DoubleDouble(2))) }),
        AccurateFunction(.sinh, -89...89, { sinh($0) }, precise: { (.exp($0) - .exp(-$0)) * 0.5 }),
        AccurateFunction(.cosh, -89...89, { cosh($0) }, precise: { (.exp($0) + .exp(-$0)) * 0.5 }),
        AccurateFunction(
            .tanh, -25...25, { tanh($0) }, precise: { (.exp($0) - .exp(-$0)) / (.exp($0) + .exp(-$0)) }),
    ]

    private static let angles = [
        AccurateFunction(.sin, -110...110, { sin($0) }),
        AccurateFunction(.cos, -110...110, { cos($0) }),
        AccurateFunction(.tan, -110...110, { tan($0) }),
        AccurateFunction(.asin, -1...1, { asin($0) }),
        AccurateFunction(.acos, -1...1, { acos($0) }),
        AccurateFunction(.atan, everySize, { atan($0) }),
    ]

    private static let roots = [
        AccurateFunction(.sqrt, 0...3e38, { $0.squareRoot() }, precise: { $0.squareRoot() }),
        AccurateFunction(.cbrt, everySize, { cbrt($0) }),
        AccurateFunction(.rsqrt, 0...3e38, { 1 / $0.squareRoot() }, precise: { DoubleDouble(1) / $0.squareRoot() }),
        AccurateFunction(.reciprocal, everySize, { 1 / $0 }, precise: { DoubleDouble(1) / $0 }),
    ]

    private static let special = [
        AccurateFunction(.erf, -6...6, elementary: false, { erf($0) }),
        AccurateFunction(.erfc, -6...9, elementary: false, { erfc($0) }),
        AccurateFunction(.erfinv, -1...1, elementary: false, { naiveErfinv($0) }),
        AccurateFunction(.lgamma, -20...1e30, elementary: false, { log(abs(tgamma(min($0, 100)))) + lateLogGamma($0) }),
        AccurateFunction(.digamma, -20...1e30, elementary: false, { naiveDigamma($0) }),
    ]
}

extension DoubleDouble {
    /// The natural logarithm to about 30 digits: two steps of Newton's method for e^y = x.
    static func log(_ x: DoubleDouble) -> DoubleDouble {
        var y = DoubleDouble(Foundation.log(x.high))
        for _ in 0..<2 {
            let error = x * exp(-y) - 1
            y += error - error * error * 0.5
        }
        return y
    }
}

/// The inverse error function by bisection.
func naiveErfinv(_ y: Double) -> Double {
    guard abs(y) < 1 else { return abs(y) == 1 ? y * .infinity : .nan }
    var (low, high) = (0.0, 6.0)
    for _ in 0..<70 {
        let middle = (low + high) / 2
        if erfc(middle) > 1 - abs(y) { low = middle } else { high = middle }
    }
    // Next to 0, where 1 − y has lost the digits of y, the series starts with √π/2·(y + π/12·y³).
    let size = abs(y) < 1e-4 ? 0.886226925452758 * (abs(y) + 0.2617993877991494 * y * y * abs(y)) : low
    return y < 0 ? -size : size
}

/// The digamma function by its recurrence to arguments above 50 and the asymptotic series there; by reflection for
/// negative arguments.
func naiveDigamma(_ x: Double) -> Double {
    if x < 0 { return x == x.rounded() ? .nan : naiveDigamma(1 - x) - .pi / tan(.pi * (x - x.rounded())) }
    var (y, terms) = (x, [Double]())
    while y < 50 {
        terms.append(-1 / y)
        y += 1
    }
    let z = 1 / (y * y)
    return naiveSum(terms + [log(y), -1 / (2 * y), -z / 12, z * z / 120, -z * z * z / 252])
}

/// log Γ(x) less the logarithm of Γ(min(x, 100)), by Stirling's series; 0 up to 100.
private func lateLogGamma(_ x: Double) -> Double {
    guard x > 100 else { return 0 }
    func stirling(_ x: Double) -> Double { (x - 0.5) * log(x) - x + 1 / (12 * x) - 1 / (360 * x * x * x) }
    return stirling(x) - stirling(100)
}
