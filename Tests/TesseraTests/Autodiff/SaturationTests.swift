import Foundation
import Testing

@testable import Tessera

/// Derivatives of saturated functions: the value has come so close to a constant that it no longer tells the
/// derivative.
@Suite struct SaturationTests {
    struct DerivativeCase: Sendable, CustomTestStringConvertible {
        let name: String
        let order: Int
        let single: @Sendable (Tensor<Float>) -> Tensor<Float>
        let double: @Sendable (Tensor<Double>) -> Tensor<Double>
        /// The derivative, in a form that does not cancel.
        let exact: @Sendable (Double) -> Double

        var testDescription: String { "\(name), derivative \(order)" }
    }

    private static func logistic(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
    private static func density(_ x: Double) -> Double { logistic(x) * logistic(-x) }

    static let cases: [DerivativeCase] = [
        DerivativeCase(name: "tanh", order: 1, single: { $0.tanh() }, double: { $0.tanh() }) { 4 * density(2 * $0) },
        DerivativeCase(name: "tanh", order: 2, single: { $0.tanh() }, double: { $0.tanh() }) {
            -8 * tanh($0) * density(2 * $0)
        },
        DerivativeCase(name: "sigmoid", order: 1, single: { $0.sigmoid() }, double: { $0.sigmoid() }) { density($0) },
        DerivativeCase(name: "sigmoid", order: 2, single: { $0.sigmoid() }, double: { $0.sigmoid() }) {
            -tanh($0 / 2) * density($0)
        },
        DerivativeCase(name: "softplus", order: 1, single: { $0.softplus() }, double: { $0.softplus() }) {
            logistic($0)
        },
        DerivativeCase(name: "softplus", order: 2, single: { $0.softplus() }, double: { $0.softplus() }) {
            density($0)
        },
        DerivativeCase(name: "softplus", order: 3, single: { $0.softplus() }, double: { $0.softplus() }) {
            -tanh($0 / 2) * density($0)
        },
        DerivativeCase(name: "logSigmoid", order: 1, single: { $0.logSigmoid() }, double: { $0.logSigmoid() }) {
            logistic(-$0)
        },
        DerivativeCase(name: "logSigmoid", order: 2, single: { $0.logSigmoid() }, double: { $0.logSigmoid() }) {
            -density($0)
        },
        DerivativeCase(name: "expm1", order: 1, single: { $0.expm1() }, double: { $0.expm1() }) { exp($0) },
        DerivativeCase(name: "expm1", order: 2, single: { $0.expm1() }, double: { $0.expm1() }) { exp($0) },
        DerivativeCase(
            name: "cross-entropy of logits for 1", order: 1,
            single: { $0.binary(.crossEntropyOfLogits, Tensor(1)) },
            double: { $0.binary(.crossEntropyOfLogits, Tensor(1)) }
        ) { -logistic(-$0) },
        DerivativeCase(
            name: "cross-entropy of logits for 0", order: 1,
            single: { $0.binary(.crossEntropyOfLogits, Tensor(0)) },
            double: { $0.binary(.crossEntropyOfLogits, Tensor(0)) }
        ) { logistic($0) },
        DerivativeCase(
            name: "cross-entropy of logits", order: 2, single: { $0.binary(.crossEntropyOfLogits, Tensor(0.25)) },
            double: { $0.binary(.crossEntropyOfLogits, Tensor(0.25)) }
        ) { density($0) },
    ]

    private static let points: [Double] = {
        var random = SplitMix64(77)
        return [20, -20, 12.5, -16, 1e-3] + (0..<40).map { _ in 80 * (random.next() - 0.5) }
    }()

    /// Some units in the last place for each operation of a derivative; 16 of them is more than there are.
    @Test(arguments: cases, backendNumbers)
    func derivativesKeepTheirDigits(_ row: DerivativeCase, _ backend: Int) {
        onBackend(backend) {
            expect(row, row.single)
            expect(row, row.double)
        }
    }

    private func expect<S: RealScalar>(_ row: DerivativeCase, _ function: @escaping (Tensor<S>) -> Tensor<S>) {
        func derivative(_ order: Int, _ x: Tensor<S>) -> Tensor<S> {
            order == 0 ? function(x) : gradient(at: x) { derivative(order - 1, $0).sum() }
        }
        let points = Self.points.map { S($0) }
        for (x, found) in zip(points, derivative(row.order, Tensor(points)).scalars) {
            let exact = row.exact(Double(x))
            guard abs(exact) > 4 * Double(S.leastNormalMagnitude) else { continue }
            let error = abs(Double(found) / exact - 1)
            #expect(error <= 16 * Double(S.ulpOfOne), "\(row.name)(\(x)): \(found), not \(exact)")
        }
    }

    /// −y / p + (1 − y) / (1 − p), for probabilities of every size; along the label log((1 − p) / p).
    @Test(arguments: backendNumbers, [0.0, 1, 0.3])
    func crossEntropyOfProbabilitiesOfEverySize(_ backend: Int, _ y: Double) {
        var random = SplitMix64(3)
        let probabilities = (0..<60).map { _ in pow(10, -40 * random.next()) } + [0.5, 1 - 0x1p-50]
        onBackend(backend) {
            let p = Tensor<Double>(probabilities)
            let labels = Tensor<Double>(repeating: y, shape: p.shape)
            let entropy = { (p: Tensor<Double>, y: Tensor<Double>) in p.binary(.crossEntropyOfProbabilities, y).sum() }
            let gradients = gradient(at: [p, labels]) { entropy($0[0], $0[1]) }
            let mean = gradient(at: p) { binaryCrossEntropy(probabilities: $0, expected: labels) }
            let curvature = gradient(at: p) { p in gradient(at: p) { entropy($0, labels) }.sum() }
            let mixed = gradient(at: labels) { y in gradient(at: p) { entropy($0, y) }.sum() }
            for (index, p) in probabilities.enumerated() {
                let (yes, no) = (1 / p, 1 / (1 - p))
                expectRatio(gradients[0].scalars[index], (1 - y) * no - y * yes)
                expectRatio(mean.scalars[index] * Double(probabilities.count), (1 - y) * no - y * yes)
                expectRatio(gradients[1].scalars[index], log1p(-p) - log(p), absolute: 1e-14)
                expectRatio(curvature.scalars[index], (1 - y) * no * no + y * yes * yes)
                expectRatio(mixed.scalars[index], -no - yes)
            }
        }
    }

    private func expectRatio(_ found: Double, _ exact: Double, absolute: Double = 0) {
        #expect(abs(found - exact) <= 1e-13 * abs(exact) + absolute, "\(found), not \(exact)")
    }

    /// Where the logarithm is bounded the loss is a constant, and its derivative is that of one.
    @Test(arguments: backendNumbers)
    func boundedLogarithmsAreConstants(_ backend: Int) {
        onBackend(backend) {
            let (p, y) = (Tensor<Double>([0, 1, 0, 1, 1e-50]), Tensor<Double>([0, 1, 1, 0, 1]))
            let derivative = gradient(at: p) { $0.binary(.crossEntropyOfProbabilities, y).sum() }
            #expect(derivative == [1, -1, 0, 0, 0])
            let curvature = gradient(at: p) { p in
                gradient(at: p) { $0.binary(.crossEntropyOfProbabilities, y).sum() }.sum()
            }
            #expect(curvature == [1, 1, 0, 0, 0])
            #expect(
                gradient(at: y) { p.binary(.crossEntropyOfProbabilities, $0).sum() } == [100, -100, 100, -100, 100])
        }
    }
}
