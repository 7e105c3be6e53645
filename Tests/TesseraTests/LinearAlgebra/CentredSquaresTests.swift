import Testing

@testable import Tessera

/// Integers are exact: a mean of 1e15 leaves a plain sum of squares no digit of the variance.
@Suite struct CentredSquaresTests {
    static let deviations = [7, -3, 0, 4, -8, 1, -1, 3, 5, -8]
    static let weights = [1, 2, 0, 1, 3, 1, 2, 1, 0, 4]

    @Test(arguments: [0, 1, 3, 5, 10])
    func isExactInAnyParts(_ first: Int) {
        let base = 1_000_000_000_000_000
        let parts = [0..<first, first..<Self.deviations.count].map { range in
            var part = CentredSquares()
            for index in range { part.add(Double(base + Self.deviations[index]), weight: Double(Self.weights[index])) }
            return part
        }
        var all = parts[0]
        all.merge(parts[1])
        let terms = zip(Self.deviations, Self.weights)
        let (weight, sum) = (Self.weights.reduce(0, +), terms.reduce(0) { $0 + $1.0 * $1.1 })
        let squares = terms.reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
        #expect(all.aboutMean.value == Double(squares * weight - sum * sum) / Double(weight))
        // (base + d)² = base² + 2·base·d + d² is beyond integers; it is here to 32 digits.
        let (large, rest) = (DoubleDouble(Double(base)), DoubleDouble(Double(squares)))
        let expected = large * large * Double(weight) + large * Double(2 * sum) + rest
        #expect(all.aboutZero.value == expected.value)
    }

    @Test func isZeroOfNothingAndOfConstants() {
        #expect(CentredSquares().aboutMean == .zero)
        var constant = CentredSquares()
        for _ in 0..<5 { constant.add(0.1, weight: 0.3) }
        #expect(constant.aboutMean == .zero)
    }
}
