import Testing

@testable import Tessera

/// The special cases that the Python array API standard (2024.12) states for elementwise functions, in both precisions
/// on every backend. Zeros are compared with their signs.
@Suite struct SpecialValueTests {
    /// A function of one number, and pairs of an argument and its value.
    struct Row: Sendable {
        let name: String
        let functions: (@Sendable (Tensor<Float>) -> Tensor<Float>, @Sendable (Tensor<Double>) -> Tensor<Double>)
        let cases: [(Double, Double)]

        init(_ function: UnaryFunction, _ cases: [(Double, Double)]) {
            name = function.rawValue
            functions = ({ $0.unary(function) }, { $0.unary(function) })
            self.cases = cases + [(.nan, .nan)]
        }
    }

    private static let infinity = Double.infinity
    private static let (half, quarter) = (Double.pi / 2, Double.pi / 4)

    static let unary: [Row] = [
        Row(.abs, [(-0.0, 0), (0, 0), (-infinity, infinity), (infinity, infinity)]),
        Row(.negate, [(-0.0, 0), (0, -0.0), (infinity, -infinity)]),
        Row(.sign, [(-0.0, 0), (0, 0), (-3, -1), (1e-40, 1), (-infinity, -1), (infinity, 1)]),
        Row(.square, [(-0.0, 0), (-infinity, infinity)]),
        Row(.sqrt, [(-1, .nan), (0, 0), (-0.0, -0.0), (infinity, infinity)]),
        Row(.reciprocal, [(0, infinity), (-0.0, -infinity), (infinity, 0), (-infinity, -0.0)]),
        Row(.exp, [(0, 1), (-0.0, 1), (infinity, infinity), (-infinity, 0)]),
        Row(.expm1, [(0, 0), (-0.0, -0.0), (infinity, infinity), (-infinity, -1)]),
        Row(.exp2, [(0, 1), (-0.0, 1), (10, 1024), (-3, 0.125), (infinity, infinity), (-infinity, 0)]),
        Row(.log, [(-1, .nan), (0, -infinity), (-0.0, -infinity), (1, 0), (infinity, infinity), (-infinity, .nan)]),
        Row(.log1p, [(-2, .nan), (-1, -infinity), (-0.0, -0.0), (0, 0), (infinity, infinity)]),
        Row(.log2, [(-1, .nan), (0, -infinity), (-0.0, -infinity), (1, 0), (8, 3), (infinity, infinity)]),
        Row(.log10, [(-1, .nan), (0, -infinity), (-0.0, -infinity), (1, 0), (1000, 3), (infinity, infinity)]),
        Row(.tanh, [(0, 0), (-0.0, -0.0), (infinity, 1), (-infinity, -1)]),
        Row(.sinh, [(0, 0), (-0.0, -0.0), (infinity, infinity), (-infinity, -infinity)]),
        Row(.cosh, [(0, 1), (-0.0, 1), (infinity, infinity), (-infinity, infinity)]),
        Row(.asinh, [(0, 0), (-0.0, -0.0), (infinity, infinity), (-infinity, -infinity)]),
        Row(.acosh, [(0.5, .nan), (-infinity, .nan), (1, 0), (infinity, infinity)]),
        Row(.atanh, [(-2, .nan), (2, .nan), (-1, -infinity), (1, infinity), (0, 0), (-0.0, -0.0)]),
        Row(.sin, [(0, 0), (-0.0, -0.0), (infinity, .nan), (-infinity, .nan)]),
        Row(.cos, [(0, 1), (-0.0, 1), (infinity, .nan), (-infinity, .nan)]),
        Row(.tan, [(0, 0), (-0.0, -0.0), (infinity, .nan), (-infinity, .nan)]),
        Row(.asin, [(1.5, .nan), (-1.5, .nan), (0, 0), (-0.0, -0.0), (1, half), (-1, -half)]),
        Row(.acos, [(1.5, .nan), (-1.5, .nan), (1, 0), (-1, .pi), (0, half)]),
        Row(.atan, [(0, 0), (-0.0, -0.0), (1, quarter), (infinity, half), (-infinity, -half)]),
        Row(.floor, [(-0.0, -0.0), (0, 0), (-0.5, -1), (3, 3), (infinity, infinity), (-infinity, -infinity)]),
        Row(.ceil, [(-0.0, -0.0), (0, 0), (-0.5, -0.0), (3, 3), (infinity, infinity), (-infinity, -infinity)]),
        Row(.truncate, [(-0.0, -0.0), (0, 0), (-0.5, -0.0), (2.9, 2), (infinity, infinity), (-infinity, -infinity)]),
        Row(
            .round,
            [(-0.0, -0.0), (0.5, 0), (-0.5, -0.0), (1.5, 2), (2.5, 2), (infinity, infinity), (8e7 + 1, 8e7 + 1)]),
        Row(.cbrt, [(0, 0), (-0.0, -0.0), (-27, -3), (infinity, infinity), (-infinity, -infinity)]),
        Row(.rsqrt, [(0, infinity), (-0.0, -infinity), (-1, .nan), (4, 0.5), (infinity, 0), (-infinity, .nan)]),
        Row(.erf, [(0, 0), (-0.0, -0.0), (infinity, 1), (-infinity, -1)]),
        Row(.erfc, [(0, 1), (-0.0, 1), (infinity, 0), (-infinity, 2)]),
        Row(.erfinv, [(0, 0), (-0.0, -0.0), (1, infinity), (-1, -infinity), (2, .nan), (infinity, .nan)]),
        Row(.lgamma, [(1, 0), (2, 0), (0, infinity), (-3, infinity), (infinity, infinity), (-infinity, infinity)]),
        Row(.digamma, [(0, -infinity), (-0.0, infinity), (-2, .nan), (infinity, infinity)]),
    ]

