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
                (-1, -0.0, -half), (-1, -infinity, -.pi), (-infinity, 1, -half), (-infinity, -infinity, -3 * quarter),
                (0, -infinity, .pi), (-0.0, infinity, -0.0),
            ]
        ),
        (
            .hypot,
            [
                (infinity, 1, infinity), (-0.0, -0.0, 0), (3, -0.0, 3), (.nan, -infinity, infinity), (0, .nan, .nan),
                (-infinity, .nan, infinity), (.nan, infinity, infinity), (.nan, 1, .nan),
                (0, 0, 0), (-0.0, -3, 3), (3, 4, 5), (1e30, 1e30, 2e30.squareRoot() * 1e15),
            ]
        ),
        (
            .copySign,
            [
                (-infinity, 0, infinity), (0, -infinity, -0.0), (1, -0.0, -1), (-1, 0, 1), (-0.0, 2, 0), (0, -2, -0.0),
                (infinity, -1, -infinity), (.nan, -1, .nan),
            ]
        ),
        (
            .flooredRemainder,
            [
                (0, 0, .nan), (0, -0.0, .nan), (infinity, -infinity, .nan), (-infinity, 2, .nan), (-0.0, infinity, 0),
                (0, -infinity, -0.0), (1, 0, .nan), (-1, -0.0, .nan), (0, 3, 0), (-0.0, 3, 0), (0, -3, -0.0),
                (-0.0, -3, -0.0),
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
                (1, .nan, .nan), (-infinity, .nan, .nan), (-infinity, 3, 3), (-1000, -infinity, -1000),
            ]
        ),
        (
            .nextAfter,
            [
                (1, 1, 1), (0, -0.0, -0.0), (-0.0, 0, 0), (.nan, 1, .nan), (1, .nan, .nan),
                (infinity, infinity, infinity), (-infinity, -infinity, -infinity), (.nan, infinity, .nan),
            ]
        ),
        (
            .add,
            [
                (infinity, -infinity, .nan), (-infinity, infinity, .nan), (infinity, infinity, infinity),
                (infinity, 1, infinity), (1, -infinity, -infinity), (-0.0, -0.0, -0.0), (-0.0, 0, 0), (0, -0.0, 0),
                (1, -1, 0), (.nan, 1, .nan), (-infinity, .nan, .nan),
            ]
        ),
        (
            .subtract,
            [
                (infinity, infinity, .nan), (-infinity, -infinity, .nan), (infinity, -infinity, infinity),
                (-0.0, 0, -0.0), (0, 0, 0), (-0.0, -0.0, 0), (1, infinity, -infinity), (.nan, 1, .nan),
            ]
        ),
        (
            .multiply,
            [
                (infinity, 0, .nan), (-0.0, -infinity, .nan), (infinity, -2, -infinity),
                (-infinity, -infinity, infinity),
                (-0.0, 3, -0.0), (-0.0, -3, 0), (0, -3, -0.0), (.nan, 0, .nan), (infinity, .nan, .nan),
            ]
        ),
        (
            .divide,
            [
                (infinity, -infinity, .nan), (0, -0.0, .nan), (0, 3, 0), (0, -3, -0.0), (-0.0, 3, -0.0), (-0.0, -3, 0),
                (3, 0, infinity), (3, -0.0, -infinity), (-3, 0, -infinity), (infinity, -2, -infinity),
                (infinity, 0, infinity), (infinity, -0.0, -infinity), (3, -infinity, -0.0), (-3, -infinity, 0),
                (.nan, 1, .nan), (0, .nan, .nan),
            ]
        ),
        (
            .maximum,
            [
                (.nan, infinity, .nan), (-infinity, .nan, .nan), (.nan, 1, .nan), (1, .nan, .nan), (-infinity, 2, 2),
                (infinity, 2, infinity),
            ]
        ),
        (
            .minimum,
            [(.nan, 1, .nan), (1, .nan, .nan), (-infinity, 2, -infinity), (infinity, 2, 2)]
        ),
        (
            .power,
            [
                (1, .nan, 1), (.nan, 0, 1), (.nan, -0.0, 1), (2, infinity, infinity), (2, -infinity, 0),
                (1, infinity, 1), (1, -infinity, 1), (-1, infinity, 1), (-1, -infinity, 1), (-2, infinity, infinity),
                (-2, -infinity, 0), (-0.5, infinity, 0), (-0.5, -infinity, infinity), (infinity, 0, 1),
                (-infinity, -0.0, 1), (.nan, 2, .nan), (2, .nan, .nan), (0, 0, 1), (-0.0, -0.0, 1), (0, .nan, .nan),
                (0, infinity, 0), (0, -infinity, infinity), (-0.0, infinity, 0), (-infinity, 0.5, infinity),
                (-infinity, -0.5, 0), (-0.0, 0.5, 0), (-0.0, -0.5, infinity), (-0.0, -infinity, infinity),
                (-infinity, infinity, infinity), (-infinity, -infinity, 0), (-3, 3, -27), (-3, -1, -1.0 / 3),
                (0.5, infinity, 0), (0.5, -infinity, infinity),
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

    /// The next number in a direction, from the ends of the range and across 0.
    @Test(arguments: backendNumbers)
    func nextNumbers(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>([
                0, -0.0, .leastNonzeroMagnitude, .infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude,
            ])
            let y = Tensor<Double>([1, -1, 0, 0, .infinity, 1])
            let expected = [
                .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0, .greatestFiniteMagnitude, .infinity, -0.0,
            ]
            expect(x.nextAfter(y).scalars, expected, "nextAfter")
            let tiny = Tensor<Float>([0, -0.0, .infinity]).nextAfter(Tensor<Float>([1, -1, 0]))
            #expect(tiny.scalars == [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude])
        }
    }

    /// NaN is equal to nothing, zeros of either sign are equal, and NaN counts as true and as different from 0.
    @Test(arguments: backendNumbers)
    func comparisons(_ backend: Int) {
        onBackend(backend) {
            let (x, y) = (Tensor<Double>([.nan, .nan, 0, .infinity]), Tensor<Double>([.nan, 1, -0.0, .infinity]))
            #expect((x .== y) == [false, false, true, true] && (x .!= y) == [true, true, false, false])
            #expect((x .< y) == [false, false, false, false] && (x .>= y) == [false, false, true, true])
            #expect(Tensor<Bool>(x) == [true, true, false, true])
            #expect(x.nonzero() == [[0], [1], [3]])
        }
    }

    /// Reductions of axes without elements, with NaN, and with infinities of both signs.
    @Test(arguments: backendNumbers)
    func reductions(_ backend: Int) {
        onBackend(backend) {
            let none = Tensor<Double>(zeros: [2, 0])
            expect(none.sum(axis: 1).scalars + none.product(axis: 1).scalars, [0, 0, 1, 1], "of nothing")
            let spread = none.variance(axis: 1).scalars + none.standardDeviation(axis: 1).scalars
            expect(none.mean(axis: 1).scalars + spread, [Double](repeating: .nan, count: 6), "moments of nothing")
            let masks = none .> 0
            #expect(masks.all(axis: 1) == [true, true] && masks.any(axis: 1) == [false, false])
            let x = Tensor<Double>([[1, .nan, 2], [.infinity, -.infinity, 0], [.infinity, 1, 2], [1, -1, 0]])
            expect(x.sum(axis: 1).scalars, [.nan, .nan, .infinity, 0], "sum")
            expect(x.product(axis: 1).scalars, [.nan, .nan, .infinity, -0.0], "product")
            expect(x.mean(axis: 1).scalars, [.nan, .nan, .infinity, 0], "mean")
            expect(x.variance(axis: 1).scalars, [.nan, .nan, .nan, 2.0 / 3], "variance")
            expect(
                x.standardDeviation(axis: 1).scalars, [.nan, .nan, .nan, (2.0 / 3).squareRoot()], "standardDeviation")
            expect(x.max(axis: 1).scalars, [.nan, .infinity, .infinity, 1], "max")
            expect(x.min(axis: 1).scalars, [.nan, -.infinity, 1, -1], "min")
            #expect(x.argmax(axis: 1) == [1, 0, 0, 0] && x.argmin(axis: 1) == [1, 1, 1, 1])
            expect(x[0].cumulativeSum(axis: 0).scalars, [1, .nan, .nan], "cumulativeSum")
            expect(x[1].cumulativeSum(axis: 0).scalars, [.infinity, .nan, .nan], "cumulativeSum")
            expect(x[1].cumulativeProduct(axis: 0).scalars, [.infinity, -.infinity, .nan], "cumulativeProduct")
            expect(x[0].cumulativeMaximum(axis: 0).scalars, [1, .nan, .nan], "cumulativeMaximum")
            #expect(none.cumulativeSum(axis: 1).shape == [2, 0] && none.cumulativeProduct(axis: 1).shape == [2, 0])
        }
    }

    /// Sorting, searching and sets with NaN and zeros of both signs.
    @Test(arguments: backendNumbers)
    func order(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>([.nan, 0, -0.0, -.infinity, .nan, .infinity, 0])
            expect(x.sorted().scalars, [-.infinity, 0, -0.0, 0, .infinity, .nan, .nan], "sorted")
            expect(x.sorted(descending: true).scalars, [.infinity, 0, -0.0, 0, -.infinity, .nan, .nan], "descending")
            #expect(x.argsorted() == [3, 1, 2, 6, 5, 0, 4])
            let unique = x.unique()
            expect(unique.values.scalars, [-.infinity, 0, .infinity, .nan, .nan], "unique")
            #expect(unique.counts == [1, 3, 1, 1, 1] && unique.inverse == [3, 1, 1, 0, 4, 2, 1])
            #expect(x.sorted().searchSorted([0, .nan, .infinity]) == [1, 5, 4])
            #expect(x.sorted().searchSorted([-0.0, .nan], side: .right) == [4, 7])
            expect([x.median().item, x.quantile(0).item], [.nan, .nan], "median")
            expect(Tensor<Double>([.infinity, -.infinity, 1]).median().scalars, [1], "median")
            expect(Tensor<Double>([1, .nan, 3]).clamped(to: 0...2).scalars, [1, .nan, 2], "clamped")
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
