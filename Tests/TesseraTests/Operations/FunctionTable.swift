import Foundation

@testable import Tessera

/// The rows of elementary and special functions of one and of two tensors.
func functionCases<S: RealScalar>() -> [OperationCase<S>] {
    let tables: [[OperationCase<S>]] = [roundingCases(), elementaryCases(), specialCases(), pairCases()]
    return tables.flatMap { $0 }
}

private func roundingCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "floor", elementwiseShapes, derivatives: 0, { $0[0].floor() }, naive: { $0[0].map { floor($0) } }),
        OperationCase("ceil", elementwiseShapes, derivatives: 0, { $0[0].ceil() }, naive: { $0[0].map { ceil($0) } }),
        OperationCase(
            "rounded", elementwiseShapes, derivatives: 0, { ($0[0] * 2).rounded() },
            naive: { $0[0].map { rint(2 * $0) } }),
        OperationCase(
            "truncated", elementwiseShapes, derivatives: 0, { $0[0].truncated() }, naive: { $0[0].map { trunc($0) } }),
        OperationCase(
            "rounded away from zero", elementwiseShapes, derivatives: 0, { $0[0].rounded(.awayFromZero) },
            naive: { $0[0].map { $0.rounded(.awayFromZero) } }),
        OperationCase(
            "rounded, halves away from zero", elementwiseShapes, derivatives: 0,
            { ($0[0] * 2).rounded().rounded(.up) + ($0[0]).rounded(.toNearestOrAwayFromZero) },
            naive: { $0[0].map { rint(2 * $0) + $0.rounded() } }),
        OperationCase(
            "isNaN", elementwiseShapes, derivatives: 0, { Tensor<S>($0[0].isNaN()) },
            naive: { $0[0].map { $0.isNaN ? 1 : 0 } }),
        OperationCase(
            "isFinite and isInfinite", elementwiseShapes, derivatives: 0,
            { Tensor<S>($0[0].reciprocal().isFinite()) - Tensor<S>($0[0].isInfinite()) },
            naive: { $0[0].map { $0.isNaN ? 0 : 1 } }),
    ]
}

private func elementaryCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase("tan", elementwiseShapes, in: [.insideOne], { $0[0].tan() }, naive: { $0[0].map { tan($0) } }),
        OperationCase("asin", elementwiseShapes, in: [.insideOne], { $0[0].asin() }, naive: { $0[0].map { asin($0) } }),
        OperationCase("acos", elementwiseShapes, in: [.insideOne], { $0[0].acos() }, naive: { $0[0].map { acos($0) } }),
        OperationCase("atan", elementwiseShapes, { $0[0].atan() }, naive: { $0[0].map { atan($0) } }),
        OperationCase("sinh", elementwiseShapes, { $0[0].sinh() }, naive: { $0[0].map { sinh($0) } }),
        OperationCase("cosh", elementwiseShapes, { $0[0].cosh() }, naive: { $0[0].map { cosh($0) } }),
        OperationCase("asinh", elementwiseShapes, { $0[0].asinh() }, naive: { $0[0].map { asinh($0) } }),
        OperationCase(
            "acosh", elementwiseShapes, in: [.aboveOne], { $0[0].acosh() }, naive: { $0[0].map { acosh($0) } }),
        OperationCase(
            "atanh", elementwiseShapes, in: [.insideOne], { $0[0].atanh() }, naive: { $0[0].map { atanh($0) } }),
        OperationCase("log2", elementwiseShapes, in: [.positive], { $0[0].log2() }, naive: { $0[0].map { log2($0) } }),
        OperationCase(
            "log10", elementwiseShapes, in: [.positive], { $0[0].log10() }, naive: { $0[0].map { log10($0) } }),
        OperationCase("exp2", elementwiseShapes, { $0[0].exp2() }, naive: { $0[0].map { exp2($0) } }),
        OperationCase(
            "cbrt", elementwiseShapes, in: [.awayFromZero], { $0[0].cbrt() }, naive: { $0[0].map { cbrt($0) } }),
        OperationCase(
            "rsqrt", elementwiseShapes, in: [.positive], { $0[0].rsqrt() }, naive: { $0[0].map { 1 / sqrt($0) } }),
    ]
}

private func specialCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase("erf", elementwiseShapes, { $0[0].erf() }, naive: { $0[0].map { erf($0) } }),
        OperationCase("erfc", elementwiseShapes, { $0[0].erfc() }, naive: { $0[0].map { erfc($0) } }),
        OperationCase(
            "erfinv", elementwiseShapes, in: [.insideOne], { $0[0].erfinv() }, naive: { $0[0].map(naiveErfinv) }),
        OperationCase(
            "lgamma", elementwiseShapes, in: [.aboveOne], { $0[0].lgamma() },
            naive: { $0[0].map { log(tgamma($0)) } }),
        OperationCase(
            "lgamma of negative numbers", [[[3, 5]]], in: [.insideOne], { (0.4 * $0[0] - 2.5).lgamma() },
            naive: { $0[0].map { log(abs(tgamma(0.4 * $0 - 2.5))) } }),
        OperationCase(
            "digamma", elementwiseShapes, in: [.aboveOne], { $0[0].digamma() }, naive: { $0[0].map(naiveDigamma) }),
        OperationCase(
            "digamma of negative numbers", [[[3, 5]]], in: [.insideOne], { (0.4 * $0[0] - 2.5).digamma() },
            naive: { $0[0].map { naiveDigamma(0.4 * $0 - 2.5) } }),
    ]
}

private func pairCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "truncating remainder", pairShapes, in: [.any, .awayFromZero], kinks: true,
            { $0[0].truncatingRemainder(dividingBy: $0[1]) }, naive: { $0[0].zip($0[1], fmod) }),
        OperationCase(
            "floored remainder", pairShapes, in: [.any, .awayFromZero], kinks: true,
            { $0[0].modulo($0[1]) }, naive: { $0[0].zip($0[1]) { $0 - floor($0 / $1) * $1 } }),
        OperationCase(
            "hypot", pairShapes, in: [.awayFromZero], { $0[0].hypot($0[1]) }, naive: { $0[0].zip($0[1], hypot) }),
        OperationCase(
            "atan2", pairShapes, in: [.awayFromZero], { $0[0].atan2($0[1]) }, naive: { $0[0].zip($0[1], atan2) }),
        OperationCase(
            "logAddExp", pairShapes, { $0[0].logAddExp($0[1]) }, naive: { $0[0].zip($0[1]) { log(exp($0) + exp($1)) } }),
        OperationCase(
            "xlogy", pairShapes, in: [.any, .positive], { $0[0].xlogy($0[1]) },
            naive: { $0[0].zip($0[1]) { $0 * log($1) } }),
        OperationCase(
            "copySign", pairShapes, in: [.awayFromZero], { $0[0].copySign($0[1]) },
            naive: { $0[0].zip($0[1], copysign) }),
        OperationCase(
            "nextAfter", pairShapes, derivatives: 0, { $0[0].nextAfter($0[1]) },
            naive: { $0[0].zip($0[1], nextafter) }),
    ]
}
