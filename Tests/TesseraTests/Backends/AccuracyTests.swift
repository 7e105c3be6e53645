import Foundation
import Testing

@testable import Tessera

/// The functions of single precision against the C library's of double precision.
@Suite struct AccuracyTests {
    static let functions:
        [(name: String, of: @Sendable (Tensor<Float>) -> Tensor<Float>, exact: @Sendable (Double) -> Double)] = [
            ("exp", { $0.exp() }, { exp($0) }), ("log", { $0.log() }, { log($0) }),
            ("tanh", { $0.tanh() }, { tanh($0) }),
            ("sin", { $0.sin() }, { sin($0) }), ("cos", { $0.cos() }, { cos($0) }),
            ("sigmoid", { $0.sigmoid() }, { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }),
            ("softplus", { $0.softplus() }, { max($0, 0) + log1p(exp(-abs($0))) }),
        ]

    /// Numbers of every size up to 110, of both signs, where the bits of the next differ in some places.
    static let samples: [Float] = stride(from: UInt32(0x2f80_0000), to: Float(110).bitPattern, by: 16_411)
        .flatMap { [Float(bitPattern: $0), -Float(bitPattern: $0)] }

    @Test(arguments: functions.indices)
    func isWithinTwoUlps(_ index: Int) {
        let function = Self.functions[index]
        for backend in Backend.available {
            let values = backend.run { function.of(Tensor(Self.samples)).scalars }
            var worst = (error: 0.0, x: Float(0))
            for (x, value) in zip(Self.samples, values) {
                let exact = function.exact(Double(x))
                guard exact.isFinite, abs(exact) <= Double(Float.greatestFiniteMagnitude) else { continue }
                let ulp = max(Double(Float(exact).ulp), Double(Float.leastNonzeroMagnitude))
                let error = abs(Double(value) - exact) / ulp
                if !(error <= worst.error) { worst = (error, x) }
            }
            #expect(worst.error <= 2, "\(function.name)(\(worst.x)), \(backend.name)")
        }
    }
}
