import Foundation
import Testing

@testable import Tessera

/// The elementwise functions against values with more digits, on every backend: sweeps in single precision against the
/// C library's functions of double precision, sweeps in double precision against double-double arithmetic, and a table
/// of values with 32 digits.
@Suite struct AccuracyTests {
    static let numbers = Array(AccurateFunction.all.indices)

    /// Numbers of every size, of both signs, where the bits of the next differ in some places.
    static let singles: [Float] = stride(from: UInt32(1), to: Float(3e38).bitPattern, by: 99_991)
        .flatMap { [Float(bitPattern: $0), -Float(bitPattern: $0)] }

    /// Numbers of moderate size, in which double-double arithmetic keeps 30 digits.
    static let doubles: [Double] = stride(
        from: Double(0.125).bitPattern, to: Double(500).bitPattern, by: 0x1fff_fff5_4321
    )
    .flatMap { [Double(bitPattern: $0), -Double(bitPattern: $0)] }

    @Test(arguments: numbers, backendNumbers)
    func isAccurateInSinglePrecision(_ number: Int, _ backend: Int) {
        let row = AccurateFunction.all[number]
        let samples = Self.singles.filter { row.domain.contains(Double($0)) }
        let values = onBackend(backend) { Tensor(samples).unary(row.function).scalars }
        expect(row, samples, values, row.bound(Float.self)) { Double($0) - row.exact(Double($1)) }
    }

    @Test(arguments: numbers, backendNumbers)
    func isAccurateInDoublePrecision(_ number: Int, _ backend: Int) {
        let row = AccurateFunction.all[number]
        guard let precise = row.precise else { return }
        let samples = Self.doubles.filter { row.domain.contains($0) }
        let values = onBackend(backend) { Tensor(samples).unary(row.function).scalars }
        expect(row, samples, values, row.bound(Double.self)) { (precise(DoubleDouble($1)) - $0).value }
    }

    @Test(arguments: backendNumbers)
    func agreesWithTheTable(_ backend: Int) throws {
        for line in referenceValues.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let row = try #require(AccurateFunction.all.first { $0.function.rawValue == words[0] })
            let numbers = try words.dropFirst().map { try #require(Double($0)) }
            let value = onBackend(backend) { Tensor(numbers[0]).unary(row.function).item }
            expect(row, [numbers[0]], [value], row.bound(Double.self)) { value, _ in (value - numbers[1]) - numbers[2] }
        }
    }

    private func expect<S: RealScalar>(
        _ row: AccurateFunction, _ samples: [S], _ values: [S], _ bound: Double, error: (S, S) -> Double
    ) {
        var worst = (error: 0.0, x: S(0))
        for (x, value) in zip(samples, values) {
            let exact = row.exact(Double(x))
            guard exact.isFinite, abs(exact) <= Double(S.greatestFiniteMagnitude) else { continue }
            let size = abs(error(value, x)) / row.ulp(of: S(exact))
            if !(size <= worst.error) { worst = (size, x) }
        }
        #expect(worst.error <= bound, "\(row.function)(\(worst.x)), \(S.self)")
    }

    /// The functions that are computed from several others have a looser bound.
    @Test(arguments: backendNumbers)
    func activationsAreWithinTwoUlps(_ backend: Int) {
        let functions: [(UnaryFunction, (Double) -> Double)] = [
            (.sigmoid, { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }),
            (.softplus, { max($0, 0) + log1p(exp(-abs($0))) }),
        ]
        let samples = Self.singles.filter { abs($0) < 110 }
        for (function, exact) in functions {
            let values = onBackend(backend) { Tensor(samples).unary(function).scalars }
            let row = AccurateFunction(function, -110...110, elementary: false) { _ in 0 }
            for (x, value) in zip(samples, values) {
                let error = abs(Double(value) - exact(Double(x))) / row.ulp(of: Float(exact(Double(x))))
                #expect(error <= 2, "\(function)(\(x))")
            }
        }
    }

    @Test(arguments: backendNumbers)
    func hypotenusesAreAccurate(_ backend: Int) {
        let samples = Self.doubles.filter { $0 > 0 }
        let others = Array(samples.reversed())
        let values = onBackend(backend) { Tensor(samples).hypot(Tensor(others)).scalars }
        for (index, value) in values.enumerated() {
            let (x, y) = (samples[index], others[index])
            let exact = (DoubleDouble(product: x, x) + DoubleDouble(product: y, y)).squareRoot()
            #expect(abs((exact - value).value) <= value.ulp, "\(x), \(y)")
        }
    }
}
