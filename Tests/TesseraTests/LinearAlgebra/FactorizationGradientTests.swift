import Testing

@testable import Tessera

/// Derivatives of every factorisation, of the first order and where defined of the second, against central differences.
@Suite struct FactorizationGradientTests {
    static let cases: [DerivativeCase] = factorizationTable(Double.self).flatMap(\.derivatives) + structure
    static let names = cases.map(\.name)

    @Test(arguments: names, backendNumbers)
    func agreesWithFiniteDifferences(_ name: String, _ backend: Int) throws {
        let row = try #require(Self.cases.first { $0.name == name })
        let point = row.shapes.enumerated().map { index, shape in
            DerivativeCase.steady(shape, seed: UInt64(index + 4))
        }
        Backend.available[backend].run {
            let compute = { (x: [Tensor<Double>]) in (try? row.compute(x)) ?? Tensor(.nan) }
            let check = GradientCheck(compute, at: point, step: 2.5e-4)
            check.expectFirst(name)
            check.expectSecond(name)
        }
    }

    private static let structure: [DerivativeCase] =
        MatrixNorm.allCases.map { norm in
            DerivativeCase("norm \(norm)", [[3, 4]]) { try $0[0].matrixNorm(norm) }
        } + [
            DerivativeCase("length", [[4, 3]]) { $0[0].norm() },
            DerivativeCase("condition number", [[4, 3]]) { try $0[0].conditionNumber() },
            DerivativeCase("power", [[3, 3]]) { try $0[0].matrixPower(3) * 0.1 },
            DerivativeCase("negative power", [[2, 3, 3]]) { try $0[0].matrixPower(-2) },
        ]
}