    @Test(arguments: unary.indices, backendNumbers)
    func functionsOfOneNumber(_ number: Int, _ backend: Int) {
        let row = Self.unary[number]
        onBackend(backend) {
            expect(row.functions.0(Tensor(row.cases.map { Float($0.0) })).scalars, row.cases.map(\.1), row.name)
            expect(row.functions.1(Tensor(row.cases.map(\.0))).scalars, row.cases.map(\.1), row.name)
        }
    }

    /// Functions of two numbers, and triples of the arguments and the value.
    static let binary: [(function: BinaryFunction, cases: [(Double, Double, Double)])] = [
        (
            .atan2,
            [
                (1, 0, half), (1, -0.0, half), (0, 1, 0), (0, 0, 0), (0, -0.0, .pi), (0, -1, .pi), (-0.0, 1, -0.0),
                (-0.0, 0, -0.0), (-0.0, -0.0, -.pi), (-0.0, -1, -.pi), (-1, 0, -half), (1, infinity, 0),
                (1, -infinity, .pi), (-1, infinity, -0.0), (infinity, 1, half), (infinity, infinity, quarter),
                (infinity, -infinity, 3 * quarter), (-infinity, infinity, -quarter), (.nan, 1, .nan), (1, .nan, .nan),
            ]
        ),
        (
            .hypot,
            [
                (infinity, 1, infinity), (-infinity, .nan, infinity), (.nan, infinity, infinity), (.nan, 1, .nan),
                (0, 0, 0), (-0.0, -3, 3), (3, 4, 5), (1e30, 1e30, 2e30.squareRoot() * 1e15),
            ]
        ),
        (
            .copySign,
            [(1, -0.0, -1), (-1, 0, 1), (-0.0, 2, 0), (0, -2, -0.0), (infinity, -1, -infinity), (.nan, -1, .nan)]
        ),
        (
            .flooredRemainder,
            [
                (1, 0, .nan), (-1, -0.0, .nan), (0, 3, 0), (-0.0, 3, 0), (0, -3, -0.0), (-0.0, -3, -0.0),
                (infinity, 1, .nan), (5, infinity, 5), (5, -infinity, -infinity), (-5, infinity, infinity),
                (-5, -infinity, -5), (-7, 3, 2), (7, -3, -2), (6, 3, 0), (6, -3, -0.0), (.nan, 1, .nan),
                (1, .nan, .nan),
            ]
        ),
        (
            .truncatingRemainder,
            [
                (1, 0, .nan), (-0.0, 3, -0.0), (0, -3, 0), (infinity, 1, .nan), (5, -infinity, 5), (-7, 3, -1),
                (7, -3, 1), (-6, 3, -0.0), (.nan, 1, .nan), (1, .nan, .nan),
            ]
        ),
        (
            .logAddExp,
            [
                (infinity, 1, infinity), (-infinity, -infinity, -infinity), (infinity, -infinity, infinity),
                (infinity, infinity, infinity), (2, -infinity, 2), (.nan, 1, .nan), (1000, -1000, 1000),
            ]
        ),
        (
            .nextAfter,
            [
                (1, 1, 1), (0, -0.0, -0.0), (-0.0, 0, 0), (.nan, 1, .nan), (1, .nan, .nan),
                (infinity, infinity, infinity),
            ]
        ),
        (
            .maximum,
            [(.nan, 1, .nan), (1, .nan, .nan), (-infinity, 2, 2), (infinity, 2, infinity)]
        ),
        (
            .minimum,
            [(.nan, 1, .nan), (1, .nan, .nan), (-infinity, 2, -infinity), (infinity, 2, 2)]
        ),
        (
            .power,
            [
                (1, .nan, 1), (.nan, 0, 1), (.nan, -0.0, 1), (2, infinity, infinity), (2, -infinity, 0),
                (1, infinity, 1), (-1, -infinity, 1), (0.5, infinity, 0), (0.5, -infinity, infinity),
                (infinity, 2, infinity), (infinity, -2, 0), (-infinity, 3, -infinity), (-infinity, 2, infinity),
                (-infinity, -3, -0.0), (-infinity, -2, 0), (0, 3, 0), (0, -3, infinity), (-0.0, 3, -0.0), (-0.0, 2, 0),
                (-0.0, -3, -infinity), (-0.0, -2, infinity), (-8, 0.5, .nan),
            ]
        ),
    ]

