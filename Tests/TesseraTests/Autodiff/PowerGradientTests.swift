import Foundation
import Testing

@testable import Tessera

@Suite struct PowerGradientTests {
    private func power<S: RealScalar>(_ x: [S], _ y: [S], along order: String) -> Tensor<S> {
        let (x, y) = (Tensor(x), Tensor(y))
        switch order {
        case "x": return gradient(at: x) { $0.pow(y).sum() }
        case "y": return gradient(at: y) { x.pow($0).sum() }
        case "xx": return gradient(at: x) { x in gradient(at: x) { $0.pow(y).sum() }.sum() }
        case "yy": return gradient(at: y) { y in gradient(at: y) { x.pow($0).sum() }.sum() }
        case "xy": return gradient(at: y) { y in gradient(at: x) { $0.pow(y).sum() }.sum() }
        default: return gradient(at: x) { x in gradient(at: y) { x.pow($0).sum() }.sum() }
        }
    }

    /// Both orders of the mixed derivative, at exponents among which 0 and 1 are.
    @Test(arguments: backendNumbers, ["x", "y", "xx", "yy", "xy", "yx"])
    func agreeWithTheFormulas(_ backend: Int, _ along: String) {
        var random = SplitMix64(8)
        let x = (0..<30).map { _ in 0.2 + 3 * random.next() }
        let y = [0, 1, 2, -1, 0, 3] + (0..<24).map { _ in 4 * random.next() - 2 }
        onBackend(backend) {
            let single = power(x.map { Float($0) }, y.map { Float($0) }, along: along).scalars.map { Double($0) }
            for (index, found) in power(x, y, along: along).scalars.enumerated() {
                let (x, y) = (x[index], y[index])
                let exact =
                    switch along {
                    case "x": y * pow(x, y - 1)
                    case "y": pow(x, y) * log(x)
                    case "xx": y * (y - 1) * pow(x, y - 2)
                    case "yy": pow(x, y) * log(x) * log(x)
                    default: pow(x, y - 1) * (1 + y * log(x))
                    }
                // Terms of the size of xʸ⁻² and its like cancel.
                let size = 1 + abs(exact) + pow(x, y - 2)
                #expect(abs(found - exact) < 1e-14 * size, "\(x)^\(y): \(found), not \(exact)")
                #expect(abs(single[index] - exact) < 1e-5 * size, "\(x)^\(y): \(single[index]), not \(exact)")
            }
        }
    }

    /// At a base of 0 the derivative along the base is that of a power, along the exponent 0 as documented, in every
    /// order.
    @Test(arguments: backendNumbers)
    func atABaseOfZero(_ backend: Int) {
        onBackend(backend) {
            let exponents: [Float] = [-3, -0.5, 0, 0.5, 1, 1.5, 2, 3]
            for zero in [Float(0), -0.0] {
                let x = [Float](repeating: zero, count: exponents.count)
                for along in ["y", "yy", "xy", "yx"] {
                    #expect(power(x, exponents, along: along).scalars.allSatisfy { $0 == 0 }, "\(along)")
                }
                let derivative = power(x, exponents, along: "x").scalars
                #expect(derivative[2...].elementsEqual([0, .infinity, 1, 0, 0, 0]))
                #expect(derivative[..<2].allSatisfy { $0.isInfinite })
                #expect(power(x, exponents, along: "xx").scalars[6...].elementsEqual([2, 0]))
            }
            // One base of 0 does not disturb the others.
            let derivative = power([0, -0.0, 3] as [Float], [-0.5, -3, 2], along: "y")
            #expect(derivative.isClose(to: [0, 0, 9.887511]))
        }
    }
}