    @Test(arguments: binary.indices, backendNumbers)
    func functionsOfTwoNumbers(_ number: Int, _ backend: Int) {
        let (function, cases) = Self.binary[number]
        let (x, y) = (Tensor<Double>(cases.map(\.0)), Tensor<Double>(cases.map(\.1)))
        onBackend(backend) {
            expect(x.binary(function, y).scalars, cases.map(\.2), function.rawValue)
            expect(Tensor<Float>(x).binary(function, Tensor<Float>(y)).scalars, cases.map(\.2), function.rawValue)
        }
    }

    @Test(arguments: backendNumbers)
    func predicatesAndProductsWithLogarithms(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>([.nan, .infinity, -.infinity, -0.0, 1e308])
            #expect(x.isNaN() == [true, false, false, false, false])
            #expect(x.isInfinite() == [false, true, true, false, false])
            #expect(x.isFinite() == [false, false, false, true, true])
            let products = Tensor<Double>([0, 0, 0, -0.0, 2]).xlogy([0, .infinity, -1, 3, 0])
            #expect(products == [0, 0, 0, 0, -.infinity])
            #expect(Tensor<Double>([0]).xlogy([.nan]).isNaN().item)
            #expect(Tensor<Float>([1]).nextAfter(2).item == Float(1).nextUp)
            #expect(Tensor<Double>([1]).nextAfter(-2).item == 1.0.nextDown)
            let halves = Tensor<Double>([-2.5, -0.5, 0.49999999999999994, 2.5, 4_503_599_627_370_497])
            #expect(halves.rounded(.toNearestOrAwayFromZero) == [-3, -1, 0, 3, 4_503_599_627_370_497])
        }
    }

    /// Values agree to 2 ulp, in sign also where they are 0.
    private func expect<S: RealScalar>(_ values: [S], _ expected: [Double], _ name: String) {
        for (index, (value, expected)) in zip(values, expected.map { S($0) }).enumerated() {
            let agree =
                expected.isNaN
                ? value.isNaN
                : value == expected ? value.sign == expected.sign : abs(value - expected) <= 2 * expected.ulp
            #expect(agree, "\(name), case \(index): \(value) instead of \(expected)")
        }
    }
}
